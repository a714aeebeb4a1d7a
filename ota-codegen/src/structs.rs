//! The structs of responses and inside requests.

use std::sync::Arc;

use ota_spec::model::{Field, Rule, Type};
use ota_spec::names::member_setter;
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::item_writer::ItemWriter;
use crate::names;
use crate::rules;
use crate::tables;
use crate::types::{self, Accepted};

/// The structs that fields describe in place, with those inside them.
pub(crate) fn nested<'a>(
    fields: impl IntoIterator<Item = &'a Arc<Field>>,
    in_request: bool,
    items: &mut ItemWriter,
) {
    for field in fields {
        let Some(inner) = field.ty.in_place() else { continue };
        if in_request {
            let rules = inner.rules.as_slice();
            request(&inner.ident, &docs::prose(&field.doc), (&inner.fields, rules), items);
            nested(&inner.fields, true, items);
        } else {
            response(&inner.ident, &docs::prose(&field.doc), &inner.fields, items);
        }
    }
}

/// A struct of `types.json` with the structs inside it: requests and responses carry it.
pub(crate) fn shared(
    name: &str,
    doc: &str,
    (fields, rules): (&[Arc<Field>], &[Rule]),
    items: &mut ItemWriter,
) {
    request(name, doc, (fields, rules), items);
    items.push(record(name, fields));
    for field in fields {
        if let Some(inner) = field.ty.in_place() {
            let content = (inner.fields.as_slice(), inner.rules.as_slice());
            shared(&inner.ident, &docs::prose(&field.doc), content, items);
        }
    }
}

/// A struct of a response with the structs inside it.
pub(crate) fn response(name: &str, doc: &str, fields: &[Arc<Field>], items: &mut ItemWriter) {
    let ident = names::ident(name);
    let doc = docs::attribute(doc);
    let members = members(fields);
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::Default, _ota::PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #members }
    });
    items.push(record(name, fields));
    nested(fields, false, items);
}

/// A struct that requests carry: optional members with setters, and its table.
fn request(
    name: &str,
    doc: &str,
    (fields, rules): (&[Arc<Field>], &[Rule]),
    items: &mut ItemWriter,
) {
    let ident = names::ident(name);
    let doc = docs::attribute(&docs::page::members(name, doc, fields, rules));
    let struct_members = members(fields);
    let table = tables::parameters(fields);
    let setters = fields.iter().map(|field| {
        let setter = names::ident(&member_setter(&field.ident));
        let target = names::ident(&field.ident);
        let doc = docs::attribute(&docs::member(field));
        let Accepted { ty, assigned } = match field.required {
            // Each member can be absent: the service may leave it out of a response.
            true => types::requires(field).in_option(field),
            false => types::accepts(field),
        };
        let deprecated = types::deprecated(field.deprecated.as_ref());
        quote! {
            #doc
            #deprecated
            pub fn #setter(mut self, value: #ty) -> Self {
                self.#target = #assigned;
                self
            }
        }
    });
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::Default, _ota::PartialEq)]
        #[must_use]
        #[non_exhaustive]
        pub struct #ident { #struct_members }
    });
    let new = constructor(fields);
    items.push(quote! {
        impl #ident { #new #(#setters)* }
    });
    let arguments = arguments(fields);
    let rules = rules::constant(rules);
    items.push(quote! {
        #[automatically_derived]
        impl _ota::Members for #ident {
            const PARAMETERS: &'static [_ota::Parameter] = #table;
            #rules
            #arguments
        }
    });
}

/// A function that takes the required members, if there are some: one that is left out does not compile.
fn constructor(fields: &[Arc<Field>]) -> Option<TokenStream> {
    let required: Vec<&Arc<Field>> = fields.iter().filter(|field| field.required).collect();
    if required.is_empty() {
        return None;
    }
    let list: Vec<String> = required.iter().map(|field| format!("`{}`", field.name)).collect();
    let doc = docs::attribute(&format!("Starts with the required members: {}.", list.join(", ")));
    let arguments = required.iter().map(|field| {
        let (name, Accepted { ty, .. }) = (names::ident(&field.ident), types::requires(field));
        quote!(#name: #ty)
    });
    let set = required.iter().fold(quote!(_ota::Default::default()), |rest, field| {
        let setter = names::ident(&member_setter(&field.ident));
        let name = names::ident(&field.ident);
        quote!(Self::#setter(#rest, #name))
    });
    Some(quote! {
        #doc
        pub fn new(#(#arguments),*) -> Self {
            #set
        }
    })
}

/// `pub name: Option<Type>,` for each field; lists are empty instead of absent.
fn members(fields: &[Arc<Field>]) -> TokenStream {
    let members = fields.iter().map(|field| {
        let (name, ty) = (names::ident(&field.ident), types::of_field(field));
        let deprecated = types::deprecated(field.deprecated.as_ref());
        let doc = docs::attribute(&docs::prose(&field.doc));
        let ty = match field.ty {
            Type::List(_) | Type::Map(_) => ty,
            _ => quote!(_ota::Option<#ty>),
        };
        quote!(#doc #deprecated pub #name: #ty)
    });
    quote!(#(#members),*)
}

/// Shows the fields of a struct in the order of their table.
pub(crate) fn arguments(fields: &[Arc<Field>]) -> TokenStream {
    let references = tables::canonical(fields).into_iter().map(|field| {
        let name = names::ident(&field.ident);
        quote!(&self.#name)
    });
    quote! {
        #[inline]
        fn arguments(&self, visit: _ota::Visitor<'_>) {
            visit(&[#(#references),*])
        }
    }
}

/// The impl with which a response fills this struct.
pub(crate) fn record(name: &str, fields: &[Arc<Field>]) -> TokenStream {
    let ident = names::ident(name);
    if fields.is_empty() {
        return quote! {
            #[automatically_derived]
            impl _ota::Record for #ident {}
        };
    }
    let rows = fields.iter().map(|field| {
        let (wire, target) = (&field.name, names::ident(&field.ident));
        let wrappers = field.ty.wrappers();
        if wrappers.is_empty() {
            quote!(_ota::Member::Field(#wire, &mut self.#target))
        } else {
            quote!(_ota::Member::List(#wire, &[#(#wrappers),*], &mut self.#target))
        }
    });
    quote! {
        #[automatically_derived]
        impl _ota::Record for #ident {
            #[inline]
            fn fields(&mut self, visit: _ota::FieldVisitor<'_>) {
                visit(&mut [#(#rows),*])
            }
        }
    }
}
