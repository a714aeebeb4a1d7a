//! One operation: its request, the table that describes it to the runtime, and its response. The
//! module `builder` has its builder, `behaviour` its pages, parts and waits.

use ota_spec::model::{Envelope, Idempotency, Method, Operation, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::behaviour;
use crate::builder;
use crate::choice;
use crate::docs;
use crate::item_writer::ItemWriter;
use crate::look_up;
use crate::names;
use crate::options::Options;
use crate::rules;
use crate::serialized;
use crate::service;
use crate::structs;
use crate::tables;
use crate::types;

/// `shared` is the envelope of operations that have none of their own.
pub(crate) fn expand(
    operation: &Operation,
    shared: &Envelope,
    options: &Options,
    items: &mut ItemWriter,
) {
    request(operation, shared, options, items);
    for choice in &operation.choices {
        choice::expand(choice, items);
    }
    builder::expand(operation, items);
    behaviour::expand(operation, items);
    let page = docs::page::response(operation);
    structs::response(&operation.idents.response, &page, &operation.response, items);
    let own = operation.parameters.iter().filter(|field| !field.is_inherited());
    structs::nested(own, true, items);
    if options.serde {
        serialized::operation(operation, items);
    }
}

/// The request struct and its description.
fn request(operation: &Operation, shared: &Envelope, options: &Options, items: &mut ItemWriter) {
    let idents = &operation.idents;
    let (name, builder, response) = (
        names::ident(&idents.request),
        names::ident(&idents.builder),
        names::ident(&idents.response),
    );
    let doc = docs::attribute(&docs::page::operation(operation, options.client.as_deref()));
    let fields = operation.parameters.iter().map(|field| {
        let (ident, ty) = (names::ident(&field.ident), types::in_request(field));
        let doc = docs::attribute(&docs::field(field));
        let deprecated = types::deprecated(field.deprecated.as_ref());
        quote!(#doc #deprecated pub #ident: #ty)
    });
    let blanks = operation.parameters.iter().map(|field| {
        let ident = names::ident(&field.ident);
        match field.ty {
            Type::List(_) => quote!(#ident: _ota::Vec::new()),
            Type::Map(_) => quote!(#ident: _ota::BTreeMap::new()),
            _ if field.must_be_set() => quote!(#ident: _ota::Empty::empty()),
            _ => quote!(#ident: _ota::None),
        }
    });
    let required = operation.parameters.iter().any(|field| field.must_be_set());
    let default = (!required).then(|| quote!(, _ota::Default));
    let empty =
        if required { quote!(Self { #(#blanks),* }) } else { quote!(_ota::Default::default()) };
    let builder_doc = format!("Starts a [`{name}`] without a client; `build()` finishes it.");
    let builder_doc = docs::attribute(&builder_doc);
    let about = about(operation, shared);
    let example = operation.examples.iter().filter(|_| options.examples);
    let example = example.filter_map(|example| example.json.as_ref()).next().map(|example| {
        let text = example.pretty();
        quote!(const EXAMPLE: _ota::Option<&'static _ota::str> = _ota::Some(#text);)
    });
    let parameters = tables::parameters(&operation.parameters);
    let arguments = structs::arguments(&operation.parameters);
    let rules = rules::constant(&operation.rules);
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::PartialEq #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields),* }
    });
    let waits = behaviour::waits(operation);
    items.push(quote! {
        impl #name {
            #waits
            #builder_doc
            #[inline]
            pub fn builder() -> #builder<()> {
                #builder(_ota::builder(()))
            }
        }
    });
    items.push(quote! {
        #[automatically_derived]
        impl _ota::Operation for #name {
            type Client = Client;
            type Response = #response;
            #about
            #example
            const PARAMETERS: &'static [_ota::Parameter] = #parameters;
            #rules
            #[inline]
            fn empty() -> Self {
                #empty
            }
            #arguments
        }
    });
}

/// The facts about an operation that the runtime needs besides the parameters.
fn about(operation: &Operation, shared: &Envelope) -> TokenStream {
    let action = &operation.action;
    let idempotency = match operation.idempotency {
        Idempotency::ReadOnly => quote!(read_only),
        Idempotency::Idempotent => quote!(idempotent),
        Idempotency::NotIdempotent => quote!(not_idempotent),
    };
    let get = (operation.methods.first() == Some(&Method::Get)).then(|| quote!(.get()));
    let qps = operation.qps.map(|qps| {
        let qps = Literal::u32_unsuffixed(qps);
        quote!(.qps(#qps))
    });
    let bare = operation.bare.then(|| quote!(.bare()));
    let gone = (!operation.gone.is_empty()).then(|| {
        let codes = operation.gone.iter().map(|gone| &gone.code);
        quote!(.gone(&[#(#codes),*]))
    });
    let look_up = operation.look_up.as_ref().map(look_up::expand);
    let anonymous = operation.anonymous.then(|| quote!(.anonymous()));
    let envelope = (*operation.envelope != *shared).then(|| {
        let envelope = service::envelope(&operation.envelope);
        quote!(.envelope(&#envelope))
    });
    quote! {
        const ABOUT: _ota::About = _ota::About::#idempotency(#action)#get #qps #gone #anonymous #bare #envelope #look_up;
    }
}
