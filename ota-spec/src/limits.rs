//! Checks values against the types and limits of a spec.
//!
//! The reader checks examples and defaults, the command line its arguments, the emulator the
//! requests it receives. The client library has tables of its own, so that client and server test
//! each other. Both report violations in the words of `ota-violation`.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::once;
use std::sync::Arc;

use ota_violation::number::Number;
use ota_violation::suggest::Help;
use ota_violation::{path, suggest};
use regex_lite::Regex;

pub use ota_violation::{
    Bound, Counted, Demand, Found, Kind, Malformed, Problem, Reason, Violation, Wanted,
};

use crate::model::{
    Enum, EnumValue, Field, List, NamedKind, Operation, Range, Rule, StringLimits, Style, Type,
};
use crate::rules;
use crate::value::{Value, whole};

/// All violations of a request, which is an object by wire name.
pub fn check_request(operation: &Operation, request: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.members(&operation.parameters, &operation.rules, request, "");
    check.found
}

/// All violations of one value.
pub(crate) fn check_value(name: &str, ty: &Type, value: &Value) -> Vec<Violation> {
    check_styled(name, ty, Style::Flat, value)
}

/// All violations of one value that is written in this style.
pub(crate) fn check_styled(name: &str, ty: &Type, style: Style, value: &Value) -> Vec<Violation> {
    let mut check = Check { style, ..Check::default() };
    check.value(ty, value, name);
    check.found
}

#[derive(Default)]
struct Check<'a> {
    found: Vec<Violation>,
    /// Each pattern is compiled once, however long a list is.
    patterns: BTreeMap<&'a str, Option<Regex>>,
    /// The style of the parameter that is being judged.
    style: Style,
}

impl<'a> Check<'a> {
    fn add(&mut self, parameter: &str, problem: Problem) {
        self.found.push(Violation::new(parameter, problem));
    }

    fn members(&mut self, fields: &'a [Arc<Field>], rules: &[Rule], object: &Value, prefix: &str) {
        if !matches!(object, Value::Object(_)) {
            self.wrong_type(Wanted::Object, object, prefix);
            return;
        }
        // Either may be long, and each is looked up for every one of the other.
        let known: BTreeSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        for (name, _) in object.members() {
            if !known.contains(name.as_str()) {
                let help = match self.found.len() < suggest::EXPLAINED {
                    true => Some(Help::of(name, fields.iter().map(|field| field.name.as_str()))),
                    false => None,
                };
                self.add(&path::within(prefix, name), Problem::Unknown(help));
            }
        }
        let given = object.by_name();
        for field in fields {
            if prefix.is_empty() {
                self.style = field.style;
            }
            let path = path::within(prefix, &field.name);
            match given.get(field.name.as_str()).copied() {
                Some(value) if !is_nothing(&field.ty, value) => self.value(&field.ty, value, &path),
                _ if field.required => self.add(&path, Problem::Missing),
                // The limits of an optional list decide whether it may be empty.
                Some(value) if *value != Value::Null => self.value(&field.ty, value, &path),
                _ => {}
            }
        }
        self.found.extend(rules::broken(rules, fields, object, prefix));
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
                (NamedKind::Enum(listed), Value::Number(text)) if listed.numeric => {
                    self.listed(listed, text, path);
                }
                (NamedKind::Enum(listed), Value::String(text)) => self.listed(listed, text, path),
                (NamedKind::Struct(fields), value) => {
                    self.members(fields, fields.rules(), value, path)
                }
                (NamedKind::Enum(listed), value) if listed.numeric => {
                    self.wrong_type(Wanted::Whole(None), value, path);
                }
                _ => self.wrong_type(Wanted::String, value, path),
            },
            (Type::List(list), Value::Array(items)) => self.list(list, items, path),
            (Type::Map(values), Value::Object(members)) => self.map(values, members, path),
            (Type::Struct(inner), value) => self.members(&inner.fields, &inner.rules, value, path),
            (Type::Any, value) => self.any(value, path),
            (Type::String(_), value) => self.wrong_type(Wanted::String, value, path),
            (Type::Integer(_) | Type::Long(_), value) => {
                self.wrong_type(Wanted::Whole(None), value, path);
            }
            (Type::Double(_), value) => self.wrong_type(Wanted::Number, value, path),
            (Type::Boolean, value) => self.wrong_type(Wanted::Boolean, value, path),
            (Type::List(_), value) => self.wrong_type(Wanted::Array, value, path),
            (Type::Map(_), value) => self.wrong_type(Wanted::Object, value, path),
        }
    }

    fn wrong_type(&mut self, wanted: Wanted, found: &Value, path: &str) {
        self.add(path, Problem::Malformed(Malformed::not(wanted, found.found())));
    }

    fn text(&mut self, limits: &'a StringLimits, text: &str, path: &str) {
        // Allowed values fit the other limits.
        if !limits.allowed.is_empty() {
            if !limits.allowed.iter().any(|known| known == text) {
                self.add(path, Problem::not_one_of(text, &limits.allowed));
            }
            return;
        }
        let length = text.chars().count();
        let problem = of_count(Counted::Characters, length, limits.min_length, limits.max_length);
        let too_long = limits.max_length.is_some_and(|most| length > most as usize);
        self.found.extend(problem.map(|problem| Violation::new(path, problem)));
        let problem = of_count(Counted::Bytes, text.len(), None, limits.max_bytes);
        self.found.extend(problem.map(|problem| Violation::new(path, problem)));
        if let Some(format) = limits.format.filter(|format| !format.fits(text)) {
            self.add(path, Problem::Format(format));
        }
        // A string that is too long is reported already, and matching it may be slow.
        let Some(pattern) = limits.pattern.as_ref().filter(|_| !too_long) else {
            return;
        };
        let compiled = self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
        if let Some(compiled) = compiled
            && !compiled.is_match(text)
        {
            let problem = Problem::mismatch(pattern, text, |text| compiled.is_match(text));
            self.add(path, problem);
        }
    }

    fn listed(&mut self, listed: &'a Enum, text: &str, path: &str) {
        let plain = if listed.numeric { whole(text) } else { None };
        let text = plain.unwrap_or_else(|| text.to_owned());
        if listed.find(&text).is_none() {
            let spellings = |known: &'a Arc<EnumValue>| once(&known.value).chain(&known.aliases);
            let known = listed.values.iter().flat_map(spellings);
            self.add(path, Problem::not_one_of(text, known));
        }
    }

    fn map(&mut self, values: &'a Type, members: &[(String, Value)], path: &str) {
        for (key, value) in members {
            self.key(key, path);
            self.value(values, value, &path::within(path, key));
        }
    }

    /// A key of a flat parameter becomes a part of its name.
    fn key(&mut self, key: &str, path: &str) {
        if self.style == Style::Flat && (key.is_empty() || key.contains('.')) {
            self.add(path, Problem::Key(key.to_owned()));
        }
    }

    /// A value of any kind is limited by how it is written alone.
    fn any(&mut self, value: &Value, path: &str) {
        match value {
            Value::Array(items) => {
                for (number, item) in (1..).zip(items) {
                    self.any(item, &path::within(path, number));
                }
            }
            Value::Object(members) => {
                for (key, value) in members {
                    self.key(key, path);
                    self.any(value, &path::within(path, key));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn whole(&mut self, range: &Range<i64>, text: &str, bits: u32, path: &str) {
        let number = text.parse::<i64>().ok();
        let Some(number) = number.filter(|number| bits == 64 || i32::try_from(*number).is_ok())
        else {
            let (wanted, found) = (Wanted::Whole(Some(bits)), Found::Digits(text.to_owned()));
            self.add(path, Problem::Malformed(Malformed::not(wanted, found)));
            return;
        };
        // Allowed values fit the other limits.
        let problem = if range.allowed.is_empty() {
            let ends = [range.minimum, range.maximum].map(|end| end.map(Number::Whole));
            Problem::of_range(Number::Whole(number), ends, range.exclusive)
        } else {
            let known = range.allowed.contains(&number);
            (!known).then(|| Problem::not_one_of(number.to_string(), &range.allowed))
        };
        self.found.extend(problem.map(|problem| Violation::new(path, problem)));
    }

    fn double(&mut self, range: &Range<f64>, text: &str, path: &str) {
        let Some(number) = text.parse().ok().and_then(Number::double) else {
            let found = Found::Digits(text.to_owned());
            self.add(path, Problem::Malformed(Malformed::not(Wanted::Number, found)));
            return;
        };
        let ends = [range.minimum, range.maximum].map(|end| end.and_then(Number::double));
        let problem = Problem::of_range(number, ends, range.exclusive);
        self.found.extend(problem.map(|problem| Violation::new(path, problem)));
    }

    fn list(&mut self, list: &'a List, items: &[Value], path: &str) {
        let problem = of_count(Counted::Items, items.len(), list.min_items, list.max_items);
        let total = list.max_total_length.and_then(|most| {
            let length = items.iter().map(characters).sum();
            of_count(Counted::CharactersInAll, length, None, Some(most))
        });
        let problems = problem.into_iter().chain(total);
        self.found.extend(problems.map(|problem| Violation::new(path, problem)));
        // The values so far, with the number of the first item of each; lists from outside may be
        // long.
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (number, item) in (1..).zip(items) {
            let path = path::within(path, number);
            self.value(&list.items, item, &path);
            if self.style == Style::Comma
                && matches!(item, Value::String(text) if text.contains(','))
            {
                self.add(&path, Problem::Comma);
            }
            if !list.unique {
                continue;
            }
            let first = *seen.entry(item.to_string()).or_insert(number);
            if first != number {
                self.add(&path, Problem::Twice { first });
            }
        }
    }
}

/// Whether a value is not sent at all: `null`, or a list or map without entries.
fn is_nothing(ty: &Type, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty() && matches!(ty, Type::List(_)),
        Value::Object(members) => members.is_empty() && matches!(ty, Type::Map(_)),
        _ => false,
    }
}

fn of_count(of: Counted, found: usize, least: Option<u32>, most: Option<u32>) -> Option<Problem> {
    let [least, most] = [least.unwrap_or(0), most.unwrap_or(u32::MAX)].map(|end| end as usize);
    Problem::of_count(of, found, least, most)
}

/// The number of characters of all strings in a value.
fn characters(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.iter().map(characters).sum(),
        Value::Object(members) => members.iter().map(|(_, value)| characters(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
