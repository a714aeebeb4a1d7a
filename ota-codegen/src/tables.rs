//! The tables that describe parameters to the runtime: names, limits, members.

use ota_spec::model::{Field, NamedKind, Range, Text, Type};
use proc_macro2::TokenStream;
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
        let required = field.required;
        let inherited = field.inherited;
        let limits = limits(&field.ty, door);
        quote! {
            #door::Parameter {
                name: #name,
                required: #required,
                inherited: #inherited,
                limits: #limits,
            }
        }
    });
    quote!(&[#(#rows),*])
}

fn limits(ty: &Type, door: &TokenStream) -> TokenStream {
    let any = || quote!(#door::Limits::Any);
    match ty {
        Type::String(text) => text_limits(text, door),
        Type::Integer(Range {
            minimum: None,
            maximum: None,
        })
        | Type::Long(Range {
            minimum: None,
            maximum: None,
        })
        | Type::Double(Range {
            minimum: None,
            maximum: None,
        })
        | Type::Boolean
        | Type::Struct(_) => any(),
        Type::Integer(range) | Type::Long(range) => {
            let (least, most) = (
                range.minimum.unwrap_or(i64::MIN),
                range.maximum.unwrap_or(i64::MAX),
            );
            quote!(#door::Limits::Whole { least: #least, most: #most })
        }
        Type::Double(range) => {
            let (least, most) = (
                range.minimum.unwrap_or(f64::MIN),
                range.maximum.unwrap_or(f64::MAX),
            );
            quote!(#door::Limits::Double { least: #least, most: #most })
        }
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text, door),
            NamedKind::Enum(_) | NamedKind::Struct(_) => any(),
        },
        Type::List(list) => {
            let least = list.min_items.unwrap_or(0);
            let most = list.max_items.unwrap_or(u32::MAX);
            let unique = list.unique;
            let item = limits(&list.items, door);
            quote! {
                #door::Limits::List { least: #least, most: #most, unique: #unique, item: &#item }
            }
        }
    }
}

fn text_limits(text: &Text, door: &TokenStream) -> TokenStream {
    match (text.min_length, text.max_length) {
        (None, None) => quote!(#door::Limits::Any),
        (least, most) => {
            let (least, most) = (least.unwrap_or(0), most.unwrap_or(u32::MAX));
            quote!(#door::Limits::Text { least: #least, most: #most })
        }
    }
}
