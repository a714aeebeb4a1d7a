//! Converts between an object by wire name and the flat parameters on the wire.
//!
//! `{"DeviceName": ["a", "b"]}` is `DeviceName.1=a&DeviceName.2=b` on the wire, and
//! `{"Tag": [{"Key": "k"}]}` is `Tag.1.Key=k`.

use std::collections::BTreeMap;
use std::sync::Arc;

use ota_violation::{Problem, Violation, path, suggest};
use percent_encoding::percent_decode_str;

use crate::json;
use crate::model::{Field, NamedKind, Type};
use crate::value::{Value, whole};

/// The flat parameters of a request, in the order of the object.
pub fn flatten(request: &Value) -> Vec<(String, String)> {
    let mut flat = Vec::new();
    for (name, value) in request.members() {
        flatten_into(name.clone(), value, &mut flat);
    }
    flat
}

fn flatten_into(name: String, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten_into(format!("{name}.{}", index + 1), item, flat);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                flatten_into(format!("{name}.{key}"), member, flat);
            }
        }
        scalar => flat.extend(scalar.scalar().map(|text| (name, text))),
    }
}

/// Gathers flat parameters into a request, guided by the parameters of the operation.
///
/// Parameters that cannot be placed or read are left out and reported. Gaps in the numbering of a
/// list are closed: the order of the numbers counts.
pub fn gather(
    parameters: &[Arc<Field>],
    flat: impl IntoIterator<Item = (String, String)>,
) -> (Value, Vec<Violation>) {
    let mut tree = Tree::default();
    let mut violations = Vec::new();
    for (name, text) in flat {
        if name.split('.').count() > DEPTH {
            violations.push(Violation::new(name, Problem::Unknown(String::new())))
        } else {
            tree.insert(&name, text)
        }
    }
    let request = tree.members(parameters, "", &mut violations);
    (request, violations)
}

/// The most parts of a flat name. Specs cannot nest deeper, and names from the wire must not
/// exhaust the stack.
const DEPTH: usize = crate::json::DEPTH;

/// Flat names, split at their dots.
#[derive(Default)]
struct Tree {
    text: Option<String>,
    children: BTreeMap<String, Tree>,
}

impl Tree {
    fn insert(&mut self, name: &str, text: String) {
        let mut node = self;
        for part in name.split('.') {
            node = node.children.entry(part.to_owned()).or_default();
        }
        node.text = Some(text);
    }

    fn members(
        mut self,
        fields: &[Arc<Field>],
        prefix: &str,
        violations: &mut Vec<Violation>,
    ) -> Value {
        let mut members = Vec::new();
        for field in fields {
            let Some(node) = self.children.remove(&field.name) else {
                continue;
            };
            let value = node.value(&field.ty, &path::within(prefix, &field.name), violations);
            members.extend(value.map(|value| (field.name.clone(), value)));
        }
        for name in self.children.keys() {
            let help = match violations.len() < suggest::EXPLAINED {
                true => suggest::help(name, fields.iter().map(|field| field.name.as_str())),
                false => String::new(),
            };
            violations.push(Violation::new(path::within(prefix, name), Problem::Unknown(help)));
        }
        Value::Object(members)
    }

    fn value(self, ty: &Type, path: &str, violations: &mut Vec<Violation>) -> Option<Value> {
        let parts = match ty {
            Type::List(_) => Some(format!("{path}.1")),
            Type::Map(_) => Some(format!("{path}.<key>")),
            _ => ty.members().map(|_| format!("{path}.<member>")),
        };
        if let (Some(parts), Some(_)) = (parts, &self.text) {
            let message = format!("must be given part by part, as in `{parts}`");
            violations.push(Violation::new(path, Problem::Malformed(message)));
        }
        if let Some(members) = ty.members() {
            return Some(self.members(members, path, violations));
        }
        if let Type::List(list) = ty {
            let mut items = Vec::new();
            for (key, child) in self.children {
                match key.parse::<u32>() {
                    Ok(number) if number > 0 && !key.starts_with(['0', '+']) => {
                        items.push((number, child))
                    }
                    _ => {
                        let message = "must be numbered from 1".to_owned();
                        violations.push(Violation::new(
                            path::within(path, key),
                            Problem::Malformed(message),
                        ));
                    }
                }
            }
            items.sort_by_key(|(number, _)| *number);
            let item = |(number, child): (u32, Self)| {
                child.value(&list.items, &path::within(path, number), violations)
            };
            return Some(Value::Array(items.into_iter().filter_map(item).collect()));
        }
        if let Type::Map(values) = ty {
            let mut members = Vec::new();
            for (key, child) in self.children {
                let path = path::within(path, &key);
                if key.is_empty() {
                    let message = "must have a key behind its dot".to_owned();
                    violations.push(Violation::new(path, Problem::Malformed(message)));
                    continue;
                }
                let value = child.value(values, &path, violations);
                members.extend(value.map(|value| (key, value)));
            }
            return Some(Value::Object(members));
        }
        if let Some(name) = self.children.keys().next() {
            let help = format!("`{path}` is one {}", ty.label());
            violations.push(Violation::new(path::within(path, name), Problem::Unknown(help)));
        }
        match read_scalar(ty, &self.text?) {
            Ok(value) => Some(value),
            Err(message) => {
                violations.push(Violation::new(path, Problem::Malformed(message)));
                None
            }
        }
    }
}

/// Reads one string of the wire as the type; the error says what it must be.
pub fn read_scalar(ty: &Type, text: &str) -> Result<Value, String> {
    // `+7` and `007` are numbers for Java, but not in JSON: they become `7`.
    let number = |plain: Option<String>, what: &str| {
        plain.map(Value::Number).ok_or_else(|| format!("must be {what}, not `{text}`"))
    };
    match ty {
        Type::Integer(_) => {
            let plain = text.parse::<i32>().ok().map(|value| value.to_string());
            number(plain, "a whole number of 32 bits")
        }
        Type::Long(_) => {
            let plain = text.parse::<i64>().ok().map(|value| value.to_string());
            number(plain, "a whole number of 64 bits")
        }
        Type::Double(_) => {
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
            let plain =
                value.map(
                    |value| if json::is_number(text) { text.to_owned() } else { value.to_string() },
                );
            number(plain, "a number")
        }
        // The official Python client writes `True` and `False`.
        Type::Boolean if text.eq_ignore_ascii_case("true") => Ok(Value::Bool(true)),
        Type::Boolean if text.eq_ignore_ascii_case("false") => Ok(Value::Bool(false)),
        Type::Boolean => Err(format!("must be `true` or `false`, not `{text}`")),
        Type::String(_) => Ok(Value::from(text)),
        Type::Named(named) => match named.kind {
            NamedKind::Enum(ref listed) if listed.numeric => {
                number(whole(text), "a whole number of 64 bits")
            }
            NamedKind::Id(_) | NamedKind::Enum(_) => Ok(Value::from(text)),
            NamedKind::Struct(_) => Err("must be given member by member".to_owned()),
        },
        Type::List(_) | Type::Map(_) | Type::Struct(_) => {
            Err("must be given part by part".to_owned())
        }
    }
}

/// Parses a query such as `Action=X&DeviceName.1=a%20b`. Line breaks, which documentation pages
/// have, are ignored. `None` if it is not UTF-8 after decoding.
pub fn parse_query(query: &str) -> Option<Vec<(String, String)>> {
    let decode = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    query
        .split('&')
        .map(|pair| pair.trim_matches(['\n', '\r']))
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}
/// Whether a flat name, such as `Key.1.Token`, leads to a parameter that is secret or into one.
pub fn is_secret(parameters: &[Arc<Field>], name: &str) -> bool {
    let mut fields = parameters;
    for part in name.split('.') {
        // Numbers, and keys of maps, are no fields.
        if let Some(field) = fields.iter().find(|field| field.name == part) {
            if field.secret {
                return true;
            }
            fields = field.ty.innermost().members().unwrap_or_default();
        }
    }
    false
}
