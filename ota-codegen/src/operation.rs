//! One operation: its request, the table that describes it to the runtime, and its answer. The
//! builder stands in `builder`, what its answers allow in `behaviour`.

use ota_spec::Spec;
use ota_spec::model::{Field, Method, Operation, Repeat, Type};
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

pub(crate) fn expand(operation: &Operation, spec: &Spec, methods: Methods, items: &mut Items) {
    request(operation, spec, methods, items);
    for choice in &operation.choices {
        choice::expand(operation, choice, items);
    }
    builder::expand(operation, items);
    behaviour::expand(operation, items);
    let response = names::response(&operation.action).to_string();
    let page = docs::answer(operation);
    structs::answer(&response, &page, &operation.response, items);
    structs::nested(&operation.action, &operation.parameters, true, items);
}

/// The request struct and its description.
fn request(operation: &Operation, spec: &Spec, methods: Methods, items: &mut Items) {
    let action = &operation.action;
    let (name, builder, response) =
        (names::type_name(action), names::builder(action), names::response(action));
    let doc = docs::attribute(&docs::operation(operation, spec, methods));
    let fields = operation.parameters.iter().map(|field| {
        let (ident, ty) = (names::field(&field.name), field_type(action, field));
        let doc = docs::attribute(&docs::field(field));
        let deprecated = types::deprecated(field.deprecated.as_ref());
        quote!(#doc #deprecated pub #ident: #ty)
    });
    let blanks = operation.parameters.iter().map(|field| {
        let ident = names::field(&field.name);
        match field.ty {
            Type::List(_) => quote!(#ident: _ota::Vec::new()),
            Type::Map(_) => quote!(#ident: _ota::BTreeMap::new()),
            _ if field.required => quote!(#ident: _ota::empty()),
            _ => quote!(#ident: _ota::None),
        }
    });
    let required = operation.parameters.iter().any(|field| field.required);
    let default = (!required).then(|| quote!(, _ota::Default));
    let builder_doc = format!("Starts a [`{name}`] without a client; `build()` finishes it.");
    let builder_doc = docs::attribute(&builder_doc);
    let about = about(operation);
    let parameters = tables::parameters(&operation.parameters);
    let arguments = structs::arguments(&operation.parameters);
    let rules = (!operation.rules.is_empty()).then(|| {
        let rules = rules::table(operation);
        quote!(const RULES: &'static [_ota::Rule] = #rules;)
    });
    let allow = types::allow_deprecated(&operation.parameters);
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::PartialEq #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    });
    items.push(quote! {
        impl #name {
            #builder_doc
            #[inline]
            pub fn builder() -> #builder<()> {
                #builder(_ota::RequestBuilder::new(()))
            }
        }
    });
    items.push(quote! {
        #allow
        #[diagnostic::do_not_recommend]
        impl _ota::Operation for #name {
            type Response = #response;
            #about
            const PARAMETERS: &'static [_ota::Parameter] = #parameters;
            #rules
            #[inline]
            fn empty() -> Self {
                Self { #(#blanks),* }
            }
            #arguments
        }
    });
}

/// The type of a field of a request: what is not required may be absent.
pub(crate) fn field_type(action: &str, field: &Field) -> TokenStream {
    let ty = types::of_field(action, field);
    match field.ty {
        Type::List(_) | Type::Map(_) => ty,
        _ if field.required => ty,
        _ => quote!(_ota::Option<#ty>),
    }
}

/// What the runtime has to know beside the parameters.
fn about(operation: &Operation) -> TokenStream {
    let action = &operation.action;
    let repeat = match operation.repeat {
        Repeat::Read => quote!(read_only),
        Repeat::Safe => quote!(idempotent),
        Repeat::Reconcile => quote!(not_idempotent),
    };
    let get = (operation.methods.first() == Some(&Method::Get)).then(|| quote!(.get()));
    let qps = operation.qps.map(|qps| {
        let qps = Literal::u32_unsuffixed(qps);
        quote!(.qps(#qps))
    });
    quote!(const ABOUT: _ota::OperationInfo = _ota::#repeat(&SERVICE, #action)#get #qps;)
}
