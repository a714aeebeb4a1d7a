//! Structs, enums and IDs.

use ota_spec::model::{EnumValue, Field, NamedKind, NamedType, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::Items;
use crate::docs;
use crate::names;
use crate::structs;

/// A type of `types.json`.
pub(crate) fn named(named: &NamedType, door: &TokenStream, items: &mut Items) {
    match &named.kind {
        NamedKind::Id(_) => items.push(id(named, door)),
        NamedKind::Enum(words) => items.push(word(named, &words.values, door)),
        NamedKind::Struct(fields) => {
            structs::request(&named.name, &named.doc, fields, door, items);
            items.push(structs::record(&named.name, fields, door));
        }
    }
}

fn id(named: &NamedType, door: &TokenStream) -> TokenStream {
    let (name, kind, doc) =
        (names::type_name(&named.name), names::kind(&named.name), docs::lines(&named.doc));
    let shown = &named.name;
    quote! {
        #doc
        pub type #name = #door::Id<#kind>;
        #[doc(hidden)]
        #[derive(::core::fmt::Debug)]
        pub enum #kind {}
        impl #door::IdKind for #kind {
            const NAME: &'static str = #shown;
        }
    }
}

fn word(named: &NamedType, values: &[EnumValue], door: &TokenStream) -> TokenStream {
    let (name, doc) = (names::type_name(&named.name), docs::lines(&named.doc));
    let variants = values.iter().map(|value| {
        let (variant, doc) = (
            names::type_name(&value.name),
            docs::lines(&format!("`{}`: {}", value.value, value.doc)),
        );
        let deprecated = deprecated(value.deprecated.as_ref());
        quote!(#doc #deprecated #variant)
    });
    let allow =
        values.iter().any(|value| value.deprecated.is_some()).then(|| quote!(#[allow(deprecated)]));
    let table = values.iter().flat_map(|value| {
        let variant = names::type_name(&value.name);
        let spellings = std::iter::once(&value.value).chain(&value.aliases);
        spellings.map(move |text| quote!((#text, Self::#variant))).collect::<Vec<_>>()
    });
    quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq, ::core::cmp::Eq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A word that was not known when this was written.
            Unknown(#door::UnknownWord),
        }
        #allow
        impl #door::Word for #name {
            const WORDS: &'static [(&'static str, Self)] = &[#(#table),*];
            fn from_unknown(word: #door::UnknownWord) -> Self {
                Self::Unknown(word)
            }
            fn as_unknown(&self) -> ::core::option::Option<&#door::UnknownWord> {
                if let Self::Unknown(word) = self { ::core::option::Option::Some(word) } else { ::core::option::Option::None }
            }
        }
        impl #door::Argument for #name {
            fn given(&self) -> #door::Given<'_> {
                #door::Given::Text(#door::word_text(self))
            }
        }
        impl #door::Read for #name {
            fn read(value: &mut dyn #door::Source) -> ::core::result::Result<::core::option::Option<Self>, #door::ReadError> {
                #door::take_word(value)
            }
        }
        impl ::core::convert::From<&str> for #name {
            fn from(text: &str) -> Self {
                #door::read_word(text)
            }
        }
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#door::word_text(self))
            }
        }
    }
}

/// What a setter of an optional member takes, and what it assigns.
pub(crate) fn accepts(
    owner: &str,
    field: &Field,
    door: &TokenStream,
) -> (TokenStream, TokenStream) {
    let ty = of_field(owner, field, door);
    match &field.ty {
        Type::List(list) => {
            let item = rust(owner, &field.name, &list.items);
            (quote!(impl #door::Items<#item>), quote!(value.into_items()))
        }
        Type::Map(item) => {
            let item = rust(owner, &field.name, item);
            (quote!(impl #door::Entries<#item>), quote!(value.into_entries()))
        }
        ty_ if plain(ty_) => (ty, quote!(::core::option::Option::Some(value))),
        _ => (
            quote!(impl ::core::convert::Into<#ty>),
            quote!(::core::option::Option::Some(value.into())),
        ),
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
pub(crate) fn of_field(owner: &str, field: &Field, door: &TokenStream) -> TokenStream {
    match field.secret {
        true => quote!(#door::Secret),
        false => rust(owner, &field.name, &field.ty),
    }
}

/// `#[deprecated]`, where the spec says what to use instead.
pub(crate) fn deprecated(advice: Option<&String>) -> TokenStream {
    advice.map_or_else(TokenStream::new, |advice| quote!(#[deprecated(note = #advice)]))
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
        Type::String(_) => quote!(::std::string::String),
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
            quote!(::std::vec::Vec<#item>)
        }
        Type::Map(item) => {
            let item = rust(owner, field, item);
            quote!(::std::collections::BTreeMap<::std::string::String, #item>)
        }
        Type::Struct(_) => {
            let name = names::type_name(&ota_spec::names::nested(owner, field));
            quote!(#name)
        }
    }
}
