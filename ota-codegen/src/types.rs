//! Structs, enums and IDs.

use ota_spec::model::{EnumValue, Field, NamedKind, NamedType, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::Items;
use crate::docs;
use crate::names;
use crate::structs;

/// A type of `types.json`.
pub(crate) fn named(named: &NamedType, items: &mut Items) {
    match &named.kind {
        NamedKind::Id(_) => items.push(id(named)),
        NamedKind::Enum(words) => items.push(word(named, &words.values)),
        NamedKind::Struct(fields) => {
            structs::request(&named.name, &docs::prose(&named.doc), fields, items);
            items.push(structs::record(&named.name, fields));
        }
    }
}

fn id(named: &NamedType) -> TokenStream {
    let (name, kind, doc) = (
        names::type_name(&named.name),
        names::kind(&named.name),
        docs::attribute(&docs::prose(&named.doc)),
    );
    let shown = &named.name;
    quote! {
        #doc
        pub type #name = _ota::Id<#kind>;
        #[doc(hidden)]
        #[derive(_ota::Debug)]
        pub enum #kind {}
        impl _ota::IdKind for #kind {
            const NAME: &'static str = #shown;
        }
    }
}

fn word(named: &NamedType, values: &[EnumValue]) -> TokenStream {
    let (name, doc) = (names::type_name(&named.name), docs::attribute(&docs::prose(&named.doc)));
    let variants = values.iter().map(|value| {
        let (variant, doc) =
            (names::type_name(&value.name), docs::attribute(&docs::enum_value(value)));
        let deprecated = deprecated(value.deprecated.as_ref());
        quote!(#doc #deprecated #variant)
    });
    let allow =
        values.iter().any(|value| value.deprecated.is_some()).then(|| quote!(#[allow(deprecated)]));
    let (texts, words): (Vec<_>, Vec<_>) = values
        .iter()
        .flat_map(|value| {
            let variant = names::type_name(&value.name);
            let spellings = std::iter::once(&value.value).chain(&value.aliases);
            spellings.map(move |text| (text, quote!(Self::#variant)))
        })
        .unzip();
    quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::PartialEq, _ota::Eq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that was not known when this was written.
            Unknown(_ota::UnknownValue),
        }
        #allow
        impl _ota::StringEnum for #name {
            const SPELLINGS: &'static [&'static str] = &[#(#texts),*];
            const VALUES: &'static [Self] = &[#(#words),*];
            #[inline]
            fn from_unknown(value: _ota::UnknownValue) -> Self {
                Self::Unknown(value)
            }
            #[inline]
            fn as_unknown(&self) -> _ota::Option<&_ota::UnknownValue> {
                if let Self::Unknown(value) = self { _ota::Some(value) } else { _ota::None }
            }
        }
        impl _ota::Argument for #name {
            #[inline]
            fn value_ref(&self) -> _ota::ValueRef<'_> {
                _ota::ValueRef::String(_ota::enum_str(self))
            }
        }
        impl _ota::Read for #name {
            #[inline]
            fn read(reader: &mut dyn _ota::ValueReader) -> _ota::Result<_ota::Option<Self>, _ota::ReadError> {
                _ota::read_enum(reader)
            }
        }
        impl _ota::Empty for #name {
            #[inline]
            fn empty() -> Self {
                _ota::parse_enum("")
            }
        }
        impl _ota::From<&str> for #name {
            #[inline]
            fn from(text: &str) -> Self {
                _ota::parse_enum(text)
            }
        }
        impl _ota::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut _ota::Formatter<'_>) -> _ota::FormatResult {
                f.write_str(_ota::enum_str(self))
            }
        }
    }
}

/// What a setter of an optional member takes, and what it assigns.
pub(crate) fn accepts(owner: &str, field: &Field) -> (TokenStream, TokenStream) {
    let ty = of_field(owner, field);
    match &field.ty {
        Type::List(list) => {
            let item = rust(owner, &field.name, &list.items);
            (quote!(impl _ota::IntoItems<#item>), quote!(value.into_items()))
        }
        Type::Map(item) => {
            let item = rust(owner, &field.name, item);
            (quote!(impl _ota::IntoEntries<#item>), quote!(value.into_entries()))
        }
        ty_ if plain(ty_) => (ty, quote!(_ota::Some(value))),
        _ => (quote!(impl _ota::Into<#ty>), quote!(_ota::Some(value.into()))),
    }
}

/// Numbers, booleans and structs are taken as they are; texts are taken as anything that converts.
pub(crate) fn plain(ty: &Type) -> bool {
    match ty {
        Type::Integer(_) | Type::Long(_) | Type::Double(_) | Type::Boolean | Type::Struct(_) => {
            true
        }
        Type::Named(named) => matches!(named.kind, NamedKind::Struct(_)),
        Type::String(_) | Type::List(_) | Type::Map(_) => false,
    }
}

/// The Rust type of a field; a secret is one whatever text it is.
pub(crate) fn of_field(owner: &str, field: &Field) -> TokenStream {
    match field.secret {
        true => quote!(_ota::Secret),
        false => rust(owner, &field.name, &field.ty),
    }
}

/// `#[deprecated]`, where the spec says what to use instead.
pub(crate) fn deprecated(advice: Option<&String>) -> TokenStream {
    let note = advice.map(|advice| docs::line(advice));
    note.map_or_else(TokenStream::new, |note| quote!(#[deprecated(note = #note)]))
}

/// Lets generated code name its own deprecated fields.
pub(crate) fn allow_deprecated(fields: &[Field]) -> TokenStream {
    match fields.iter().any(|field| field.deprecated.is_some()) {
        true => quote!(#[allow(deprecated)]),
        false => TokenStream::new(),
    }
}

/// The Rust type that holds values of a spec type.
pub(crate) fn rust(owner: &str, field: &str, ty: &Type) -> TokenStream {
    match ty {
        Type::String(_) => quote!(_ota::String),
        Type::Integer(_) => quote!(i32),
        Type::Long(_) => quote!(i64),
        Type::Double(_) => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Named(named) => {
            let name = names::type_name(&named.name);
            quote!(#name)
        }
        Type::List(list) => {
            let item = rust(owner, field, &list.items);
            quote!(_ota::Vec<#item>)
        }
        Type::Map(item) => {
            let item = rust(owner, field, item);
            quote!(_ota::BTreeMap<_ota::String, #item>)
        }
        Type::Struct(_) => {
            let name = names::type_name(&ota_spec::names::nested(owner, field));
            quote!(#name)
        }
    }
}
