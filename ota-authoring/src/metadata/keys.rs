//! How the keys of a document are read: what has another type than it should is told and read as absent.

use ota_spec::Value;

use super::log::{Log, within};

/// An array; empty if there is none.
pub(super) fn list<'a>(of: &'a Value, key: &str, place: &str, log: &mut Log) -> &'a [Value] {
    match of.get(key) {
        Some(Value::Array(items)) => items,
        other => {
            absent(other, "an array", &within(place, key), log);
            &[]
        }
    }
}

/// The objects of an array.
pub(super) fn objects<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
    log: &mut Log,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    let items = list(of, key, place, log);
    each(items, &within(place, key), log);
    items.iter().filter(|item| matches!(item, Value::Object(_)))
}

/// Tells of the entries that are no objects.
pub(super) fn each(items: &[Value], place: &str, log: &mut Log) {
    for item in items.iter().filter(|item| !matches!(item, Value::Object(_))) {
        wrong(item, "an object", place, log);
    }
}

/// The members of an object; none if there is none.
pub(super) fn members<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
    log: &mut Log,
) -> &'a [(String, Value)] {
    match of.get(key) {
        Some(Value::Object(members)) => members,
        other => {
            absent(other, "an object", &within(place, key), log);
            &[]
        }
    }
}

/// The strings of an array, or what is written like them.
pub(super) fn words(of: &Value, key: &str, place: &str, log: &mut Log) -> Vec<String> {
    let mut words = Vec::new();
    for item in list(of, key, place, log) {
        match item.scalar() {
            Some(word) => words.push(word),
            None => wrong(item, "a string", &within(place, key), log),
        }
    }
    words
}

/// A string or what is written like one; empty if there is none.
pub(super) fn string(of: &Value, key: &str, place: &str, log: &mut Log) -> String {
    let value = of.get(key);
    value.and_then(Value::scalar).unwrap_or_else(|| {
        absent(value, "a string", &within(place, key), log);
        String::new()
    })
}

/// A boolean, or a string that is one.
pub(super) fn flag(of: &Value, key: &str, place: &str, log: &mut Log) -> bool {
    match of.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) if text == "true" || text == "false" => text == "true",
        other => {
            absent(other, "a boolean", &within(place, key), log);
            false
        }
    }
}

/// Nothing is wrong with what is not there.
fn absent(value: Option<&Value>, wanted: &str, place: &str, log: &mut Log) {
    if let Some(value) = value.filter(|value| **value != Value::Null) {
        wrong(value, wanted, place, log);
    }
}

/// Tells of a value of another type.
pub(super) fn wrong(value: &Value, wanted: &str, place: &str, log: &mut Log) {
    let text = format!("it is {}, not {wanted}; it is not read", value.kind());
    log.unsaid(UNREADABLE, place, text);
}

/// The kind of finding about what has another type than it should.
pub(super) const UNREADABLE: &str = "unreadable part";
