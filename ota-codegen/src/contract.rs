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
        let setter = names::ident(&builder_setter(wire));
        let value = literal(&field.ty, value, operations)?;
        Some(quote!(.#setter(#value)))
    });
    quote!(#operations::#name::builder()#(#setters)*.build())
}

/// The value as an expression that a setter takes; `None` for `null`.
fn literal(ty: &Type, value: &Value, operations: &TokenStream) -> Option<TokenStream> {
    match value {
        Value::Null => None,
        Value::Bool(value) => Some(quote!(#value)),
        Value::String(text) => Some(quote!(#text)),
        Value::Number(text) => number(ty, text),
        Value::Object(members) if matches!(ty, Type::Map(_)) => {
            let Type::Map(item) = ty else { return None };
            let entries = members.iter().filter_map(|(key, value)| {
                let value = literal(item, value, operations)?;
                Some(quote!((#key, #value)))
            });
            Some(quote!([#(#entries),*]))
        }
        // An empty array has no item type; a list that is not set is empty.
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => {
            let Type::List(list) = ty else { return None };
            let items = items.iter();
            let items = items.filter_map(|item| literal(&list.items, item, operations));
            // Not an array: the compiler would refuse one that is too long.
            Some(quote!(::std::vec::Vec::from([#(#items),*])))
        }
        Value::Object(members) => {
            let (ident, fields) = match ty {
                Type::Struct(inner) => (&inner.ident, &inner.fields),
                Type::Named(named) => match &named.kind {
                    NamedKind::Struct(fields) => (&named.ident, fields),
                    NamedKind::Id(_) | NamedKind::Enum(_) => return None,
                },
                _ => return None,
            };
            let ident = names::ident(ident);
            let setters = members.iter().filter_map(|(wire, value)| {
                let field = fields.iter().find(|field| field.name == *wire)?;
                let setter = names::ident(&member_setter(wire));
                let value = literal(&field.ty, value, operations)?;
                Some(quote!(.#setter(#value)))
            });
            Some(quote!(<#operations::#ident as ::core::default::Default>::default()#(#setters)*))
        }
    }
}

fn number(ty: &Type, text: &str) -> Option<TokenStream> {
    let literal = match ty {
        Type::Double(_) => Literal::f64_unsuffixed(text.parse().ok()?),
        // A numeric enum value is read from its string.
        Type::Named(_) => Literal::string(text),
        _ => Literal::i64_unsuffixed(text.parse().ok()?),
    };
    Some(quote!(#literal))
}
