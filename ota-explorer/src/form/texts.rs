//! From a request to the texts of its form, and to a link.

use ota_spec::model::{Operation, Type};
use ota_spec::{Value, wire};

use super::{Form, names};

/// The form that says the same as a request, by plain names.
pub(crate) fn of_request(operation: &Operation, request: &Value) -> Form {
    let mut form = Form::default();
    for field in &operation.parameters {
        if let Some(value) = request.get(&field.name) {
            write(&field.ty, value, field.name.clone(), &mut Vec::new(), &mut form);
        }
    }
    form
}

/// The form without what only the page itself needs, and without secrets: for links, and for what is kept.
pub(crate) fn without_secrets(operation: &Operation, plain: &Form) -> Form {
    let mut form = open(operation, plain);
    form.retain(|name| {
        !name.starts_with('@') && wire::owner(&operation.parameters, name).is_some()
    });
    form
}

/// The form as the page has it, without secrets.
pub(crate) fn open(operation: &Operation, form: &Form) -> Form {
    let mut form = form.clone();
    form.retain(|name| {
        let name = names::plain(name);
        !wire::is_secret(&operation.parameters, name) && !holds_secret(operation, name)
    });
    form
}

/// Whether a text under this name, which may be JSON, could hold a secret.
fn holds_secret(operation: &Operation, name: &str) -> bool {
    wire::owner(&operation.parameters, name).is_some_and(|field| {
        let members = field.ty.innermost().members().unwrap_or_default();
        field.name == name && members.iter().any(|member| member.secret)
    })
}

/// Whether a struct is shown as one text of JSON: it is inside of one of its own kind, and would have no end.
pub(super) fn is_text(ty: &Type, around: &[String]) -> bool {
    match ty {
        Type::Named(named) => ty.members().is_some() && around.contains(&named.name),
        Type::Map(_) | Type::Any => true,
        _ => false,
    }
}

fn write(ty: &Type, value: &Value, name: String, around: &mut Vec<String>, form: &mut Form) {
    if is_text(ty, around) {
        form.set(name, value.to_string());
        return;
    }
    match (ty, value) {
        (_, Value::Null) => {}
        (Type::List(list), Value::Array(items)) => {
            for (number, item) in (1..).zip(items) {
                write(&list.items, item, format!("{name}.{number}"), around, form);
            }
        }
        (ty, value) if ty.members().is_some() => {
            around.push(label(ty));
            for member in ty.members().unwrap_or_default() {
                if let Some(value) = value.get(&member.name) {
                    write(&member.ty, value, format!("{name}.{}", member.name), around, form);
                }
            }
            around.pop();
        }
        (_, value) => form.set(name, value.scalar().unwrap_or_else(|| value.to_string())),
    }
}

/// The name of a shared struct, to know it again inside of itself.
pub(super) fn label(ty: &Type) -> String {
    match ty {
        Type::Named(named) => named.name.clone(),
        _ => String::new(),
    }
}
