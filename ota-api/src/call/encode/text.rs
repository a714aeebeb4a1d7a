//! Writes a value as one text: as JSON, or its items joined with commas.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::request::argument::{ValueRef, scalar};
use crate::request::parameter::Style;

/// The text of a value; `None` if nothing is set.
pub(crate) fn one(style: Style, value: ValueRef<'_>) -> Option<String> {
    if is_nothing(value) {
        return None;
    }
    match (style, value) {
        (Style::Comma, ValueRef::List(list)) => {
            let items = (0..list.count()).filter_map(|index| scalar(list.item(index)));
            Some(items.collect::<Vec<_>>().join(","))
        }
        // Keys are strings and numbers finite, so it cannot fail.
        _ => serde_json::to_string(&Json(value)).ok(),
    }
}

/// Whether a value is not sent.
fn is_nothing(value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Absent => true,
        ValueRef::List(list) => list.count() == 0,
        ValueRef::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// A value as JSON; members that are not set are left out.
struct Json<'a>(ValueRef<'a>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ValueRef::Absent => serializer.serialize_unit(),
            ValueRef::String(text) => serializer.serialize_str(text),
            ValueRef::Number(text) => match text.parse() {
                Ok(number) => serializer.serialize_i64(number),
                Err(_) => serializer.serialize_str(text),
            },
            ValueRef::Whole(number) => serializer.serialize_i64(number),
            ValueRef::Double(number) => serializer.serialize_f64(number),
            ValueRef::Boolean(value) => serializer.serialize_bool(value),
            ValueRef::List(list) => {
                let mut items = serializer.serialize_seq(Some(list.count()))?;
                for index in 0..list.count() {
                    items.serialize_element(&Json(list.item(index)))?;
                }
                items.end()
            }
            ValueRef::Map(map) => {
                let mut members = serializer.serialize_map(None)?;
                let mut result = Ok(());
                map.each(&mut |key, value| {
                    if result.is_ok() {
                        result = members.serialize_entry(key, &Json(value));
                    }
                });
                result?;
                members.end()
            }
            ValueRef::Members(table, arguments) => {
                let mut members = serializer.serialize_map(None)?;
                let mut result = Ok(());
                arguments.arguments(&mut |values| {
                    let pairs = table.parameters.iter().zip(values);
                    for (parameter, value) in pairs {
                        let value = value.value_ref();
                        if result.is_ok() && !is_nothing(value) {
                            result = members.serialize_entry(parameter.name, &Json(value));
                        }
                    }
                });
                result?;
                members.end()
            }
            ValueRef::Any(value) => value.serialize(serializer),
        }
    }
}
