//! Contract tests: each example of each spec becomes a call of a test harness, and so do requests at
//! and beyond each limit.

use ota_spec::Spec;
use ota_spec::model::{NamedKind, Operation, Type};
use ota_spec::names::{builder_setter, member_setter, snake};
use ota_spec::value::Value;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::boundary;
use crate::names;

/// The tests of a spec folder, for a harness in the module `harness`, with the generated code in the
/// module `operations`:
///
/// - a test for each example calls `harness::example(folder, action, index, &request)`;
/// - a test for each operation calls `harness::limit(what, violations, &request)` for requests at and
///   beyond every limit. The violations come from `ota-spec`, so that the tables of the generated
///   code are not compared with themselves.
pub fn contract_tests(
    folder: &str,
    spec: &Spec,
    operations: &TokenStream,
    harness: &TokenStream,
) -> TokenStream {
    let limits = spec.operations.iter().map(|operation| {
        let name = names::ident(&format!("{}_limits", snake(&operation.action)));
        let cases = boundary::cases(operation).into_iter().map(|case| {
            let request = request(operation, &case.request, operations);
            let (what, violations) = (&case.what, &case.violations);
            quote!(#harness::limit(#what, &[#(#violations),*], &#request);)
        });
        quote! {
            #[test]
            fn #name() {
                #(#cases)*
            }
        }
    });
    let tests = spec.operations.iter().flat_map(|operation| {
        operation.examples.iter().enumerate().map(move |(index, example)| {
            let action = &operation.action;
            let title = snake(&example.title.replace(|c: char| !c.is_ascii_alphanumeric(), " "));
            let name = names::ident(&format!("{}_{index}_{title}", snake(action)));
            let request = request(operation, &example.request, operations);
            let index = Literal::usize_unsuffixed(index);
            quote! {
                #[test]
                fn #name() {
                    #harness::example(#folder, #action, #index, &#request);
                }
            }
        })
    });
    quote!(#(#tests)* #(#limits)*)
}

fn request(operation: &Operation, example: &Value, operations: &TokenStream) -> TokenStream {
    let name = names::ident(&operation.idents.request);
    let setters = example.members().iter().filter_map(|(wire, value)| {
        let field = operation.parameter(wire)?;
        let setter = names::ident(&builder_setter(&field.ident));
        let value = argument(&field.ty, value, operations)?;
        Some(quote!(.#setter(#value)))
    });
    quote!(#operations::#name::builder()#(#setters)*.build())
}

/// The value as an expression that a setter takes; `None` for `null`.
fn argument(ty: &Type, value: &Value, operations: &TokenStream) -> Option<TokenStream> {
    match (ty, value) {
        (Type::Map(item), Value::Object(members)) => {
            let entries = members.iter().filter_map(|(key, value)| {
                let value = exact(item, value, operations)?;
                Some(quote!((#key, #value)))
            });
            // An empty array has no item type.
            Some(quote!(::std::vec::Vec::<(&str, _)>::from([#(#entries),*])))
                .filter(|_| !members.is_empty())
        }
        // A list that is not set is empty.
        (Type::List(_), Value::Array(items)) if items.is_empty() => None,
        (Type::String(_) | Type::Named(_), Value::String(text)) => Some(quote!(#text)),
        _ => exact(ty, value, operations),
    }
}

/// The value as an expression of exactly its type; `None` for `null`.
fn exact(ty: &Type, value: &Value, operations: &TokenStream) -> Option<TokenStream> {
    if matches!(ty, Type::Any) {
        let text = value.to_string();
        return Some(
            quote!(::serde_json::from_str::<::serde_json::Value>(#text).unwrap_or_default()),
        );
    }
    match value {
        Value::Null => None,
        Value::Bool(value) => Some(quote!(#value)),
        Value::String(text) => Some(match ty {
            Type::Named(named) => {
                let ident = names::ident(&named.ident);
                quote!(#operations::#ident::from(#text))
            }
            _ => quote!(::std::string::String::from(#text)),
        }),
        Value::Number(text) => number(ty, text, operations),
        // Not an array: the compiler would refuse one that is too long.
        Value::Array(items) => {
            let Type::List(list) = ty else { return None };
            let items = items.iter().filter_map(|item| exact(&list.items, item, operations));
            Some(quote!(::std::vec::Vec::from([#(#items),*])))
        }
        Value::Object(members) => {
            let (ident, fields) = match ty {
                Type::Map(item) => {
                    let entries = members.iter().filter_map(|(key, value)| {
                        let value = exact(item, value, operations)?;
                        Some(quote!((::std::string::String::from(#key), #value)))
                    });
                    return Some(quote!(::std::collections::BTreeMap::from([#(#entries),*])));
                }
                Type::Struct(inner) => (&inner.ident, inner.fields.as_slice()),
                Type::Named(named) => match &named.kind {
                    NamedKind::Struct(fields) => (&named.ident, &**fields),
                    NamedKind::Id(_) | NamedKind::Enum(_) => return None,
                },
                _ => return None,
            };
            let ident = names::ident(ident);
            let setters = members.iter().filter_map(|(wire, value)| {
                let field = fields.iter().find(|field| field.name == *wire)?;
                let setter = names::ident(&member_setter(&field.ident));
                let value = argument(&field.ty, value, operations)?;
                Some(quote!(.#setter(#value)))
            });
            Some(quote!(<#operations::#ident as ::core::default::Default>::default()#(#setters)*))
        }
    }
}

fn number(ty: &Type, text: &str, operations: &TokenStream) -> Option<TokenStream> {
    let literal = match ty {
        Type::Double(_) => Literal::f64_unsuffixed(text.parse().ok()?),
        // A numeric enum value is read from its string.
        Type::Named(named) => {
            let ident = names::ident(&named.ident);
            return Some(quote!(#operations::#ident::from(#text)));
        }
        Type::Integer(_) => Literal::i32_suffixed(text.parse().ok()?),
        _ => Literal::i64_suffixed(text.parse().ok()?),
    };
    Some(quote!(#literal))
}
