//! The builder of an operation: a setter per parameter, and `send()` once all required ones are
//! set.

use ota_spec::model::{Field, Operation, Type};
use ota_spec::names::builder_setter;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::behaviour;
use crate::choice;
use crate::docs;
use crate::item_writer::ItemWriter;
use crate::names;
use crate::slots::{self, Slots};
use crate::types::{self, Accepted};

pub(crate) fn expand(operation: &Operation, items: &mut ItemWriter) {
    let idents = &operation.idents;
    let (name, request, response) = (
        names::ident(&idents.builder),
        names::ident(&idents.request),
        names::ident(&idents.response),
    );
    let slots = Slots::new(operation);
    let (any, unset, idents) = (slots.any(), slots.unset(), &slots.idents);
    let setters =
        operation.parameters.iter().map(|field| setter(operation, field, slots.after(field)));
    let choices = operation.choices.iter().map(|chosen| choice::setter(operation, chosen, &slots));
    let behaviour = behaviour::methods(operation, &slots);
    let (bounds, inline) = (slots.all_set(&[]), slots.inline());
    let doc = docs::attribute(&format!("Collects the parameters of [`{request}`]."));
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone)]
        #[must_use = "a builder does nothing until `send()` is called and awaited"]
        pub struct #name<C, S = #unset>(_ota::RequestBuilder<#request, C, S>);
    });
    items.push(quote! {
        impl<C #(, #idents)*> #name<C, #any> {
            #(#setters)*
            #(#choices)*
            /// Finishes the request without sending it.
            pub fn build(self) -> #request #bounds {
                self.0.build()
            }
        }
    });
    let set = slots.set();
    items.push(quote! {
        #[automatically_derived]
        impl _ota::From<#request> for #name<(), #set> {
            fn from(request: #request) -> Self {
                Self(_ota::From::from(request))
            }
        }
    });
    items.push(quote! {
        impl<'c #(, #idents)*> #name<&'c Client, #any> {
            /// Checks, signs and sends the request and decodes the response.
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

fn setter(operation: &Operation, field: &Field, after: Option<TokenStream>) -> TokenStream {
    let name = builder_setter(&field.ident);
    let (setter, target) = (names::ident(&name), names::ident(&field.ident));
    let doc = docs::attribute(&docs::setter(field));
    let deprecated = types::deprecated(field.deprecated.as_ref());
    let Accepted { ty, assigned } = match &after {
        Some(_) => types::requires(field),
        None => types::accepts(field),
    };
    let [returns, result] = slots::result(operation, after);
    let Type::List(list) = &field.ty else {
        return quote! {
            #doc
            #deprecated
            pub fn #setter(mut self, value: #ty) -> #returns {
                self.0.request.#target = #assigned;
                #result
            }
        };
    };
    let item = types::rust(&list.items);
    let length = list.max_items.map(|most| {
        let message = format!("`{name}` takes at most {most} items");
        let most = Literal::u32_unsuffixed(most);
        quote!(const { _ota::fits::<I, _>(#most, #message) };)
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
