//! Checks sample responses against the spec.
//!
//! All forms that the service is known to write are accepted: the envelope in upper or lower camel
//! case, no member for an empty list, a list of one item without its brackets.

#[cfg(feature = "xml")]
mod typed;
#[cfg(feature = "xml")]
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use ota_violation::suggest;

use crate::model::{Field, List, Operation, Type};
use crate::value::Value;
use crate::wire::read_scalar;

/// A part of a sample that cannot be decoded.
#[derive(Debug)]
pub(crate) struct Problem {
    /// Its path, as in `Data.Info.2.Name`; empty for the sample as a whole.
    pub(crate) path: String,
    message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "`{path}` {}", self.message),
        }
    }
}

/// The problems of a JSON response; empty if it can be decoded and has no unknown fields.
pub(crate) fn check_json(operation: &Operation, response: &Value) -> Vec<Problem> {
    let mut check = Check::default();
    check.response(operation, response);
    check.found
}

/// No problems: XML responses are not checked without the feature `xml`.
#[cfg(not(feature = "xml"))]
pub(crate) fn check_xml(_: &Operation, _: &str) -> Vec<Problem> {
    Vec::new()
}

/// The problems of an XML response; empty if it can be decoded and has no unknown fields.
#[cfg(feature = "xml")]
pub(crate) fn check_xml(operation: &Operation, response: &str) -> Vec<Problem> {
    let mut check = Check::default();
    let root = match xml::read(response) {
        Ok(root) => root,
        Err(message) => {
            check.add("", message);
            return check.found;
        }
    };
    let action = &operation.action;
    if root.name() != format!("{action}Response") && root.name() != action {
        let message = format!("the root is `{}`, not `{action}Response`", root.name());
        check.add("", message);
    }
    let value = root.into_response(operation);
    check.response(operation, &value);
    check.found
}

/// Reads an XML response as the equivalent JSON response, with every scalar as a string.
///
/// # Errors
///
/// The document is not well-formed.
#[cfg(feature = "xml")]
pub fn read_xml(operation: &Operation, response: &str) -> Result<Value, String> {
    Ok(xml::read(response)?.into_response(operation))
}

/// Reads an XML response as [`read_xml`] does, with the strings of numbers and booleans as what they are by
/// the types of their fields.
///
/// # Errors
///
/// The document is not well-formed.
#[cfg(feature = "xml")]
pub fn read_typed_xml(operation: &Operation, response: &str) -> Result<Value, String> {
    let mut value = read_xml(operation, response)?;
    typed::response(operation, &mut value);
    Ok(value)
}

#[derive(Default)]
struct Check {
    found: Vec<Problem>,
}

impl Check {
    fn add(&mut self, path: &str, message: impl Into<String>) {
        self.found.push(Problem { path: path.to_owned(), message: message.into() });
    }

    fn response(&mut self, operation: &Operation, response: &Value) {
        if let Some(body) = operation.body() {
            let body = [(body.name.clone(), response.clone())];
            return self.members(&operation.response, &body, "");
        }
        let envelope = &*operation.envelope;
        let part = |wanted: &str| {
            let member = |(name, _): &&(String, Value)| name.eq_ignore_ascii_case(wanted);
            response.members().iter().find(member)
        };
        let rest: Vec<(String, Value)> =
            response.members().iter().filter(|(name, _)| !envelope.has(name)).cloned().collect();
        match envelope.success.as_ref().map(|success| (success, part(success))) {
            None => {}
            Some((success, None)) => self.add("", format!("`{success}` is missing")),
            Some((_, Some((name, value)))) => {
                let text = value.scalar().unwrap_or_default();
                if !text.eq_ignore_ascii_case("true") && !text.eq_ignore_ascii_case("false") {
                    self.add(name, "must be `true` or `false`");
                }
            }
        }
        match part(&envelope.request_id) {
            None => self.add("", format!("`{}` is missing", envelope.request_id)),
            Some((name, value)) if value.scalar().is_none() => {
                self.add(name, format!("must be a string, not {}", value.kind()));
            }
            Some(_) => {}
        }
        for name in [&envelope.code, &envelope.message] {
            if let Some((name, Value::Array(_) | Value::Object(_))) = part(name) {
                self.add(name, "must be a string");
            }
        }
        self.members(&operation.response, &rest, "");
    }

    fn members(&mut self, fields: &[Arc<Field>], members: &[(String, Value)], prefix: &str) {
        let known: BTreeMap<&str, &Arc<Field>> =
            fields.iter().map(|field| (field.name.as_str(), field)).collect();
        let mut seen = BTreeSet::new();
        for (name, value) in members {
            let path = format!("{prefix}{name}");
            if !seen.insert(name) {
                self.add(&path, "is given twice");
            }
            match known.get(name.as_str()) {
                Some(field) => self.value(&field.ty, value, &path),
                None if self.found.len() >= suggest::EXPLAINED => {
                    self.add(&path, "is not listed in `response`");
                }
                None => {
                    let names = fields.iter().map(|field| field.name.as_str());
                    let help = suggest::help(name, names);
                    self.add(&path, format!("is not listed in `response`; {help}"));
                }
            }
        }
    }

    fn value(&mut self, ty: &Type, value: &Value, path: &str) {
        if matches!(value, Value::Null) || matches!(ty, Type::Any) {
            return;
        }
        if let Some(fields) = ty.members() {
            match value {
                Value::Object(members) => self.members(fields, members, &format!("{path}.")),
                other => self.add(path, format!("must be an object, not {}", other.kind())),
            }
        } else if let Type::List(list) = ty {
            self.list(list, value, path);
        } else if let Type::Map(values) = ty {
            self.map(values, value, path);
        } else {
            let read = match value.scalar() {
                Some(text) => read_scalar(ty, &text).map(|_| ()).map_err(|why| why.to_string()),
                None => Err(format!("must be one {}, not {}", ty.label(), value.kind())),
            };
            if let Err(message) = read {
                self.add(path, message);
            }
        }
    }

    fn map(&mut self, values: &Type, value: &Value, path: &str) {
        match value {
            // An empty element of XML.
            Value::String(text) if text.trim().is_empty() => {}
            Value::Object(members) => {
                let mut seen = BTreeSet::new();
                for (key, value) in members {
                    let path = format!("{path}.{key}");
                    if !seen.insert(key) {
                        self.add(&path, "is given twice");
                    }
                    self.value(values, value, &path);
                }
            }
            other => self.add(path, format!("must be an object, not {}", other.kind())),
        }
    }

    fn list(&mut self, list: &List, value: &Value, path: &str) {
        let (items, path) = match (&list.wrapper, value) {
            (_, Value::String(text)) if text.trim().is_empty() => return,
            (None, items) => (items, path.to_owned()),
            (Some(_), Value::Object(members)) if members.is_empty() => return,
            (Some(wrapper), Value::Object(members)) => match value.get(wrapper) {
                Some(items) if members.len() == 1 => (items, format!("{path}.{wrapper}")),
                _ => {
                    self.add(path, format!("must hold `{wrapper}` and nothing else"));
                    return;
                }
            },
            (Some(wrapper), other) => {
                let message = format!("must be an object with `{wrapper}`, not {}", other.kind());
                self.add(path, message);
                return;
            }
        };
        match items {
            Value::Null => {}
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(&list.items, item, &format!("{path}.{}", index + 1));
                }
            }
            single => self.value(&list.items, single, &path),
        }
    }
}
