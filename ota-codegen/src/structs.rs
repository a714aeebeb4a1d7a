//! Structs: of answers, and inside requests.

use ota_spec::model::{Field, Type};
use proc_macro2::TokenStream;
use quote::quote;

use crate::Items;
use crate::docs;
use crate::names;
use crate::tables;
use crate::types;

/// The structs of members that are written in place, with those inside them.
pub(crate) fn nested(
    owner: &str,
    fields: &[Field],
    door: &TokenStream,
    in_request: bool,
    items: &mut Items,
) {
    for field in fields {
        let Some(members) = in_place(&field.ty) else { continue };
        let name = ota_spec::names::nested(owner, &field.name);
        match in_request {
            true => {
                request(&name, &field.doc, members, door, items);
                nested(&name, members, door, true, items);
            }
            false => answer(&name, &field.doc, members, door, items),
        }
    }
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
pub(crate) fn answer(
    name: &str,
    doc: &str,
    fields: &[Field],
    door: &TokenStream,
    items: &mut Items,
) {
    let ident = names::type_name(name);
    let doc = docs::lines(doc);
    let members = members(name, fields, door);
    items.push(quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #members }
    });
    items.push(record(name, fields, door));
    nested(name, fields, door, false, items);
}

/// A struct that requests carry: optional members, a setter each, and its table.
pub(crate) fn request(
    name: &str,
    doc: &str,
    fields: &[Field],
    door: &TokenStream,
    items: &mut Items,
) {
    let ident = names::type_name(name);
    let doc = docs::lines(doc);
    let struct_members = members(name, fields, door);
    let table = tables::parameters(fields, door);
    let arguments = arguments(fields);
    let allow = types::allow_deprecated(fields);
    let setters = fields.iter().map(|field| {
        let setter = names::member_setter(&field.name);
        let target = names::field(&field.name);
        let doc = docs::lines(&format!("Sets `{}`.", field.name));
        let (accepts, assigned) = types::accepts(name, field, door);
        let deprecated = types::deprecated(field.deprecated.as_ref());
        quote! {
            #doc
            #deprecated
            #[must_use]
            pub fn #setter(mut self, value: #accepts) -> Self {
                self.#target = #assigned;
                self
            }
        }
    });
    items.push(quote! {
        #doc
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        pub struct #ident { #struct_members }
    });
    items.push(quote! {
        #allow
        impl #ident { #(#setters)* }
    });
    items.push(quote! {
        #allow
        impl #door::Arguments for #ident {
            fn arguments(&self, visit: &mut dyn ::core::ops::FnMut(&[&dyn #door::Argument])) {
                visit(&[#arguments])
            }
        }
    });
    items.push(quote! {
        impl #door::Members for #ident {
            const PARAMETERS: &'static [#door::Parameter] = #table;
        }
    });
}

/// `pub name: Option<Type>,` for each field; lists are empty instead of absent.
fn members(owner: &str, fields: &[Field], door: &TokenStream) -> TokenStream {
    let members = fields.iter().map(|field| {
        let (name, ty) = (names::field(&field.name), types::of_field(owner, field, door));
        let deprecated = types::deprecated(field.deprecated.as_ref());
        let doc = docs::lines(&field.doc);
        let ty = match field.ty {
            Type::List(_) | Type::Map(_) => ty,
            _ => quote!(::core::option::Option<#ty>),
        };
        quote!(#doc #deprecated pub #name: #ty)
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
    let allow = types::allow_deprecated(fields);
    let wire = fields.iter().map(|field| &field.name);
    let arms = fields.iter().enumerate().map(|(index, field)| {
        let target = names::field(&field.name);
        let read = read(&field.ty, &quote!(self.#target), &quote!(value), door);
        quote!(#index => #read)
    });
    quote! {
        #allow
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
    let list = match ty {
        Type::List(list) => list,
        Type::Map(_) => return quote!(#door::read_map(&mut #into, #source)),
        _ => return quote!(#door::read(&mut #into, #source)),
    };
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
