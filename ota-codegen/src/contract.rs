//! Contract tests: each example of each spec becomes a call of a test harness.

use ota_spec::Spec;
use ota_spec::model::{Field, NamedKind, Operation, Type};
use ota_spec::names::snake;
use ota_spec::value::Value;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names;

/// One `#[test]` for each example: it builds the request of the example with the generated code in
/// the module `operations` and hands it to `harness(action, index of the example, request)`.
pub fn contract_tests(spec: &Spec, operations: &TokenStream, harness: &TokenStream) -> TokenStream {
    let tests = spec.operations.iter().flat_map(|operation| {
        operation.examples.iter().enumerate().map(move |(index, example)| {
            let action = &operation.action;
            let title = snake(&example.title.replace(|c: char| !c.is_ascii_alphanumeric(), " "));
            let name = names::raw(&format!("{}_{index}_{title}", snake(action)));
            let request = request(operation, &example.request, operations);
            let index = Literal::usize_unsuffixed(index);
            quote! {
                #[test]
                fn #name() {
                    #harness(#action, #index, &#request);
                }
            }
        })
    });
    quote!(#(#tests)*)
}

fn request(operation: &Operation, example: &Value, operations: &TokenStream) -> TokenStream {
    let name = names::type_name(&operation.action);
    let setters = example.members().iter().filter_map(|(wire, value)| {
        let field = operation.parameter(wire)?;
        let setter = names::setter(wire);
        let value = literal(&operation.action, field, &field.ty, value, operations)?;
        Some(quote!(.#setter(#value)))
    });
    quote!(#operations::#name::builder()#(#setters)*.build())
}

/// The value as an expression that a setter takes; `None` for `null`.
fn literal(
    owner: &str,
    field: &Field,
    ty: &Type,
    value: &Value,
    operations: &TokenStream,
) -> Option<TokenStream> {
    match value {
        Value::Null => None,
        Value::Bool(value) => Some(quote!(#value)),
        Value::String(text) => Some(quote!(#text)),
        Value::Number(text) => number(ty, text),
        Value::Object(members) if matches!(ty, Type::Map(_)) => {
            let Type::Map(item) = ty else { return None };
            let entries = members.iter().filter_map(|(key, value)| {
                let value = literal(owner, field, item, value, operations)?;
                Some(quote!((#key, #value)))
            });
            Some(quote!([#(#entries),*]))
        }
        Value::Array(items) => {
            let Type::List(list) = ty else { return None };
            let items = items.iter();
            let items =
                items.filter_map(|item| literal(owner, field, &list.items, item, operations));
            Some(quote!([#(#items),*]))
        }
        Value::Object(members) => {
            let name = match ty {
                Type::Named(named) if matches!(named.kind, NamedKind::Struct(_)) => {
                    named.name.clone()
                }
                _ => ota_spec::names::nested(owner, &field.name),
            };
            let ident = names::type_name(&name);
            let fields = ty.members()?;
            let setters = members.iter().filter_map(|(wire, value)| {
                let field = fields.iter().find(|field| field.name == *wire)?;
                let setter = names::member_setter(wire);
                let value = literal(&name, field, &field.ty, value, operations)?;
                Some(quote!(.#setter(#value)))
            });
            Some(quote!(#operations::#ident::default()#(#setters)*))
        }
    }
}

fn number(ty: &Type, text: &str) -> Option<TokenStream> {
    let literal = match ty {
        Type::Double(_) => Literal::f64_unsuffixed(text.parse().ok()?),
        // The value of an enum that is a number is read from its text.
        Type::Named(_) => Literal::string(text),
        _ => Literal::i64_unsuffixed(text.parse().ok()?),
    };
    Some(quote!(#literal))
}
