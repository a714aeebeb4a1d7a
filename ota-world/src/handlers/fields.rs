//! Fields of a response, and strings of a request.

use std::fmt::Display;

use ota_spec::Value;

/// A field of a response that is a string.
pub(crate) fn string(name: &str, value: impl Into<String>) -> (String, Value) {
    (name.to_owned(), Value::String(value.into()))
}

/// A field of a response that is a whole number.
pub(crate) fn number(name: &str, number: impl Display) -> (String, Value) {
    (name.to_owned(), Value::Number(number.to_string()))
}

/// The string that a value is.
pub(crate) fn as_str(value: &Value) -> Option<&str> {
    match value {
        Value::String(string) => Some(string),
        _ => None,
    }
}
