//! The limits of the metadata that the specs can say.

use std::cmp::Ordering;

use ota_spec::Value;
use regex_lite::Regex;

use super::log::Log;
use super::schema::Schema;
use super::shape::{Shape, Ty};
use super::side::Side;
use super::values::{compare, decimal, whole};

/// Adds the limits of a schema to its shape. What does not fit the type is left out, with a finding.
pub(super) fn put(shape: &mut Shape, schema: &Schema, side: Side, place: &str, log: &mut Log) {
    let mut found: Vec<(&'static str, Value)> = Vec::new();
    for (key, value) in &schema.limits {
        match limit(shape, key, value, side) {
            Ok(Some(value)) => found.push((key, value)),
            Ok(None) => {}
            Err(why) => {
                log.unsaid(kind(key), place, format!("`{key}` {}: {why}", short(value)));
            }
        }
    }
    exclusive(&mut found, &schema.limits);
    for (least, most) in [
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minimum", "maximum"),
        ("exclusiveMinimum", "exclusiveMaximum"),
        ("minimum", "exclusiveMaximum"),
        ("exclusiveMinimum", "maximum"),
    ] {
        let of = |key: &str| {
            found.iter().find(|(name, _)| *name == key).and_then(|(_, value)| value.scalar())
        };
        let (Some(lower), Some(upper)) = (of(least), of(most)) else { continue };
        let bad = match compare(&lower, &upper) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => least.starts_with('e') || most.starts_with('e'),
            _ => false,
        };
        if bad {
            let text = format!("`{least}` {lower} and `{most}` {upper} leave nothing over");
            log.unsaid("limit", place, text);
            found.retain(|(key, _)| *key != least && *key != most);
        }
    }
    for (key, value) in found {
        log.took("limits");
        shape.keys.push((key, value));
    }
    format(shape, schema, place, log);
}

fn kind(key: &str) -> &'static str {
    if key == "pattern" { "pattern" } else { "limit" }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

/// The limit as the specs write it; nothing if it limits nothing.
fn limit(shape: &Shape, key: &str, value: &Value, side: Side) -> Result<Option<Value>, String> {
    let text = value.scalar().map(|text| text.trim().to_owned()).unwrap_or_default();
    let foreign = || Err("it does not go with the type".to_owned());
    match (key, &shape.ty) {
        ("exclusiveMinimum" | "exclusiveMaximum", _) if matches!(value, Value::Bool(_)) => Ok(None),
        ("pattern", Ty::String) => pattern(value).map(Some),
        ("minLength" | "maxLength", Ty::String) => count(&text, 0),
        ("minItems" | "maxItems" | "uniqueItems", Ty::List(_) | Ty::RepeatList(_))
            if side == Side::Response =>
        {
            Err("lists of responses have no limits".to_owned())
        }
        ("minItems", Ty::List(_) | Ty::RepeatList(_)) => count(&text, 0),
        ("maxItems", Ty::List(_) | Ty::RepeatList(_)) => count(&text, 1),
        ("uniqueItems", Ty::List(_) | Ty::RepeatList(_)) => match text.as_str() {
            "true" => Ok(Some(Value::Bool(true))),
            "false" => Ok(None),
            _ => Err("it is not a boolean".to_owned()),
        },
        (
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum",
            Ty::Integer | Ty::Long,
        ) => {
            let Some(number) = whole(&text) else {
                return match decimal(&text) {
                    Some(_) => Err("it is not a whole number of 64 bits".to_owned()),
                    None => Err("it is not a number".to_owned()),
                };
            };
            if shape.ty == Ty::Integer && i32::try_from(number).is_err() {
                return Err("it is beyond 32 bits".to_owned());
            }
            Ok(Some(Value::Number(number.to_string())))
        }
        ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Ty::Double) => {
            decimal(&text).map(Some).ok_or_else(|| "it is not a number".to_owned())
        }
        _ => foreign(),
    }
}

fn count(text: &str, least: u32) -> Result<Option<Value>, String> {
    match whole(text).and_then(|number| u32::try_from(number).ok()).filter(|found| *found >= least)
    {
        Some(number) => Ok(Some(Value::Number(number.to_string()))),
        None => Err(format!("it is not a number from {least} to {}", u32::MAX)),
    }
}

/// A pattern matches a part of the string unless it says otherwise; those of the specs match all of it.
fn pattern(value: &Value) -> Result<Value, String> {
    let Value::String(text) = value else { return Err("it is not a string".to_owned()) };
    let escapes = text.strip_suffix('$').map(|rest| rest.len() - rest.trim_end_matches('\\').len());
    let start = text.starts_with('^');
    let end = escapes.is_some_and(|escapes| escapes % 2 == 0);
    let whole = match (start, end) {
        (true, true) => text.clone(),
        (true, false) => format!("^(?:{text})(?s:.*)$"),
        (false, true) => format!("^(?s:.*)(?:{text})$"),
        (false, false) => format!("^(?s:.*)(?:{text})(?s:.*)$"),
    };
    match Regex::new(&whole) {
        Ok(_) => Ok(Value::String(whole)),
        Err(error) => Err(error.to_string()),
    }
}

/// `"exclusiveMinimum": true` beside a `minimum` is an older way of saying it.
fn exclusive(found: &mut Vec<(&'static str, Value)>, given: &[(&'static str, Value)]) {
    for (flag, plain) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let is_set = given.iter().any(|(key, value)| *key == flag && *value == Value::Bool(true));
        if is_set && let Some(limit) = found.iter_mut().find(|(key, _)| *key == plain) {
            limit.0 = flag;
        } else if found.iter().any(|(key, _)| *key == flag) {
            // The exclusive one is the one that was meant.
            found.retain(|(key, _)| *key != plain);
        }
    }
}

fn format(shape: &mut Shape, schema: &Schema, place: &str, log: &mut Log) {
    let Some(format) = schema.format.as_deref().filter(|format| !format.is_empty()) else {
        if schema.is_file && shape.ty == Ty::String {
            shape.keys.push(("format", Value::from("fileUrl")));
        }
        return;
    };
    match (&shape.ty, format) {
        (Ty::String, _) if schema.is_file => {
            shape.keys.push(("format", Value::from("fileUrl")));
        }
        (Ty::String, "iso8601" | "date-time" | "dateTime") => {
            shape.keys.push(("format", Value::from("dateTime")));
        }
        (Ty::Integer | Ty::Long, "int32" | "int64") | (Ty::Double, "float" | "double") => {}
        _ => log.unsaid("format", place, format!("the format `{format}` is not said")),
    }
}
