//! From what a person typed to a request that fits the spec.

use std::collections::BTreeMap;

use ota_spec::limits::{Kind, Malformed, Problem, Violation, check_request};
use ota_spec::model::{Field, Fill, Operation, Type};
use ota_spec::{Value, wire};

/// The type of one entry of a parameter: the items of a list, or the value itself.
pub fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(list) => &list.items,
        plain => plain,
    }
}

/// Whether a value is typed as JSON because it has parts.
pub fn is_json(ty: &Type) -> bool {
    ty.members().is_some() || matches!(ty, Type::List(_) | Type::Map(_))
}

/// Reads a value of a type.
///
/// # Errors
///
/// The text cannot be read as the type; it says what it must be.
pub fn value(ty: &Type, text: &str) -> Result<Value, Malformed> {
    if matches!(ty, Type::Any) {
        // What is no JSON is a string that needs no quotes.
        Ok(Value::from_json(text).unwrap_or_else(|_| Value::from(text)))
    } else if is_json(ty) {
        Value::from_json_text(text).map_err(|wrong| {
            let why = wrong.message().to_owned();
            Malformed::Json { line: wrong.line, column: wrong.column, why }
        })
    } else {
        wire::read_scalar(ty, text)
    }
}

/// What a client sends in a parameter that nobody set: its region, or a new token.
pub fn filled(field: &Field, region: Option<&str>) -> Option<Value> {
    let text = match field.fill? {
        Fill::Region => region?.to_owned(),
        // Without random numbers no call can be signed either, which is then said.
        Fill::Token => ota_api::new_client_token().ok()?,
    };
    Some(Value::String(text))
}

/// Everything about a request that does not fit its operation.
///
/// `unreadable` has what [`value`] said, by the flat name of the parameter. Such a text stands in the request as a string, so
/// that the rest is judged as it was meant, and is then of the wrong type; why is said better by what could not read it.
pub fn judge(
    operation: &Operation,
    request: &Value,
    mut unreadable: BTreeMap<String, Malformed>,
) -> Vec<Violation> {
    let mut violations = check_request(operation, request);
    for found in violations.iter_mut().filter(|found| found.kind() == Kind::Type) {
        if let Some(malformed) = unreadable.remove(found.parameter()) {
            *found = Violation::new(found.parameter(), Problem::Malformed(malformed));
        }
    }
    violations
}
