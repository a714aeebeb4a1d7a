//! What generated code has beside the rest where values are written and read by serde: delegating impls, and the
//! tables for what the plain code does not need, names of members of responses and slots of requests.

use std::sync::Arc;

use ota_spec::model::{Field, Operation};
use proc_macro2::TokenStream;
use quote::quote;

use crate::item_writer::ItemWriter;
use crate::names;
use crate::structs;
use crate::tables;

/// A request, its response and the structs inside them.
pub(crate) fn operation(operation: &Operation, items: &mut ItemWriter) {
    request(operation, items);
    let own = operation.parameters.iter().filter(|field| !field.is_inherited());
    in_request(own, items);
    response(&operation.idents.response, &operation.response, items);
}

/// A struct of `types.json` with the structs inside it, which have their tables.
pub(crate) fn shared(name: &str, fields: &[Arc<Field>], items: &mut ItemWriter) {
    items.push(members(name));
    for inner in fields.iter().filter_map(|field| field.ty.in_place()) {
        shared(&inner.ident, &inner.fields, items);
    }
}

fn members(name: &str) -> TokenStream {
    impls(name, &quote!(serialize_members), &quote!(deserialize_record))
}

/// An enum of `types.json`.
pub(crate) fn string_enum(name: &str) -> TokenStream {
    impls(name, &quote!(serialize_enum), &quote!(deserialize_enum))
}

fn request(operation: &Operation, items: &mut ItemWriter) {
    let name = names::ident(&operation.idents.request);
    let rows = operation.parameters.iter().map(|field| {
        let (wire, target) = (&field.name, names::ident(&field.ident));
        if field.must_be_set() {
            quote!(_ota::Member::Field(#wire, &mut _ota::Required::new(&mut self.#target)))
        } else {
            quote!(_ota::Member::Field(#wire, &mut self.#target))
        }
    });
    items.push(quote! {
        #[automatically_derived]
        impl _ota::Record for #name {
            #[inline]
            fn fields(&mut self, visit: _ota::FieldVisitor<'_>) {
                visit(&mut [#(#rows),*])
            }
        }
    });
    let (write, read) = (quote!(serialize_request), quote!(deserialize_request));
    items.push(impls(&operation.idents.request, &write, &read));
}

/// The structs inside a request: they have their tables, but nothing reads them.
pub(crate) fn in_request<'a>(
    fields: impl IntoIterator<Item = &'a Arc<Field>>,
    items: &mut ItemWriter,
) {
    for inner in fields.into_iter().filter_map(|field| field.ty.in_place()) {
        items.push(structs::record(&inner.ident, &inner.fields));
        items.push(members(&inner.ident));
        in_request(&inner.fields, items);
    }
}

/// A struct of a response with the structs inside it: nothing writes them.
fn response(name: &str, fields: &[Arc<Field>], items: &mut ItemWriter) {
    let ident = names::ident(name);
    let rows = tables::canonical(fields).into_iter().map(|field| {
        let (wire, secret) = (&field.name, tables::secret(field));
        quote!(_ota::Parameter::optional(#wire)#secret)
    });
    let arguments = structs::arguments(fields);
    items.push(quote! {
        #[automatically_derived]
        impl _ota::Members for #ident {
            const PARAMETERS: &'static [_ota::Parameter] = &[#(#rows),*];
            #arguments
        }
    });
    items.push(members(name));
    for inner in fields.iter().filter_map(|field| field.ty.in_place()) {
        response(&inner.ident, &inner.fields, items);
    }
}

/// The impls of both traits, which delegate to these functions of the runtime.
fn impls(name: &str, write: &TokenStream, read: &TokenStream) -> TokenStream {
    let ident = names::ident(name);
    quote! {
        #[automatically_derived]
        impl _ota::Serialize for #ident {
            fn serialize<S: _ota::Serializer>(&self, serializer: S) -> _ota::Result<S::Ok, S::Error> {
                _ota::#write(self, serializer)
            }
        }
        #[automatically_derived]
        impl<'de> _ota::Deserialize<'de> for #ident {
            fn deserialize<D: _ota::Deserializer<'de>>(deserializer: D) -> _ota::Result<Self, D::Error> {
                _ota::#read(deserializer)
            }
        }
    }
}
