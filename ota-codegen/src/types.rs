//! The Rust types of fields.

use ota_spec::model::{Field, NamedKind, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;

/// The type that the setter of an optional member takes, and the expression that it assigns.
pub(crate) fn accepts(field: &Field) -> (TokenStream, TokenStream) {
    let ty = of_field(field);
    match &field.ty {
        Type::List(list) => {
            let item = rust(&list.items);
            (quote!(impl _ota::IntoItems<#item>), quote!(_ota::IntoItems::into_items(value)))
        }
        Type::Map(item) => {
            let item = rust(item);
            (quote!(impl _ota::IntoEntries<#item>), quote!(_ota::IntoEntries::into_entries(value)))
        }
        Type::Named(named) if field.boxed => {
            let name = names::ident(&named.ident);
            (quote!(#name), quote!(_ota::Some(_ota::Box::new(value))))
        }
        ty_ if plain(ty_) => (ty, quote!(_ota::Some(value))),
        _ => (quote!(impl _ota::Into<#ty>), quote!(_ota::Some(_ota::Into::into(value)))),
    }
}

/// Whether a setter takes the type itself, as for numbers, booleans and structs. Setters of strings
/// take anything that converts.
pub(crate) fn plain(ty: &Type) -> bool {
    match ty {
        Type::Integer(_) | Type::Long(_) | Type::Double(_) | Type::Boolean | Type::Struct(_) => {
            true
        }
        Type::Named(named) => matches!(named.kind, NamedKind::Struct(_)),
        Type::String(_) | Type::List(_) | Type::Map(_) | Type::Any => false,
    }
}

/// The Rust type of a field; a secret has a type of its own, and a struct stands in a box inside of itself.
pub(crate) fn of_field(field: &Field) -> TokenStream {
    let ty = rust(&field.ty);
    match field {
        Field { secret: true, .. } => quote!(_ota::Secret),
        Field { boxed: true, .. } => quote!(_ota::Box<#ty>),
        _ => ty,
    }
}

/// `#[deprecated]`, if the spec says what to use instead.
pub(crate) fn deprecated(advice: Option<&String>) -> TokenStream {
    let note = advice.map(|advice| docs::line(advice));
    note.map_or_else(TokenStream::new, |note| quote!(#[deprecated(note = #note)]))
}

/// The Rust type that holds values of a spec type.
pub(crate) fn rust(ty: &Type) -> TokenStream {
    match ty {
        Type::String(_) => quote!(_ota::String),
        Type::Integer(_) => quote!(_ota::i32),
        Type::Long(_) => quote!(_ota::i64),
        Type::Double(_) => quote!(_ota::f64),
        Type::Boolean => quote!(_ota::bool),
        Type::Any => quote!(_ota::Value),
        Type::Named(named) => {
            let name = names::ident(&named.ident);
            quote!(#name)
        }
        Type::List(list) => {
            let item = rust(&list.items);
            quote!(_ota::Vec<#item>)
        }
        Type::Map(item) => {
            let item = rust(item);
            quote!(_ota::BTreeMap<_ota::String, #item>)
        }
        Type::Struct(inner) => {
            let name = names::ident(&inner.ident);
            quote!(#name)
        }
    }
}

/// The type of a field of a request: an `Option` unless it is required.
pub(crate) fn in_request(field: &Field) -> TokenStream {
    let ty = of_field(field);
    match field.ty {
        Type::List(_) | Type::Map(_) => ty,
        _ if field.must_be_set() => ty,
        _ => quote!(_ota::Option<#ty>),
    }
}
