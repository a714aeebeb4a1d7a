//! Structs, enums and IDs.

use ota_spec::model::{EnumValue, Field, NamedKind, NamedType, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;
use crate::tables;

/// A type of `types.json`.
pub(crate) fn named(named: &NamedType, door: &TokenStream) -> TokenStream {
    match &named.kind {
        NamedKind::Id(_) => id(named, door),
        NamedKind::Enum(words) => word(named, &words.values, door),
        NamedKind::Struct(fields) => {
            let request = request_struct(&named.name, &named.doc, fields, door);
            let record = record(&named.name, fields, door);
            quote!(#request #record)
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
        quote!(#doc #variant)
    });
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

/// The structs of members that are written in place, with those inside them.
pub(crate) fn nested(
    owner: &str,
    fields: &[Field],
    door: &TokenStream,
    request: bool,
) -> TokenStream {
    let structs = fields.iter().filter_map(|field| {
        let members = in_place(&field.ty)?;
        let name = ota_spec::names::nested(owner, &field.name);
        let doc = &field.doc;
        Some(match request {
            true => {
                let inner = nested(&name, members, door, request);
                let item = request_struct(&name, doc, members, door);
                quote!(#item #inner)
            }
            false => answer_struct(&name, doc, members, door),
        })
    });
    quote!(#(#structs)*)
}

/// The members of a struct written in place, directly or as the items of lists.
fn in_place(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::Struct(members) => Some(members),
        Type::List(list) => in_place(&list.items),
        Type::Map(item) => in_place(item),
        _ => None,
    }
}

/// A struct of an answer with the structs inside it.
pub(crate) fn answer_struct(
    name: &str,
    doc: &str,
    fields: &[Field],
    door: &TokenStream,
) -> TokenStream {
    let ident = names::type_name(name);
    let doc = docs::lines(doc);
    let members = members(name, fields);
    let record = record(name, fields, door);
    let inner = nested(name, fields, door, false);
    quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #members }
        #record
        #inner
    }
}

/// A struct that requests carry: optional members, a setter each, and its table.
fn request_struct(name: &str, doc: &str, fields: &[Field], door: &TokenStream) -> TokenStream {
    let ident = names::type_name(name);
    let doc = docs::lines(doc);
    let struct_members = members(name, fields);
    let table = tables::parameters(fields, door);
    let arguments = arguments(fields);
    let setters = fields.iter().map(|field| {
        let setter = names::member_setter(&field.name);
        let target = names::field(&field.name);
        let doc = docs::lines(&format!("Sets `{}`.", field.name));
        let (accepts, assigned) = accepts(name, field, door);
        quote! {
            #doc
            #[must_use]
            pub fn #setter(mut self, value: #accepts) -> Self {
                self.#target = #assigned;
                self
            }
        }
    });
    quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #struct_members }
        impl #ident { #(#setters)* }
        impl #door::Arguments for #ident {
            fn arguments(&self, visit: &mut dyn ::core::ops::FnMut(&[&dyn #door::Argument])) {
                visit(&[#arguments])
            }
        }
        impl #door::Members for #ident {
            const PARAMETERS: &'static [#door::Parameter] = #table;
        }
    }
}

/// What a setter of an optional member takes, and what it assigns.
pub(crate) fn accepts(
    owner: &str,
    field: &Field,
    door: &TokenStream,
) -> (TokenStream, TokenStream) {
    let ty = rust(owner, &field.name, &field.ty);
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

/// `pub name: Option<Type>,` for each field; lists are empty instead of absent.
fn members(owner: &str, fields: &[Field]) -> TokenStream {
    let members = fields.iter().map(|field| {
        let (name, ty) = (names::field(&field.name), rust(owner, &field.name, &field.ty));
        let doc = docs::lines(&field.doc);
        let ty = match field.ty {
            Type::List(_) | Type::Map(_) => ty,
            _ => quote!(::core::option::Option<#ty>),
        };
        quote!(#doc pub #name: #ty)
    });
    quote!(#(#members),*)
}

/// References to all fields in the order of their table.
pub(crate) fn arguments(fields: &[Field]) -> TokenStream {
    let references = tables::canonical(fields).into_iter().map(|field| {
        let name = names::field(&field.name);
        quote!(&self.#name)
    });
    quote!(#(#references),*)
}

/// How an answer fills this struct.
pub(crate) fn record(name: &str, fields: &[Field], door: &TokenStream) -> TokenStream {
    let ident = names::type_name(name);
    if fields.is_empty() {
        return quote! {
            impl #door::Record for #ident {}
        };
    }
    let wire = fields.iter().map(|field| &field.name);
    let arms = fields.iter().enumerate().map(|(index, field)| {
        let target = names::field(&field.name);
        let read = read(&field.ty, &quote!(self.#target), &quote!(value), door);
        quote!(#index => #read)
    });
    quote! {
        impl #door::Record for #ident {
            fn names(&self) -> &'static [&'static str] {
                &[#(#wire),*]
            }
            fn read(&mut self, index: usize, value: &mut dyn #door::Source) -> #door::ReadResult {
                match index {
                    #(#arms,)*
                    _ => value.skip(),
                }
            }
        }
    }
}

/// The expression that fills a field from a source. Lists in lists are read by closures in closures.
fn read(ty: &Type, into: &TokenStream, source: &TokenStream, door: &TokenStream) -> TokenStream {
    let Type::List(list) = ty else { return quote!(#door::read(&mut #into, #source)) };
    let wrapper = match &list.wrapper {
        Some(wrapper) => quote!(::core::option::Option::Some(#wrapper)),
        None => quote!(::core::option::Option::None),
    };
    if !matches!(list.items, Type::List(_)) {
        return quote!(#door::read_list(&mut #into, #wrapper, #source));
    }
    let inner = read(&list.items, &quote!(items), &quote!(value), door);
    quote! {
        #source.list(#wrapper, &mut |value| {
            let mut items = ::core::default::Default::default();
            #inner?;
            #into.push(items);
            ::core::result::Result::Ok(())
        })
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
