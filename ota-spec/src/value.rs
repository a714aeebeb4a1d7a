//! A JSON value without positions, in the order of the file.

use std::collections::BTreeMap;
use std::fmt;

use ota_violation::Found;

/// A JSON value. Numbers keep their spelling, members their order.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object; no key occurs twice.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The member with this key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The members of an object by their keys, for whoever looks for many of them.
    pub(crate) fn by_name(&self) -> BTreeMap<&str, &Value> {
        self.members().iter().map(|(name, value)| (name.as_str(), value)).collect()
    }

    /// The members of an object; nothing for any other value.
    pub fn members(&self) -> &[(String, Value)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The string, number or boolean as the wire writes it; `None` for anything else.
    pub fn scalar(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(text) | Self::String(text) => Some(text.clone()),
            Self::Null | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// The kind of the value, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The kind, as a violation has it.
    pub(crate) fn found(&self) -> Found {
        match self {
            Self::Null => Found::Null,
            Self::Bool(_) => Found::Boolean,
            Self::Number(_) => Found::Number,
            Self::String(_) => Found::String,
            Self::Array(_) => Found::Array,
            Self::Object(_) => Found::Object,
        }
    }

    /// The value as JSON over several lines, indented by two spaces.
    pub fn pretty(&self) -> String {
        format!("{self:#}")
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

/// Compact JSON; with `{:#}` over several lines.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, f, f.alternate().then_some(0))
    }
}

fn write(value: &Value, f: &mut fmt::Formatter<'_>, indent: Option<usize>) -> fmt::Result {
    match value {
        Value::Null => f.write_str("null"),
        Value::Bool(value) => write!(f, "{value}"),
        Value::Number(text) => f.write_str(text),
        Value::String(text) => quote(text, f),
        Value::Array(items) => block(f, indent, ('[', ']'), items, write),
        Value::Object(members) => {
            block(f, indent, ('{', '}'), members, |(key, value), f, indent| {
                quote(key, f)?;
                f.write_str(if indent.is_some() { ": " } else { ":" })?;
                write(value, f, indent)
            })
        }
    }
}

fn block<T>(
    f: &mut fmt::Formatter<'_>,
    indent: Option<usize>,
    (open, close): (char, char),
    items: &[T],
    mut each: impl FnMut(&T, &mut fmt::Formatter<'_>, Option<usize>) -> fmt::Result,
) -> fmt::Result {
    let inner = indent.map(|depth| depth + 1);
    let line = |f: &mut fmt::Formatter<'_>, depth: Option<usize>| match depth {
        Some(depth) if !items.is_empty() => write!(f, "\n{:1$}", "", depth * 2),
        _ => Ok(()),
    };
    write!(f, "{open}")?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        line(f, inner)?;
        each(item, f, inner)?;
    }
    line(f, indent)?;
    write!(f, "{close}")
}

fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control if (control as u32) < 0x20 => write!(f, "\\u{:04x}", control as u32)?,
            other => write!(f, "{other}")?,
        }
    }
    f.write_str("\"")
}

/// A whole number without redundant signs and zeros.
pub(crate) fn whole(text: &str) -> Option<String> {
    text.parse::<i64>().ok().map(|number| number.to_string())
}
