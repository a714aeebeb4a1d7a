//! The tables that describe parameters to the runtime: names, limits, members.

use ota_spec::model::{Field, NamedKind, Place, Text, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Parameters sorted by their names on the wire: the order in which they are signed.
///
/// A flattened name continues with a dot, which sorts before every character a name can have, so
/// sorting the names sorts what they are flattened to.
pub(crate) fn canonical(fields: &[Field]) -> Vec<&Field> {
    let mut sorted: Vec<&Field> = fields.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    sorted
}

/// The table of these parameters, in canonical order.
pub(crate) fn parameters(fields: &[Field], door: &TokenStream) -> TokenStream {
    let rows = canonical(fields).into_iter().map(|field| {
        let name = &field.name;
        let limits = limits(&field.ty, door);
        let kind = match (field.required, field.inherited) {
            (true, _) => quote!(required),
            (false, true) => quote!(inherited),
            (false, false) => quote!(optional),
        };
        let place = (field.place == Place::Body).then(|| quote!(.in_body()));
        quote!(#door::Parameter::#kind(#name, #limits)#place)
    });
    quote!(&[#(#rows),*])
}

fn limits(ty: &Type, door: &TokenStream) -> TokenStream {
    let any = quote!(#door::Limits::Any);
    match ty {
        Type::String(text) => text_limits(text, door),
        Type::Integer(range) | Type::Long(range) if !range.allowed.is_empty() => {
            let allowed = range.allowed.iter().map(|number| Literal::i64_unsuffixed(*number));
            quote!(#door::Limits::OneOfWhole(&[#(#allowed),*]))
        }
        Type::Integer(range) | Type::Long(range) => {
            let least = range.minimum.map(Literal::i64_unsuffixed);
            let most = range.maximum.map(Literal::i64_unsuffixed);
            bounds(&quote!(Whole), least, most, &quote!(i64), door)
        }
        Type::Double(range) => {
            let least = range.minimum.map(Literal::f64_unsuffixed);
            let most = range.maximum.map(Literal::f64_unsuffixed);
            bounds(&quote!(Double), least, most, &quote!(f64), door)
        }
        Type::Boolean | Type::Map(_) | Type::Struct(_) => any,
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text, door),
            NamedKind::Enum(words) => {
                let spellings = words.values.iter();
                let spellings =
                    spellings.flat_map(|word| std::iter::once(&word.value).chain(&word.aliases));
                quote!(#door::Limits::OneOf(&[#(#spellings),*]))
            }
            NamedKind::Struct(_) => any,
        },
        Type::List(list) => {
            let or_max = |limit: Option<u32>| match limit.map(Literal::u32_unsuffixed) {
                Some(limit) => quote!(#limit),
                None => quote!(u32::MAX),
            };
            let least = Literal::u32_unsuffixed(list.min_items.unwrap_or(0));
            let (most, total) = (or_max(list.max_items), or_max(list.max_total_length));
            let unique = list.unique;
            let item = limits(&list.items, door);
            quote! {
                #door::Limits::List {
                    least: #least, most: #most, unique: #unique, total: #total, item: &#item,
                }
            }
        }
    }
}

fn text_limits(text: &Text, door: &TokenStream) -> TokenStream {
    if !text.allowed.is_empty() {
        let allowed = &text.allowed;
        return quote!(#door::Limits::OneOf(&[#(#allowed),*]));
    }
    let least = text.min_length.map(Literal::u32_unsuffixed);
    let most = text.max_length.map(Literal::u32_unsuffixed);
    if let Some(pattern) = &text.pattern {
        let least = least.unwrap_or_else(|| Literal::u32_unsuffixed(0));
        let most = most.map_or_else(|| quote!(u32::MAX), |most| quote!(#most));
        return quote! {
            #door::Limits::Matches { least: #least, most: #most, pattern: #pattern }
        };
    }
    if let (Some(1), None) = (text.min_length, text.max_length) {
        return quote!(#door::Limits::NOT_EMPTY);
    }
    bounds(&quote!(Text), least, most, &quote!(u32), door)
}

/// `Limits::Kind { least, most }`, with the ends of the number type where there is no bound.
fn bounds(
    kind: &TokenStream,
    least: Option<Literal>,
    most: Option<Literal>,
    number: &TokenStream,
    door: &TokenStream,
) -> TokenStream {
    if least.is_none() && most.is_none() {
        return quote!(#door::Limits::Any);
    }
    let least = least.map_or_else(|| quote!(#number::MIN), |least| quote!(#least));
    let most = most.map_or_else(|| quote!(#number::MAX), |most| quote!(#most));
    quote!(#door::Limits::#kind { least: #least, most: #most })
}
