//! JSON objects that are put together member by member and keep that order.

use std::fmt::Display;

use ota_spec::Value;

pub(super) use crate::spec::new::object;

/// An object under construction.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Value)>);

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn put(&mut self, key: impl Into<String>, value: Value) {
        self.0.push((key.into(), value));
    }

    /// Adds the member if there is something to say.
    pub(super) fn put_some(&mut self, key: &str, value: Option<Value>) {
        self.0.extend(value.map(|value| (key.to_owned(), value)));
    }

    /// Adds the member unless it is an empty array or object.
    pub(super) fn put_filled(&mut self, key: &str, value: Value) {
        match &value {
            Value::Array(items) if items.is_empty() => {}
            Value::Object(members) if members.is_empty() => {}
            _ => self.put(key, value),
        }
    }

    /// Adds `true`, or nothing.
    pub(super) fn put_flag(&mut self, key: &str, flag: bool) {
        self.put_some(key, flag.then_some(Value::Bool(true)));
    }

    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn finish(self) -> Value {
        Value::Object(self.0)
    }
}

pub(super) fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

pub(super) fn number<N: Display>(number: N) -> Value {
    Value::Number(number.to_string())
}

pub(super) fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(items.into_iter().collect())
}

pub(super) fn texts(items: &[String]) -> Value {
    list(items.iter().map(text))
}

/// A reference to a part of the document.
pub(super) fn reference(section: &str, name: &str) -> Value {
    object([("$ref", text(format!("#/components/{section}/{name}")))])
}
