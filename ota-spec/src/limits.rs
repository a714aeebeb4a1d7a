//! Whether a value fits what a spec says about it.
//!
//! The reader asks this of examples and defaults, the command line of what was typed, the emulator
//! of what was received. The client library does not: it has tables of its own, so that client and
//! server are a test of each other.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use regex_lite::Regex;

use crate::model::{Enum, Field, List, NamedKind, Operation, Range, Text, Type};
use crate::rules;
use crate::suggest;
use crate::value::{Value, whole};
pub use crate::violation::{Rule, Violation};

/// Everything that is wrong with a request: an object by wire name.
pub fn check_request(operation: &Operation, request: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.members(&operation.parameters, request, "");
    let mut found = check.found;
    if matches!(request, Value::Object(_)) {
        found.extend(rules::check(operation, request));
    }
    found
}

/// Everything that is wrong with one value.
pub(crate) fn check_value(name: &str, ty: &Type, value: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.value(ty, value, name);
    check.found
}

#[derive(Default)]
struct Check<'a> {
    found: Vec<Violation>,
    /// Each pattern is compiled once, however long a list is.
    patterns: BTreeMap<&'a str, Option<Regex>>,
}

impl<'a> Check<'a> {
    fn add(&mut self, parameter: &str, rule: Rule, message: impl Into<String>) {
        self.found.push(Violation {
            parameter: parameter.to_owned(),
            rule,
            message: message.into(),
        });
    }

    fn members(&mut self, fields: &'a [Arc<Field>], object: &Value, prefix: &str) {
        let path = |name: &str| match prefix {
            "" => name.to_owned(),
            _ => format!("{prefix}.{name}"),
        };
        if !matches!(object, Value::Object(_)) {
            self.add(prefix, Rule::Type, format!("must be an object, not {}", object.kind()));
            return;
        }
        for (name, _) in object.members() {
            if !fields.iter().any(|field| field.name == *name) {
                let names = fields.iter().map(|field| field.name.as_str());
                let help = suggest::help(name, names);
                self.add(&path(name), Rule::Unknown, format!("does not exist; {help}"));
            }
        }
        for field in fields {
            match object.get(&field.name) {
                // Nothing of an empty map goes over the wire.
                Some(Value::Object(members))
                    if members.is_empty() && matches!(field.ty, Type::Map(_)) && field.required =>
                {
                    self.add(&path(&field.name), Rule::Required, "is required but empty");
                }
                Some(Value::Null) | None => {
                    if field.required {
                        self.add(&path(&field.name), Rule::Required, "is required but not set");
                    }
                }
                Some(value) => self.value(&field.ty, value, &path(&field.name)),
            }
        }
    }

    fn value(&mut self, ty: &'a Type, value: &Value, path: &str) {
        match (ty, value) {
            (Type::String(limits), Value::String(text)) => self.text(limits, text, path),
            (Type::Integer(range), Value::Number(text)) => self.whole(range, text, 32, path),
            (Type::Long(range), Value::Number(text)) => self.whole(range, text, 64, path),
            (Type::Double(range), Value::Number(text)) => self.double(range, text, path),
            (Type::Boolean, Value::Bool(_)) => {}
            (Type::Named(named), value) => match (&named.kind, value) {
                (NamedKind::Id(limits), Value::String(text)) => self.text(limits, text, path),
                (NamedKind::Enum(words), Value::Number(text)) if words.numeric => {
                    self.word(words, text, path);
                }
                (NamedKind::Enum(words), Value::String(text)) => self.word(words, text, path),
                (NamedKind::Struct(fields), value) => self.members(fields, value, path),
                (NamedKind::Enum(words), value) if words.numeric => {
                    self.wrong_type("a whole number", value, path);
                }
                _ => self.wrong_type("a string", value, path),
            },
            (Type::List(list), Value::Array(items)) => self.list(list, items, path),
            (Type::Map(values), Value::Object(members)) => self.map(values, members, path),
            (Type::Struct(inner), value) => self.members(&inner.fields, value, path),
            (Type::String(_), value) => self.wrong_type("a string", value, path),
            (Type::Integer(_) | Type::Long(_), value) => {
                self.wrong_type("a whole number", value, path);
            }
            (Type::Double(_), value) => self.wrong_type("a number", value, path),
            (Type::Boolean, value) => self.wrong_type("`true` or `false`", value, path),
            (Type::List(_), value) => self.wrong_type("an array", value, path),
            (Type::Map(_), value) => self.wrong_type("an object", value, path),
        }
    }

    fn wrong_type(&mut self, wanted: &str, found: &Value, path: &str) {
        self.add(path, Rule::Type, format!("must be {wanted}, not {}", found.kind()));
    }

    fn text(&mut self, limits: &'a Text, text: &str, path: &str) {
        let length = text.chars().count();
        if let Some(min) = limits.min_length.filter(|min| length < *min as usize) {
            let message = format!("must have at least {min} characters, not {length}");
            self.add(path, Rule::Length, message);
        }
        if let Some(max) = limits.max_length.filter(|max| length > *max as usize) {
            let message = format!("must have at most {max} characters, not {length}");
            self.add(path, Rule::Length, message);
            // Nothing is learned from matching it, and it may be very long.
            return;
        }
        if !limits.allowed.is_empty() && !limits.allowed.iter().any(|known| known == text) {
            let help = suggest::help(text, limits.allowed.iter().map(String::as_str));
            self.add(path, Rule::Enum, format!("does not know `{text}`; {help}"));
        }
        let Some(pattern) = &limits.pattern else {
            return;
        };
        let compiled = self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
        if compiled.as_ref().is_some_and(|compiled| !compiled.is_match(text)) {
            self.add(path, Rule::Pattern, format!("must match `{pattern}`"));
        }
    }

    fn word(&mut self, words: &Enum, text: &str, path: &str) {
        let text = match words.numeric {
            true => whole(text).unwrap_or_else(|| text.to_owned()),
            false => text.to_owned(),
        };
        let is_known = |known: &str, aliases: &[String]| known == text || aliases.contains(&text);
        if !words.values.iter().any(|known| is_known(&known.value, &known.aliases)) {
            let known = words.values.iter().map(|known| known.value.as_str());
            // One number is as near as another.
            let help = match words.numeric {
                true => format!("allowed: {}", suggest::list(known)),
                false => suggest::help(&text, known),
            };
            self.add(path, Rule::Enum, format!("does not know `{text}`; {help}"));
        }
    }

    fn map(&mut self, values: &'a Type, members: &[(String, Value)], path: &str) {
        for (key, value) in members {
            let below = format!("{path}.{key}");
            if key.is_empty() {
                self.add(path, Rule::Type, "has an empty key; a key has one character or more");
            } else if key.contains('.') {
                self.add(&below, Rule::Type, "has a key with a dot; flattening uses dots");
            }
            self.value(values, value, &below);
        }
    }

    fn whole(&mut self, range: &Range<i64>, text: &str, bits: u32, path: &str) {
        let number = text.parse::<i64>().ok();
        match number.filter(|number| bits == 64 || i32::try_from(*number).is_ok()) {
            None => {
                let message = format!("must be a whole number of {bits} bits, not {text}");
                self.add(path, Rule::Type, message);
            }
            Some(number) => self.range(range, number, path),
        }
    }

    fn double(&mut self, range: &Range<f64>, text: &str, path: &str) {
        match text.parse::<f64>().ok().filter(|number| number.is_finite()) {
            None => self.add(path, Rule::Type, format!("must be a number, not {text}")),
            Some(number) => self.range(range, number, path),
        }
    }

    fn range<N: PartialOrd + Copy + fmt::Display>(
        &mut self,
        range: &Range<N>,
        number: N,
        path: &str,
    ) {
        if let Some(minimum) = range.minimum.filter(|minimum| number < *minimum) {
            let message = format!("must be at least {minimum}, not {number}");
            self.add(path, Rule::Range, message);
        }
        if let Some(maximum) = range.maximum.filter(|maximum| number > *maximum) {
            let message = format!("must be at most {maximum}, not {number}");
            self.add(path, Rule::Range, message);
        }
        if !range.allowed.is_empty() && !range.allowed.contains(&number) {
            let allowed: Vec<String> = range.allowed.iter().map(N::to_string).collect();
            let allowed = suggest::list(allowed.iter().map(String::as_str));
            self.add(path, Rule::Enum, format!("does not know `{number}`; allowed: {allowed}"));
        }
    }

    fn list(&mut self, list: &'a List, items: &[Value], path: &str) {
        let count = items.len();
        if let Some(min) = list.min_items.filter(|min| count < *min as usize) {
            self.add(path, Rule::Items, format!("must have at least {min} items, not {count}"));
        }
        if let Some(max) = list.max_items.filter(|max| count > *max as usize) {
            self.add(path, Rule::Items, format!("must have at most {max} items, not {count}"));
        }
        if let Some(most) = list.max_total_length {
            let total: usize = items.iter().map(characters).sum();
            if total > most as usize {
                let message =
                    format!("must have at most {most} characters in all items, not {total}");
                self.add(path, Rule::Length, message);
            }
        }
        // What was seen, with the number of its first item; long lists come from outside.
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (number, item) in (1..).zip(items) {
            let path = format!("{path}.{number}");
            self.value(&list.items, item, &path);
            if !list.unique {
                continue;
            }
            let first = *seen.entry(item.to_string()).or_insert(number);
            if first != number {
                let message = format!("repeats item {first}; every item must be unique");
                self.add(&path, Rule::Unique, message);
            }
        }
    }
}

/// The characters of all texts in a value.
fn characters(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.iter().map(characters).sum(),
        Value::Object(members) => members.iter().map(|(_, value)| characters(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
