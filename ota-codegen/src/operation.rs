//! One operation: request, builder, answer, and the table that describes it to the runtime.

use ota_spec::Spec;
use ota_spec::model::{Field, Method, NamedKind, Operation, Repeat, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::Methods;
use crate::docs;
use crate::names;
use crate::tables;
use crate::types;

pub(crate) fn expand(
    operation: &Operation,
    spec: &Spec,
    methods: Methods,
    door: &TokenStream,
) -> TokenStream {
    let request = request(operation, spec, methods, door);
    let builder = builder(operation, door);
    let response = names::response(&operation.action).to_string();
    let answer =
        types::answer_struct(&response, &docs::answer(operation), &operation.response, door);
    let nested = types::nested(&operation.action, &operation.parameters, door, true);
    quote!(#request #builder #answer #nested)
}

/// The states of a builder: one slot for each required parameter.
struct Slots {
    required: Vec<usize>,
    idents: Vec<Ident>,
}

impl Slots {
    fn new(operation: &Operation) -> Self {
        let parameters = operation.parameters.iter().enumerate();
        let required: Vec<usize> =
            parameters.filter(|(_, field)| field.required).map(|(index, _)| index).collect();
        let idents = (0..required.len()).map(|slot| format_ident!("S{slot}")).collect();
        Self { required, idents }
    }

    /// The state in which nothing is set.
    fn unset(&self, door: &TokenStream) -> TokenStream {
        let slots = self.idents.iter().map(|_| quote!(#door::Unset));
        quote!((#(#slots,)*))
    }

    /// The state in which anything may be set.
    fn any(&self) -> TokenStream {
        let idents = &self.idents;
        quote!((#(#idents,)*))
    }

    /// The state after the parameter with this index was set; `None` if it is optional.
    fn after(&self, index: usize, door: &TokenStream) -> Option<TokenStream> {
        let set = self.required.iter().position(|required| *required == index)?;
        let slots = self
            .idents
            .iter()
            .enumerate()
            .map(|(slot, ident)| if slot == set { quote!(#door::Set) } else { quote!(#ident) });
        Some(quote!((#(#slots,)*)))
    }
}

/// The request struct and its description.
fn request(
    operation: &Operation,
    spec: &Spec,
    methods: Methods,
    door: &TokenStream,
) -> TokenStream {
    let action = &operation.action;
    let (name, builder, response) =
        (names::type_name(action), names::builder(action), names::response(action));
    let doc = docs::lines(&docs::operation(operation, spec, methods));
    let fields = operation.parameters.iter().map(|field| {
        let (ident, ty) = (names::field(&field.name), field_type(action, field));
        let doc = docs::lines(&docs::field(field));
        quote!(#doc pub #ident: #ty)
    });
    let blank = operation.parameters.iter().map(|field| {
        let ident = names::field(&field.name);
        let value = blank(field, door);
        quote!(#ident: #value)
    });
    let slots = Slots::new(operation);
    let default = slots.required.is_empty().then(|| quote!(, ::core::default::Default));
    let builder_doc = format!("Starts a [`{name}`] without a client; `build()` finishes it.");
    let builder_doc = docs::lines(&builder_doc);
    let info = info(operation, door);
    let arguments = types::arguments(&operation.parameters);
    quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
        impl #name {
            #builder_doc
            pub fn builder() -> #builder<()> {
                Self::start(())
            }
            fn start<C>(client: C) -> #builder<C> {
                #builder(#door::Draft::new(Self { #(#blank),* }, client))
            }
        }
        impl #door::Arguments for #name {
            fn arguments(&self, visit: &mut dyn ::core::ops::FnMut(&[&dyn #door::Argument])) {
                visit(&[#arguments])
            }
        }
        #[diagnostic::do_not_recommend]
        impl #door::Operation for #name {
            type Response = #response;
            const INFO: &'static #door::OperationInfo = &#info;
        }
    }
}

fn field_type(action: &str, field: &Field) -> TokenStream {
    let ty = types::rust(action, &field.name, &field.ty);
    match field.ty {
        Type::List(_) | Type::Map(_) => ty,
        _ if field.required => ty,
        _ => quote!(::core::option::Option<#ty>),
    }
}

/// What stands in a field until its setter is called.
fn blank(field: &Field, door: &TokenStream) -> TokenStream {
    match &field.ty {
        Type::Named(named) if field.required && matches!(named.kind, NamedKind::Enum(_)) => {
            quote!(#door::read_word(""))
        }
        _ => quote!(::core::default::Default::default()),
    }
}

fn info(operation: &Operation, door: &TokenStream) -> TokenStream {
    let action = &operation.action;
    let qps = match operation.qps {
        Some(qps) => {
            let qps = Literal::u32_unsuffixed(qps);
            quote!(::core::option::Option::Some(#qps))
        }
        None => quote!(::core::option::Option::None),
    };
    let method = match operation.methods.first() {
        Some(Method::Get) => quote!(#door::Method::Get),
        _ => quote!(#door::Method::Post),
    };
    let repeat = match operation.repeat {
        Repeat::Read => quote!(#door::Repeat::Read),
        Repeat::Safe => quote!(#door::Repeat::Safe),
        Repeat::Reconcile => quote!(#door::Repeat::Reconcile),
    };
    let parameters = tables::parameters(&operation.parameters, door);
    quote! {
        #door::OperationInfo {
            service: &SERVICE,
            action: #action,
            method: #method,
            qps: #qps,
            repeat: #repeat,
            parameters: #parameters,
        }
    }
}

fn builder(operation: &Operation, door: &TokenStream) -> TokenStream {
    let action = &operation.action;
    let (name, request, response) =
        (names::builder(action), names::type_name(action), names::response(action));
    let slots = Slots::new(operation);
    let (any, unset, idents) = (slots.any(), slots.unset(door), &slots.idents);
    let setters = operation
        .parameters
        .iter()
        .enumerate()
        .map(|(index, field)| setter(operation, field, slots.after(index, door), door));
    let bounds = slots.required.iter().zip(idents).map(|(index, ident)| {
        let marker = names::field(&operation.parameters[*index].name);
        quote!(#ident: #door::IsSet<parameter::#marker>)
    });
    let bounds = match idents.is_empty() {
        true => quote!(),
        false => quote!(where #(#bounds),*),
    };
    let doc = docs::lines(&format!("Collects the parameters of [`{request}`]."));
    quote! {
        #doc
        #[derive(::core::fmt::Debug)]
        #[must_use = "a builder does nothing until `send()` is called and awaited"]
        pub struct #name<C, S = #unset>(#door::Draft<#request, C, S>);
        impl<C #(, #idents)*> #name<C, #any> {
            #(#setters)*
            /// Finishes the request without sending it.
            pub fn build(self) -> #request #bounds {
                self.0.build()
            }
        }
        impl<'c #(, #idents)*> #name<&'c #door::Client, #any> {
            /// Checks, signs and sends the request and decodes the answer.
            ///
            /// # Errors
            ///
            /// As `Client::send`.
            pub fn send(self) -> #door::Sending<'c, #response> #bounds {
                self.0.send()
            }
        }
    }
}

fn setter(
    operation: &Operation,
    field: &Field,
    after: Option<TokenStream>,
    door: &TokenStream,
) -> TokenStream {
    let action = &operation.action;
    let (setter, target) = (names::setter(&field.name), names::field(&field.name));
    let doc = docs::lines(&docs::setter(field));
    let ty = types::rust(action, &field.name, &field.ty);
    let builder = names::builder(action);
    let (accepts, assigned) = match (&field.ty, &after) {
        (Type::List(_) | Type::Map(_), _) | (_, None) => types::accepts(action, field, door),
        (plain, Some(_)) if types::plain(plain) => (ty, quote!(value)),
        _ => (quote!(impl ::core::convert::Into<#ty>), quote!(value.into())),
    };
    let (returns, result) = match after {
        Some(after) => (quote!(#builder<C, #after>), quote!(#builder(self.0.next()))),
        None => (quote!(Self), quote!(self)),
    };
    let Type::List(list) = &field.ty else {
        return quote! {
            #doc
            pub fn #setter(mut self, value: #accepts) -> #returns {
                self.0.request.#target = #assigned;
                #result
            }
        };
    };
    let item = types::rust(action, &field.name, &list.items);
    let length = list.max_items.map(|most| {
        let shown = names::shown(&setter);
        let message = format!("`{shown}` takes at most {most} items and this array is longer");
        let most = Literal::u32_unsuffixed(most);
        quote!(const { ::core::assert!(I::COUNT <= #most, #message) };)
    });
    quote! {
        #doc
        pub fn #setter<I: #door::Items<#item>>(mut self, value: I) -> #returns {
            #length
            self.0.request.#target = #assigned;
            #result
        }
    }
}
