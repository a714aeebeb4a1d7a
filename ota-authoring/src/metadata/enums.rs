//! Listed values: in place where they have no meanings, else as a type of their own.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::{Value, names};

use super::log::Log;
use super::schema::Schema;
use super::shape::{Shape, Ty};
use super::side::Side;
use super::text;
use super::types::EnumValue;
use super::values::whole;

/// The values that something can have.
pub(super) enum Listed {
    Inline(Vec<Value>),
    Named(Vec<EnumValue>),
}

/// Reads the listed values of a schema.
pub(super) fn read(
    shape: &Shape,
    schema: &Schema,
    side: Side,
    place: &str,
    log: &mut Log,
) -> Option<Listed> {
    // Without `enum`, titles explain values and do not exclude others: in a request they are part of the text.
    let only_titles = schema.allowed.is_empty();
    if only_titles && (schema.titles.is_empty() || side != Side::Response) {
        return None;
    }
    if !matches!(shape.ty, Ty::String | Ty::Integer | Ty::Long) {
        log.unsaid("enum", place, "the type of the value has no listed values");
        return None;
    }
    let titles = schema.titles.iter().map(|(value, _)| Value::String(value.clone()));
    let given: Vec<Value> = if only_titles { titles.collect() } else { schema.allowed.clone() };
    let mut values: Vec<Value> = Vec::new();
    let mut seen = BTreeSet::new();
    for value in &given {
        let found = value.scalar().and_then(|text| match shape.ty {
            Ty::String => Some(Value::String(text)),
            Ty::Integer => {
                let number = whole(&text).filter(|number| i32::try_from(*number).is_ok());
                number.map(|number| Value::Number(number.to_string()))
            }
            _ => whole(&text).map(|number| Value::Number(number.to_string())),
        });
        match found {
            Some(found) if seen.insert(found.to_string()) => values.push(found),
            Some(_) => {}
            None => log.unsaid("enum", place, format!("`{value}` is no value of the type")),
        }
    }
    if values.is_empty() || only_titles && values.len() < given.len() {
        return None;
    }
    log.took("enums");
    if schema.titles.is_empty() {
        return Some(Listed::Inline(values));
    }
    let titles: BTreeMap<&str, &str> =
        schema.titles.iter().map(|(value, title)| (value.as_str(), title.trim())).collect();
    let mut taken = BTreeSet::from(["Unknown".to_owned()]);
    let named = values.into_iter().map(|value| {
        let spelling = value.scalar().unwrap_or_default();
        let title = titles.get(spelling.as_str()).filter(|title| !title.is_empty());
        let name = name(&value, &spelling, &mut taken);
        let doc = title.map_or_else(|| format!("`{spelling}`."), |title| (*title).to_owned());
        EnumValue { value, name, doc: text::line(&doc) }
    });
    Some(Listed::Named(named.collect()))
}

/// The name of a value in programs, where it cannot be named itself.
fn name(value: &Value, spelling: &str, taken: &mut BTreeSet<String>) -> Option<String> {
    let is_name = |ident: &str| {
        ident.starts_with(|c: char| c.is_ascii_alphabetic())
            && ident.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let ident = names::variant(spelling);
    if matches!(value, Value::String(_)) && is_name(&ident) && taken.insert(ident) {
        return None;
    }
    let plain: String = spelling
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("_");
    let stem = match (plain.as_str(), spelling.starts_with('-')) {
        ("", _) if spelling.is_empty() => "Empty".to_owned(),
        ("", _) => "Other".to_owned(),
        (plain, true) => format!("Minus{plain}"),
        (plain, _) if plain.starts_with(|c: char| c.is_ascii_alphabetic()) => plain.to_owned(),
        (plain, _) => format!("Value{plain}"),
    };
    let numbered = (2_usize..).map(|number| format!("{stem}V{number}"));
    let mut tried = std::iter::once(stem.clone()).chain(numbered);
    let free = |name: &String| {
        let ident = names::variant(name);
        is_name(&ident) && !taken.contains(&ident)
    };
    let found = tried.find(free).unwrap_or(stem);
    taken.insert(names::variant(&found));
    Some(found)
}
