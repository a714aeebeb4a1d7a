//! The types of `types.json`: structs, enums and IDs.

use ota_spec::model::{Enum, NamedKind, NamedType};
use ota_spec::names::id_kind;
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::item_writer::ItemWriter;
use crate::names;
use crate::options::Options;
use crate::serialized;
use crate::structs;
use crate::types::deprecated;

/// A type of `types.json`.
pub(crate) fn expand(named: &NamedType, options: &Options, items: &mut ItemWriter) {
    match &named.kind {
        NamedKind::Id(_) => items.push(id(named)),
        NamedKind::Enum(listed) => {
            items.push(string_enum(named, listed));
            if options.serde {
                items.push(serialized::string_enum(&named.ident));
            }
        }
        NamedKind::Struct(fields) => {
            let content = (&**fields, fields.rules());
            structs::shared(&named.ident, &docs::prose(&named.doc), content, items);
            if options.serde {
                serialized::shared(&named.ident, fields, items);
            }
        }
    }
}

fn id(named: &NamedType) -> TokenStream {
    let (name, kind, doc) = (
        names::ident(&named.ident),
        names::ident(&id_kind(&named.name)),
        docs::attribute(&docs::prose(&named.doc)),
    );
    let shown = &named.name;
    quote! {
        #doc
        pub type #name = _ota::Id<#kind>;
        #[doc(hidden)]
        #[derive(_ota::Debug)]
        pub enum #kind {}
        #[automatically_derived]
        impl _ota::IdKind for #kind {
            const NAME: &'static _ota::str = #shown;
        }
    }
}

fn string_enum(named: &NamedType, listed: &Enum) -> TokenStream {
    let kind = if listed.numeric { quote!(Number) } else { quote!(String) };
    let values = &listed.values;
    let (name, doc) = (names::ident(&named.ident), docs::attribute(&docs::prose(&named.doc)));
    let variants = values.iter().map(|value| {
        let (variant, doc) =
            (names::ident(&value.ident), docs::attribute(&docs::enum_value(value)));
        let deprecated = deprecated(value.deprecated.as_ref());
        quote!(#doc #deprecated #variant)
    });
    let (spellings, meanings): (Vec<_>, Vec<_>) = values
        .iter()
        .flat_map(|value| {
            let variant = names::ident(&value.ident);
            let written = std::iter::once(&value.value).chain(&value.aliases);
            written.map(move |text| (text, quote!(Self::#variant)))
        })
        .unzip();
    quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::PartialEq, _ota::Eq, _ota::PartialOrd, _ota::Ord, _ota::Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that was not known when this was written.
            Unknown(_ota::UnknownValue),
        }
        impl #name {
            /// The value as it is written on the wire.
            #[inline]
            pub fn as_str(&self) -> &_ota::str {
                _ota::StringEnum::as_str(self)
            }
        }
        #[automatically_derived]
        impl _ota::StringEnum for #name {
            const SPELLINGS: &'static [&'static _ota::str] = &[#(#spellings),*];
            const VALUES: &'static [Self] = &[#(#meanings),*];
            #[inline]
            fn from_unknown(value: _ota::UnknownValue) -> Self {
                Self::Unknown(value)
            }
            #[inline]
            fn as_unknown(&self) -> _ota::Option<&_ota::UnknownValue> {
                if let Self::Unknown(value) = self { _ota::Some(value) } else { _ota::None }
            }
        }
        #[automatically_derived]
        impl _ota::Argument for #name {
            #[inline]
            fn value_ref(&self) -> _ota::ValueRef<'_> {
                _ota::ValueRef::#kind(_ota::StringEnum::as_str(self))
            }
        }
        #[automatically_derived]
        impl _ota::Read for #name {
            #[inline]
            fn read(reader: &mut dyn _ota::ValueReader) -> _ota::Result<_ota::Option<Self>, _ota::ReadError> {
                _ota::StringEnum::read(reader)
            }
        }
        #[automatically_derived]
        impl _ota::Empty for #name {
            #[inline]
            fn empty() -> Self {
                _ota::StringEnum::parse("")
            }
        }
        #[automatically_derived]
        impl _ota::From<&_ota::str> for #name {
            #[inline]
            fn from(text: &_ota::str) -> Self {
                _ota::StringEnum::parse(text)
            }
        }
        #[automatically_derived]
        impl _ota::From<_ota::String> for #name {
            #[inline]
            fn from(text: _ota::String) -> Self {
                _ota::StringEnum::parse_owned(text)
            }
        }
        #[automatically_derived]
        impl _ota::FromStr for #name {
            type Err = _ota::Infallible;
            #[inline]
            fn from_str(text: &_ota::str) -> _ota::Result<Self, _ota::Infallible> {
                _ota::Result::Ok(_ota::StringEnum::parse(text))
            }
        }
        #[automatically_derived]
        impl _ota::AsRef<_ota::str> for #name {
            #[inline]
            fn as_ref(&self) -> &_ota::str {
                _ota::StringEnum::as_str(self)
            }
        }
        #[automatically_derived]
        impl _ota::PartialEq<_ota::str> for #name {
            #[inline]
            fn eq(&self, other: &_ota::str) -> _ota::bool {
                _ota::StringEnum::is(self, other)
            }
        }
        #[automatically_derived]
        impl _ota::PartialEq<&_ota::str> for #name {
            #[inline]
            fn eq(&self, other: &&_ota::str) -> _ota::bool {
                _ota::StringEnum::is(self, other)
            }
        }
        #[automatically_derived]
        impl _ota::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut _ota::Formatter<'_>) -> _ota::FormatResult {
                _ota::Formatter::pad(f, _ota::StringEnum::as_str(self))
            }
        }
    }
}
