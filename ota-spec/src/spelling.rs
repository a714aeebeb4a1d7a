//! The canonical spelling of values.

use crate::model::{NamedKind, Type};
use crate::value::{Value, whole};

/// A single value as the wire writes it, in the spelling that the spec lists: without redundant
/// signs and zeros, and with the value of an enum in place of an alias. `None` if it is not a
/// single value of the type.
pub(crate) fn spelling(ty: &Type, value: &Value) -> Option<String> {
    let text = value.scalar()?;
    match ty {
        Type::Integer(_) | Type::Long(_) => whole(&text),
        Type::Double(_) => text.parse::<f64>().ok().map(|number| number.to_string()),
        Type::Named(named) => match &named.kind {
            NamedKind::Enum(listed) => {
                let text = if listed.numeric { whole(&text)? } else { text };
                Some(listed.find(&text).map_or(text, |found| found.value.clone()))
            }
            NamedKind::Id(_) => Some(text),
            NamedKind::Struct(_) => None,
        },
        Type::String(_) | Type::Boolean => Some(text),
        Type::List(_) | Type::Map(_) | Type::Struct(_) | Type::Any => None,
    }
}
