//! The builder of an operation: a setter a parameter, and `send()` once all required ones are set.

use ota_spec::model::{Field, Operation, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::Items;
use crate::behaviour;
use crate::choice;
use crate::docs;
use crate::names;
use crate::types;

/// The states of a builder: one slot for each required parameter.
pub(crate) struct Slots {
    required: Vec<String>,
    idents: Vec<Ident>,
}

impl Slots {
    pub(crate) fn new(operation: &Operation) -> Self {
        let required = operation.parameters.iter().filter(|field| field.required);
        let required: Vec<String> = required.map(|field| field.name.clone()).collect();
        let idents = (0..required.len()).map(|slot| format_ident!("S{slot}")).collect();
        Self { required, idents }
    }

    /// The state in which nothing is set.
    fn unset(&self) -> TokenStream {
        let slots = self.idents.iter().map(|_| quote!(_ota::Unset));
        quote!((#(#slots,)*))
    }

    /// The state in which anything may be set.
    fn any(&self) -> TokenStream {
        let idents = &self.idents;
        quote!((#(#idents,)*))
    }

    /// The state after a parameter was set; `None` if it is optional.
    pub(crate) fn after(&self, name: &str) -> Option<TokenStream> {
        let set = self.required.iter().position(|required| required == name)?;
        let slots = self
            .idents
            .iter()
            .enumerate()
            .map(|(slot, ident)| if slot == set { quote!(_ota::Set) } else { quote!(#ident) });
        Some(quote!((#(#slots,)*)))
    }

    /// Functions without type parameters are compiled where they stand and not where they are used,
    /// unless they say otherwise. A builder without required parameters has none.
    pub(crate) fn inline(&self) -> Option<TokenStream> {
        self.required.is_empty().then(|| quote!(#[inline]))
    }

    /// `where` all required parameters but the named ones are set.
    pub(crate) fn all_set(&self, but: &[&str]) -> TokenStream {
        let pairs = self.required.iter().zip(&self.idents);
        let bounds: Vec<TokenStream> = pairs
            .filter(|(name, _)| !but.contains(&name.as_str()))
            .map(|(name, ident)| {
                let marker = names::field(name);
                quote!(#ident: _ota::IsSet<parameter::#marker>)
            })
            .collect();
        match bounds.is_empty() {
            true => TokenStream::new(),
            false => quote!(where #(#bounds),*),
        }
    }
}

pub(crate) fn expand(operation: &Operation, items: &mut Items) {
    let action = &operation.action;
    let (name, request, response) =
        (names::builder(action), names::type_name(action), names::response(action));
    let slots = Slots::new(operation);
    let (any, unset, idents) = (slots.any(), slots.unset(), &slots.idents);
    let setters =
        operation.parameters.iter().map(|field| setter(operation, field, slots.after(&field.name)));
    let choices = operation.choices.iter().map(|chosen| choice::setter(operation, chosen, &slots));
    let behaviour = behaviour::methods(operation, &slots);
    let (bounds, inline) = (slots.all_set(&[]), slots.inline());
    let doc = docs::attribute(&format!("Collects the parameters of [`{request}`]."));
    let allow = types::allow_deprecated(&operation.parameters);
    items.push(quote! {
        #doc
        #[derive(_ota::Debug)]
        #[must_use = "a builder does nothing until `send()` is called and awaited"]
        pub struct #name<C, S = #unset>(_ota::RequestBuilder<#request, C, S>);
    });
    items.push(quote! {
        #allow
        impl<C #(, #idents)*> #name<C, #any> {
            #(#setters)*
            #(#choices)*
            /// Finishes the request without sending it.
            pub fn build(self) -> #request #bounds {
                self.0.build()
            }
        }
    });
    items.push(quote! {
        impl<'c #(, #idents)*> #name<&'c _ota::Client, #any> {
            /// Checks, signs and sends the request and decodes the answer.
            ///
            /// # Errors
            ///
            /// As `Client::send`.
            #inline
            pub fn send(self) -> _ota::Sending<'c, #response> #bounds {
                self.0.send()
            }
            #behaviour
        }
    });
}

/// What a builder is after a setter, and the expression that makes it so.
pub(crate) fn result(operation: &Operation, after: Option<TokenStream>) -> [TokenStream; 2] {
    let builder = names::builder(&operation.action);
    match after {
        Some(after) => [quote!(#builder<C, #after>), quote!(#builder(self.0.next()))],
        None => [quote!(Self), quote!(self)],
    }
}

fn setter(operation: &Operation, field: &Field, after: Option<TokenStream>) -> TokenStream {
    let action = &operation.action;
    let (setter, target) = (names::setter(&field.name), names::field(&field.name));
    let doc = docs::attribute(&docs::setter(field));
    let deprecated = types::deprecated(field.deprecated.as_ref());
    let ty = types::of_field(action, field);
    let (accepts, assigned) = match (&field.ty, &after) {
        (Type::List(_) | Type::Map(_), _) | (_, None) => types::accepts(action, field),
        (plain, Some(_)) if types::plain(plain) => (ty, quote!(value)),
        _ => (quote!(impl _ota::Into<#ty>), quote!(value.into())),
    };
    let [returns, result] = result(operation, after);
    let Type::List(list) = &field.ty else {
        return quote! {
            #doc
            #deprecated
            pub fn #setter(mut self, value: #accepts) -> #returns {
                self.0.request.#target = #assigned;
                #result
            }
        };
    };
    let item = types::rust(action, &field.name, &list.items);
    let length = list.max_items.map(|most| {
        let message = format!("`{}` takes at most {most} items", names::shown(&setter));
        let most = Literal::u32_unsuffixed(most);
        quote!(const { _ota::fits(I::COUNT, #most, #message) };)
    });
    quote! {
        #doc
        #deprecated
        pub fn #setter<I: _ota::IntoItems<#item>>(mut self, value: I) -> #returns {
            #length
            self.0.request.#target = #assigned;
            #result
        }
    }
}
