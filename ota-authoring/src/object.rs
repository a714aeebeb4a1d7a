//! JSON objects that are put together member by member and keep that order.

use std::fmt::Display;

use ota_spec::Value;

/// An object under construction.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Object(Vec<(String, Value)>);

impl Object {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn put(&mut self, key: impl Into<String>, value: Value) {
        self.0.push((key.into(), value));
    }

    /// Adds the member if there is something to say.
    pub(crate) fn put_some(&mut self, key: &str, value: Option<Value>) {
        self.0.extend(value.map(|value| (key.to_owned(), value)));
    }

    /// Adds the member unless it is an empty array or object.
    pub(crate) fn put_filled(&mut self, key: &str, value: Value) {
        match &value {
            Value::Array(items) if items.is_empty() => {}
            Value::Object(members) if members.is_empty() => {}
            _ => self.put(key, value),
        }
    }

    /// Adds `true`, or nothing.
    pub(crate) fn put_flag(&mut self, key: &str, flag: bool) {
        self.put_some(key, flag.then_some(Value::Bool(true)));
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn finish(self) -> Value {
        Value::Object(self.0)
    }
}

/// An object with these members.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.map(|(key, value)| (key.to_owned(), value)).to_vec())
}

/// A string.
pub(crate) fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

/// A number, as it is written.
pub(crate) fn number<N: Display>(number: N) -> Value {
    Value::Number(number.to_string())
}

/// An array.
pub(crate) fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(items.into_iter().collect())
}

/// An array of strings.
pub(crate) fn texts(items: &[String]) -> Value {
    list(items.iter().map(text))
}
