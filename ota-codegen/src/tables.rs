//! The tables that describe parameters to the runtime: names, limits, members.

use std::sync::Arc;

use ota_spec::model::{Field, Fill, Format, NamedKind, Place, StringLimits, Style, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names;

/// Parameters sorted by their names on the wire: the order in which they are signed.
///
/// The name of a value with parts continues with a dot on the wire, before which `-` and `$` sort.
pub(crate) fn canonical(fields: &[Arc<Field>]) -> Vec<&Arc<Field>> {
    let mut sorted: Vec<&Arc<Field>> = fields.iter().collect();
    let flat_name = |field: &Field| {
        let dotted = !field.ty.is_single() && field.style == Style::Flat;
        if dotted { format!("{}.", field.name) } else { field.name.clone() }
    };
    sorted.sort_by_cached_key(|field| flat_name(field));
    sorted
}

/// The table of these parameters, in canonical order.
pub(crate) fn parameters(fields: &[Arc<Field>]) -> TokenStream {
    let rows = canonical(fields).into_iter().map(|field| {
        let name = &field.name;
        let limits = limits(&field.ty).map(|limits| quote!(.#limits));
        let (kind, demanded) = match (field.required, field.is_on_client()) {
            (true, true) => (quote!(inherited), Some(quote!(.demanded()))),
            (false, true) => (quote!(inherited), None),
            (true, false) => (quote!(required), None),
            (false, false) => (quote!(optional), None),
        };
        let place = (field.place == Place::Body).then(|| quote!(.in_body()));
        let style = match field.style {
            Style::Flat => None,
            Style::Json => Some(quote!(.json())),
            Style::Comma => Some(quote!(.comma())),
        };
        let fill = field.fill.map(|fill| match fill {
            Fill::Region => quote!(.region()),
            Fill::Token => quote!(.token()),
        });
        let secret = secret(field);
        quote!(_ota::Parameter::#kind(#name)#demanded #limits #place #style #fill #secret)
    });
    quote!(&[#(#rows),*])
}

/// Says that the value is secret, if it is.
pub(crate) fn secret(field: &Field) -> Option<TokenStream> {
    field.secret.then(|| quote!(.secret()))
}

/// The limits of a type: a function of `Limits` and of `Parameter`, and the methods after it. `None` if
/// there are none.
fn limits(ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::String(text) => text_limits(text),
        Type::Integer(range) | Type::Long(range) if !range.allowed.is_empty() => {
            let allowed = range.allowed.iter().map(|number| Literal::i64_unsuffixed(*number));
            Some(quote!(one_of_whole(&[#(#allowed),*])))
        }
        Type::Integer(range) | Type::Long(range) => {
            let least = range.minimum.map(Literal::i64_unsuffixed);
            let most = range.maximum.map(Literal::i64_unsuffixed);
            let range = bounds(least, most, &quote!(_ota::i64))?;
            Some(quote!(whole(#range)))
        }
        Type::Double(range) => {
            let least = range.minimum.map(Literal::f64_unsuffixed);
            let most = range.maximum.map(Literal::f64_unsuffixed);
            let ends = bounds(least, most, &quote!(_ota::f64))?;
            let [above, below] = range.exclusive;
            let exclusive = (above || below).then(|| quote!(.exclusive([#above, #below])));
            Some(quote!(double(#ends)#exclusive))
        }
        Type::Boolean | Type::Struct(_) | Type::Any => None,
        Type::Map(values) => limits(values).map(|values| quote!(map(&_ota::Limits::#values))),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text),
            NamedKind::Enum(_) => {
                let name = names::ident(&named.ident);
                Some(quote!(string_enum::<#name>()))
            }
            NamedKind::Struct(_) => None,
        },
        Type::List(list) => {
            let least = Some(Literal::u32_unsuffixed(list.min_items.unwrap_or(0)));
            let most = list.max_items.map(Literal::u32_unsuffixed);
            let count = bounds(least, most, &quote!(_ota::u32));
            let items = limits(&list.items).map(|item| quote!(.items(&_ota::Limits::#item)));
            let unique = list.unique.then(|| quote!(.unique()));
            let total = list.max_total_length.map(Literal::u32_unsuffixed);
            let total = total.map(|total| quote!(.total_length(#total)));
            Some(quote!(list(#count)#items #unique #total))
        }
    }
}

fn text_limits(text: &StringLimits) -> Option<TokenStream> {
    if !text.allowed.is_empty() {
        let allowed = &text.allowed;
        return Some(quote!(one_of(&[#(#allowed),*])));
    }
    // Each is a method of its own, so any of them may come first.
    let mut limits: Vec<TokenStream> = Vec::new();
    match (text.min_length, text.max_length) {
        (Some(1), None) => limits.push(quote!(not_empty())),
        (None, None) => {}
        (least, most) => {
            let least = Some(Literal::u32_unsuffixed(least.unwrap_or(0)));
            let length = bounds(least, most.map(Literal::u32_unsuffixed), &quote!(_ota::u32));
            limits.push(quote!(string(#length)));
        }
    }
    let further = [
        text.max_bytes.map(Literal::u32_unsuffixed).map(|most| quote!(bytes(#most))),
        text.format.map(|format| match format {
            Format::DateTime => quote!(date_time()),
            Format::FileUrl => quote!(file_url()),
        }),
        text.pattern.as_ref().map(|pattern| quote!(pattern(#pattern))),
    ];
    let further: Vec<TokenStream> = further.into_iter().flatten().collect();
    if limits.is_empty() && !further.is_empty() {
        limits.push(quote!(string(0..=_ota::u32::MAX)));
    }
    limits.extend(further);
    (!limits.is_empty()).then(|| quote!(#(#limits).*))
}

/// `least..=most`, with the ends of the number type where there is no bound; `None` without any.
fn bounds(
    least: Option<Literal>,
    most: Option<Literal>,
    number: &TokenStream,
) -> Option<TokenStream> {
    if least.is_none() && most.is_none() {
        return None;
    }
    let least = least.map_or_else(|| quote!(#number::MIN), |least| quote!(#least));
    let most = most.map_or_else(|| quote!(#number::MAX), |most| quote!(#most));
    Some(quote!(#least..=#most))
}
