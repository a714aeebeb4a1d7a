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

/// The objects of an array, with their places.
pub(super) fn objects<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
    log: &mut Log,
) -> impl Iterator<Item = (String, &'a Value)> + use<'a> {
    let items = list(of, key, place, log);
    each(items, &within(place, key), log)
}

/// The entries that are objects, with their places; tells of the others.
pub(super) fn each<'a>(
    items: &'a [Value],
    place: &str,
    log: &mut Log,
) -> impl Iterator<Item = (String, &'a Value)> + use<'a> {
    let mut good = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match item {
            Value::Object(_) => good.push((entry(place, at), item)),
            _ => wrong(item, "an object", &entry(place, at), log),
        }
    }
    good.into_iter()
}

/// The place of an entry of an array.
pub(super) fn entry(place: &str, at: usize) -> String {
    format!("{place}[{at}]")
}

/// What is no object has no members.
static NOTHING: Value = Value::Null;

/// An object; null if there is none.
pub(super) fn object<'a>(of: &'a Value, key: &str, place: &str, log: &mut Log) -> &'a Value {
    match of.get(key) {
        Some(found @ Value::Object(_)) => found,
        other => {
            absent(other, "an object", &within(place, key), log);
            &NOTHING
        }
    }
}

/// The members of an object; none if there is none.
pub(super) fn members<'a>(
    of: &'a Value,
    key: &str,
    place: &str,
    log: &mut Log,
) -> &'a [(String, Value)] {
    object(of, key, place, log).members()
}

/// The strings of an array, or what is written like them.
pub(super) fn words(of: &Value, key: &str, place: &str, log: &mut Log) -> Vec<String> {
    let mut words = Vec::new();
    for (at, item) in list(of, key, place, log).iter().enumerate() {
        match item.scalar() {
            Some(word) => words.push(word),
            None => wrong(item, "a string", &entry(&within(place, key), at), log),
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
pub(super) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A boolean, or a string that is one; false if there is none.
pub(super) fn flag(of: &Value, key: &str, place: &str, log: &mut Log) -> bool {
    let value = of.get(key);
    value.and_then(boolean).unwrap_or_else(|| {
        absent(value, "a boolean", &within(place, key), log);
        false
    })
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
