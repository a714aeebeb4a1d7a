//! The Rust types of fields.

use ota_spec::model::{Field, NamedKind, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;

/// What a setter takes, and what it makes of it.
pub(crate) struct Accepted {
    /// The type of `value`.
    pub(crate) ty: TokenStream,
    /// What the member becomes.
    pub(crate) assigned: TokenStream,
}

impl Accepted {
    fn new(ty: TokenStream, assigned: TokenStream) -> Self {
        Self { ty, assigned }
    }

    /// For a member that is an `Option` although it is required. Lists and maps never are.
    pub(crate) fn in_option(self, field: &Field) -> Self {
        let Self { ty, assigned } = self;
        match field.ty {
            Type::List(_) | Type::Map(_) => Self { ty, assigned },
            _ => Self { ty, assigned: quote!(_ota::Some(#assigned)) },
        }
    }
}

/// The setter of an optional member: it takes a value, or an `Option` of one.
pub(crate) fn accepts(field: &Field) -> Accepted {
    let ty = of_field(field);
    match &field.ty {
        Type::List(list) => items(&list.items),
        Type::Map(item) => entries(item),
        Type::Any => {
            Accepted::new(quote!(impl _ota::Into<#ty>), quote!(_ota::Some(_ota::Into::into(value))))
        }
        Type::Named(named) if field.boxed => {
            let name = names::ident(&named.ident);
            let boxed = quote!(_ota::Option::map(_ota::Into::into(value), _ota::Box::new));
            Accepted::new(quote!(impl _ota::Into<_ota::Option<#name>>), boxed)
        }
        ty_ if is_struct(ty_) => Accepted::new(
            quote!(impl _ota::Into<_ota::Option<#ty>>),
            quote!(_ota::Into::into(value)),
        ),
        _ => Accepted::new(quote!(impl _ota::Maybe<#ty>), quote!(_ota::Maybe::into_option(value))),
    }
}

/// The setter of a required member.
pub(crate) fn requires(field: &Field) -> Accepted {
    let ty = of_field(field);
    match &field.ty {
        Type::List(list) => items(&list.items),
        Type::Map(item) => entries(item),
        Type::Named(named) if field.boxed => {
            let name = names::ident(&named.ident);
            Accepted::new(quote!(#name), quote!(_ota::Box::new(value)))
        }
        ty_ if plain(ty_) => Accepted::new(ty, quote!(value)),
        _ => Accepted::new(quote!(impl _ota::Into<#ty>), quote!(_ota::Into::into(value))),
    }
}

fn items(item: &Type) -> Accepted {
    let item = rust(item);
    Accepted::new(quote!(impl _ota::IntoItems<#item>), quote!(_ota::IntoItems::into_items(value)))
}

fn entries(item: &Type) -> Accepted {
    let item = rust(item);
    let assigned = quote!(_ota::IntoEntries::into_entries(value));
    Accepted::new(quote!(impl _ota::IntoEntries<#item>), assigned)
}

/// Whether a setter takes the type itself, as for numbers, booleans and structs. Setters of strings
/// take anything that converts.
pub(crate) fn plain(ty: &Type) -> bool {
    let is_number = matches!(ty, Type::Integer(_) | Type::Long(_) | Type::Double(_));
    is_number || matches!(ty, Type::Boolean) || is_struct(ty)
}

fn is_struct(ty: &Type) -> bool {
    match ty {
        Type::Named(named) => matches!(named.kind, NamedKind::Struct(_)),
        _ => matches!(ty, Type::Struct(_)),
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
