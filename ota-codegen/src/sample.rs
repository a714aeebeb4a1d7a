//! One call as a person writes it.

use ota_spec::model::{Field, NamedKind, Operation, Type};
use ota_spec::names::{builder_setter, member_setter};
use ota_spec::value::Value;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::names;

/// Makes the expression of a secret parameter, by its flat name.
type Secret<'s> = &'s dyn Fn(&str) -> TokenStream;

/// The method of the client and the setters for these parameters, without what stands before and
/// without `send`. `module` has the types of the operation; `secret` makes the expressions of
/// secret parameters, whose values are not looked at.
pub fn sample(
    operation: &Operation,
    request: &Value,
    module: &TokenStream,
    secret: &dyn Fn(&str) -> TokenStream,
) -> TokenStream {
    let method = names::ident(&operation.idents.method);
    let setters = request.members().iter().filter_map(|(wire, value)| {
        let field = operation.parameter(wire)?;
        let setter = names::ident(&builder_setter(&field.ident));
        let value = set(field, wire, value, module, secret)?;
        Some(quote!(.#setter(#value)))
    });
    quote!(.#method()#(#setters)*)
}

/// The argument of a setter; `None` for what is not sent.
fn set(
    field: &Field,
    path: &str,
    value: &Value,
    module: &TokenStream,
    secret: Secret<'_>,
) -> Option<TokenStream> {
    if field.secret {
        return Some(secret(path));
    }
    match (&field.ty, value) {
        (_, Value::Null) => None,
        (Type::Map(_), Value::Object(members)) if members.is_empty() => None,
        (Type::Map(item), Value::Object(members)) => {
            let entries = members.iter().filter_map(|(key, value)| {
                let value = exact(item, &format!("{path}.{key}"), value, module, secret)?;
                Some(quote!((#key, #value)))
            });
            Some(quote!([#(#entries),*]))
        }
        (Type::List(_), Value::Array(items)) if items.is_empty() => None,
        (Type::List(list), Value::Array(items)) => {
            let items = (1..).zip(items).filter_map(|(number, item)| {
                let path = format!("{path}.{number}");
                match (&list.items, item) {
                    (Type::String(_) | Type::Named(_), Value::String(text)) => Some(quote!(#text)),
                    (ty, item) => exact(ty, &path, item, module, secret),
                }
            });
            Some(quote!([#(#items),*]))
        }
        (Type::String(_) | Type::Named(_), Value::String(text)) => Some(quote!(#text)),
        (Type::Integer(_) | Type::Long(_), Value::Number(text)) => {
            Some(Literal::i64_unsuffixed(text.parse().ok()?)).map(|number| quote!(#number))
        }
        (ty, value) => exact(ty, path, value, module, secret),
    }
}

/// The value as an expression of exactly its type; `None` for `null`.
fn exact(
    ty: &Type,
    path: &str,
    value: &Value,
    module: &TokenStream,
    secret: Secret<'_>,
) -> Option<TokenStream> {
    let inner = |ty: &Type, part: &str, value: &Value| {
        exact(ty, &format!("{path}.{part}"), value, module, secret)
    };
    if matches!(ty, Type::Any) {
        let text = value.to_string();
        return Some(quote!(serde_json::from_str::<serde_json::Value>(#text)?));
    }
    match (ty, value) {
        (_, Value::Null) => None,
        (_, Value::Bool(value)) => Some(quote!(#value)),
        // Also the values of numeric enums.
        (Type::Named(named), Value::String(text) | Value::Number(text)) => {
            let ident = names::ident(&named.ident);
            Some(quote!(#module::#ident::from(#text)))
        }
        (_, Value::String(text)) => Some(quote!(String::from(#text))),
        (Type::Double(_), Value::Number(text)) => {
            let number = Literal::f64_unsuffixed(text.parse().ok()?);
            Some(quote!(#number))
        }
        (_, Value::Number(text)) => {
            let number = Literal::i64_unsuffixed(text.parse().ok()?);
            Some(quote!(#number))
        }
        (Type::List(list), Value::Array(items)) => {
            let items = (1..).zip(items);
            let items = items.filter_map(|(number, item)| {
                let number: usize = number;
                inner(&list.items, &number.to_string(), item)
            });
            Some(quote!(vec![#(#items),*]))
        }
        (Type::Map(item), Value::Object(members)) => {
            let entries = members.iter().filter_map(|(key, value)| {
                let value = inner(item, key, value)?;
                Some(quote!((String::from(#key), #value)))
            });
            Some(quote!(std::collections::BTreeMap::from([#(#entries),*])))
        }
        (ty, Value::Object(members)) => {
            let (ident, fields) = match ty {
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
                let value = set(field, &format!("{path}.{wire}"), value, module, secret)?;
                Some(quote!(.#setter(#value)))
            });
            Some(quote!(#module::#ident::default()#(#setters)*))
        }
        (_, Value::Array(_)) => None,
    }
}
