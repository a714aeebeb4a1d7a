//! Whether a value fits what a spec says about it.
//!
//! The reader asks this of examples and defaults, the command line of what was typed, the emulator
//! of what was received. The client library does not: it has tables of its own, so that client and
//! server are a test of each other.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{EnumValue, Field, List, NamedKind, Operation, Range, Text, Type};
use crate::suggest;
use crate::value::Value;

/// One way in which a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The parameter, with the item where it is in a list: `DeviceName.3`.
    pub parameter: String,
    /// Which rule is broken.
    pub rule: Rule,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// A rule that a value can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It must be there.
    Required,
    /// Nothing of this name exists.
    Unknown,
    /// It must be of the type.
    Type,
    /// It must be one of the words.
    Enum,
    /// A text must not be shorter or longer.
    Length,
    /// A number must not be smaller or larger.
    Range,
    /// A list must not be shorter or longer.
    Items,
    /// No item may occur twice.
    Unique,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter.as_str() {
            "" => write!(f, "the request {}", self.message),
            parameter => write!(f, "`{parameter}` {}", self.message),
        }
    }
}

/// Everything that is wrong with a request: an object by wire name.
pub fn check_request(operation: &Operation, request: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.members(&operation.parameters, request, "");
    check.found
}

/// Everything that is wrong with one value.
pub(crate) fn check_value(name: &str, ty: &Type, value: &Value) -> Vec<Violation> {
    let mut check = Check::default();
    check.value(ty, value, name);
    check.found
}

#[derive(Default)]
struct Check {
    found: Vec<Violation>,
}

impl Check {
    fn add(&mut self, parameter: &str, rule: Rule, message: impl Into<String>) {
        self.found.push(Violation {
            parameter: parameter.to_owned(),
            rule,
            message: message.into(),
        });
    }

    fn members(&mut self, fields: &[Field], object: &Value, prefix: &str) {
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
                Some(Value::Null) | None => {
                    if field.required {
                        self.add(&path(&field.name), Rule::Required, "is required but not set");
                    }
                }
                Some(value) => self.value(&field.ty, value, &path(&field.name)),
            }
        }
    }

    fn value(&mut self, ty: &Type, value: &Value, path: &str) {
        match (ty, value) {
            (Type::String(limits), Value::String(text)) => self.text(limits, text, path),
            (Type::Integer(range), Value::Number(text)) => self.whole(range, text, 32, path),
            (Type::Long(range), Value::Number(text)) => self.whole(range, text, 64, path),
            (Type::Double(range), Value::Number(text)) => self.double(range, text, path),
            (Type::Boolean, Value::Bool(_)) => {}
            (Type::Named(named), value) => match (&named.kind, value) {
                (NamedKind::Id(limits), Value::String(text)) => self.text(limits, text, path),
                (NamedKind::Enum(words), Value::String(text)) => {
                    self.word(&words.values, text, path)
                }
                (NamedKind::Struct(fields), value) => self.members(fields, value, path),
                _ => self.wrong_type("a string", value, path),
            },
            (Type::List(list), Value::Array(items)) => self.list(list, items, path),
            (Type::Struct(fields), value) => self.members(fields, value, path),
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

    fn text(&mut self, limits: &Text, text: &str, path: &str) {
        let length = text.chars().count();
        if let Some(min) = limits.min_length.filter(|min| length < *min as usize) {
            let message = format!("must have at least {min} characters, not {length}");
            self.add(path, Rule::Length, message);
        }
        if let Some(max) = limits.max_length.filter(|max| length > *max as usize) {
            let message = format!("must have at most {max} characters, not {length}");
            self.add(path, Rule::Length, message);
        }
    }

    fn word(&mut self, values: &[EnumValue], text: &str, path: &str) {
        if !values
            .iter()
            .any(|known| known.value == text || known.aliases.iter().any(|a| a == text))
        {
            let help = suggest::help(text, values.iter().map(|known| known.value.as_str()));
            self.add(path, Rule::Enum, format!("does not know `{text}`; {help}"));
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
    }

    fn list(&mut self, list: &List, items: &[Value], path: &str) {
        let count = items.len();
        if let Some(min) = list.min_items.filter(|min| count < *min as usize) {
            self.add(path, Rule::Items, format!("must have at least {min} items, not {count}"));
        }
        if let Some(max) = list.max_items.filter(|max| count > *max as usize) {
            self.add(path, Rule::Items, format!("must have at most {max} items, not {count}"));
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
