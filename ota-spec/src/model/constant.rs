//! Single values of a known type.

use std::borrow::Cow;
use std::fmt;

use super::handle::Handle;
use super::shape::{EnumValue, NamedKind, Type};
use crate::value::Value;

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
    /// The value as one of this type; an alias becomes the enum value that it stands for. `None` if
    /// it is not a single value of the type.
    pub(crate) fn read(ty: &Type, value: &Value) -> Option<Self> {
        match (ty, value) {
            (Type::String(_), Value::String(text)) => Some(Self::String(text.clone())),
            (Type::Integer(_) | Type::Long(_), Value::Number(text)) => {
                text.parse().ok().map(Self::Integer)
            }
            (Type::Double(_), Value::Number(text)) => text.parse().ok().map(Self::Double),
            (Type::Boolean, Value::Bool(value)) => Some(Self::Boolean(*value)),
            (Type::Named(named), value) => match (&named.kind, value) {
                (NamedKind::Id(_), Value::String(text)) => Some(Self::String(text.clone())),
                (NamedKind::Enum(values), value) => {
                    values.find(&value.scalar()?).map(|value| Self::Enum(Handle::new(value)))
                }
                _ => None,
            },
            _ => None,
        }
    }

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
