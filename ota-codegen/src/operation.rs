//! One operation: its request, the table that describes it to the runtime, and its answer. The
//! builder stands in `builder`, what its answers allow in `behaviour`.

use ota_spec::Spec;
use ota_spec::model::{Field, Method, NamedKind, Operation, Repeat, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::behaviour;
use crate::builder;
use crate::choice;
use crate::docs;
use crate::names;
use crate::rules;
use crate::structs;
use crate::tables;
use crate::types;
use crate::{Items, Methods};

pub(crate) fn expand(
    operation: &Operation,
    spec: &Spec,
    methods: Methods,
    door: &TokenStream,
    items: &mut Items,
) {
    request(operation, spec, methods, door, items);
    for choice in &operation.choices {
        choice::expand(operation, choice, door, items);
    }
    builder::expand(operation, door, items);
    behaviour::expand(operation, door, items);
    let response = names::response(&operation.action).to_string();
    let page = docs::answer(operation);
    structs::answer(&response, &page, &operation.response, door, items);
    structs::nested(&operation.action, &operation.parameters, door, true, items);
}

/// The request struct and its description.
fn request(
    operation: &Operation,
    spec: &Spec,
    methods: Methods,
    door: &TokenStream,
    items: &mut Items,
) {
    let action = &operation.action;
    let (name, builder, response) =
        (names::type_name(action), names::builder(action), names::response(action));
    let doc = docs::lines(&docs::operation(operation, spec, methods));
    let fields = operation.parameters.iter().map(|field| {
        let (ident, ty) = (names::field(&field.name), field_type(action, field, door));
        let doc = docs::lines(&docs::field(field));
        let deprecated = types::deprecated(field.deprecated.as_ref());
        quote!(#doc #deprecated pub #ident: #ty)
    });
    let blanks = operation.parameters.iter().map(|field| {
        let ident = names::field(&field.name);
        let value = blank(field, door);
        quote!(#ident: #value)
    });
    let required = operation.parameters.iter().any(|field| field.required);
    let default = (!required).then(|| quote!(, ::core::default::Default));
    let builder_doc = format!("Starts a [`{name}`] without a client; `build()` finishes it.");
    let builder_doc = docs::lines(&builder_doc);
    let info = info(operation, door);
    let arguments = structs::arguments(&operation.parameters);
    let allow = types::allow_deprecated(&operation.parameters);
    items.push(quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    });
    items.push(quote! {
        #allow
        impl #name {
            #builder_doc
            pub fn builder() -> #builder<()> {
                Self::start(())
            }
            fn start<C>(client: C) -> #builder<C> {
                #builder(#door::Draft::new(Self { #(#blanks),* }, client))
            }
        }
    });
    items.push(quote! {
        #allow
        impl #door::Arguments for #name {
            fn arguments(&self, visit: &mut dyn ::core::ops::FnMut(&[&dyn #door::Argument])) {
                visit(&[#arguments])
            }
        }
    });
    items.push(quote! {
        #[diagnostic::do_not_recommend]
        impl #door::Operation for #name {
            type Response = #response;
            const INFO: &'static #door::OperationInfo = &#info;
        }
    });
}

/// The type of a field of a request: what is not required may be absent.
pub(crate) fn field_type(action: &str, field: &Field, door: &TokenStream) -> TokenStream {
    let ty = types::of_field(action, field, door);
    match field.ty {
        Type::List(_) | Type::Map(_) => ty,
        _ if field.required => ty,
        _ => quote!(::core::option::Option<#ty>),
    }
}

/// What stands in a field until its setter is called.
pub(crate) fn blank(field: &Field, door: &TokenStream) -> TokenStream {
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
    let rules = rules::table(operation, door);
    quote! {
        #door::OperationInfo {
            service: &SERVICE,
            action: #action,
            method: #method,
            qps: #qps,
            repeat: #repeat,
            parameters: #parameters,
            rules: #rules,
        }
    }
}
