//! Single values of a known type.

use std::borrow::Cow;
use std::fmt;

use super::handle::Handle;
use super::listed::EnumValue;

/// A single value in a spec, of the type that its place demands.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// A string or an ID.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Double(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A listed value of an enum.
    Enum(Handle<EnumValue>),
}

impl Constant {
    /// The value as the wire writes it.
    pub fn wire(&self) -> Cow<'_, str> {
        match self {
            Self::String(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Double(number) => Cow::Owned(number.to_string()),
            Self::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Enum(value) => Cow::Borrowed(&value.value),
        }
    }
}

/// As the wire writes it.
impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.wire())
    }
}
