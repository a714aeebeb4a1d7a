//! The tables that describe parameters to the runtime: names, limits, members.

use std::sync::Arc;

use ota_spec::model::{Field, NamedKind, Place, Text, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names;

/// Parameters sorted by their names on the wire: the order in which they are signed.
///
/// A flattened name continues with a dot, which sorts before every character a name can have, so
/// sorting the names sorts what they are flattened to.
pub(crate) fn canonical(fields: &[Arc<Field>]) -> Vec<&Arc<Field>> {
    let mut sorted: Vec<&Arc<Field>> = fields.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    sorted
}

/// The table of these parameters, in canonical order.
pub(crate) fn parameters(fields: &[Arc<Field>]) -> TokenStream {
    let rows = canonical(fields).into_iter().map(|field| {
        let name = &field.name;
        let limits = limits(&field.ty);
        let kind = match (field.required, field.inherited) {
            (true, _) => quote!(required),
            (false, true) => quote!(inherited),
            (false, false) => quote!(optional),
        };
        let place = (field.place == Place::Body).then(|| quote!(.in_body()));
        quote!(_ota::#kind(#name, #limits)#place)
    });
    quote!(&[#(#rows),*])
}

fn limits(ty: &Type) -> TokenStream {
    match ty {
        Type::String(text) => text_limits(text),
        Type::Integer(range) | Type::Long(range) if !range.allowed.is_empty() => {
            let allowed = range.allowed.iter().map(|number| Literal::i64_unsuffixed(*number));
            quote!(_ota::one_of_whole(&[#(#allowed),*]))
        }
        Type::Integer(range) | Type::Long(range) => {
            let least = range.minimum.map(Literal::i64_unsuffixed);
            let most = range.maximum.map(Literal::i64_unsuffixed);
            bounds(&quote!(whole), least, most, &quote!(i64))
        }
        Type::Double(range) => {
            let least = range.minimum.map(Literal::f64_unsuffixed);
            let most = range.maximum.map(Literal::f64_unsuffixed);
            bounds(&quote!(double), least, most, &quote!(f64))
        }
        Type::Boolean | Type::Map(_) | Type::Struct(_) => quote!(_ota::ANY),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text),
            NamedKind::Enum(_) => {
                let name = names::ident(&named.ident);
                quote!(_ota::string_enum::<#name>())
            }
            NamedKind::Struct(_) => quote!(_ota::ANY),
        },
        Type::List(list) => {
            let least = Literal::u32_unsuffixed(list.min_items.unwrap_or(0));
            let most = list.max_items.map(Literal::u32_unsuffixed);
            let most = most.map_or_else(|| quote!(u32::MAX), |most| quote!(#most));
            let item = limits(&list.items);
            let unique = list.unique.then(|| quote!(.unique()));
            let total = list.max_total_length.map(Literal::u32_unsuffixed);
            let total = total.map(|total| quote!(.total(#total)));
            quote!(_ota::list_of(#least, #most, &#item)#unique #total)
        }
    }
}

fn text_limits(text: &Text) -> TokenStream {
    if !text.allowed.is_empty() {
        let allowed = &text.allowed;
        return quote!(_ota::one_of(&[#(#allowed),*]));
    }
    let least = text.min_length.map(Literal::u32_unsuffixed);
    let most = text.max_length.map(Literal::u32_unsuffixed);
    let limits = match (text.min_length, text.max_length) {
        (Some(1), None) => quote!(_ota::NOT_EMPTY),
        _ => bounds(&quote!(string), least, most, &quote!(u32)),
    };
    match &text.pattern {
        Some(pattern) => quote!(_ota::matches(#limits, #pattern)),
        None => limits,
    }
}

/// `kind(least, most)`, with the ends of the number type where there is no bound.
fn bounds(
    kind: &TokenStream,
    least: Option<Literal>,
    most: Option<Literal>,
    number: &TokenStream,
) -> TokenStream {
    if least.is_none() && most.is_none() {
        return quote!(_ota::ANY);
    }
    let least = least.map_or_else(|| quote!(#number::MIN), |least| quote!(#least));
    let most = most.map_or_else(|| quote!(#number::MAX), |most| quote!(#most));
    quote!(_ota::#kind(#least, #most))
}
