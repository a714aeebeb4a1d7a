//! Converts between an object by wire name and the flat parameters on the wire.
//!
//! `{"DeviceName": ["a", "b"]}` is `DeviceName.1=a&DeviceName.2=b` on the wire, and
//! `{"Tag": [{"Key": "k"}]}` is `Tag.1.Key=k`.

mod secrets;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ota_violation::suggest::{self, Help};
use ota_violation::{Found, Malformed, Problem, Violation, Wanted, path};
use percent_encoding::percent_decode_str;

use crate::json;
use crate::model::{Field, NamedKind, Style, Type};
use crate::value::{Value, whole};
use secrets::holds_secret;

/// The flat parameters of a request, in the order of the object.
pub fn flatten(parameters: &[Arc<Field>], request: &Value) -> Vec<(String, String)> {
    let styles: BTreeMap<&str, Style> =
        parameters.iter().map(|field| (field.name.as_str(), field.style)).collect();
    let mut flat = Vec::new();
    for (name, value) in request.members() {
        match styles.get(name.as_str()) {
            _ if is_nothing(value) => {}
            Some(Style::Json) => flat.push((name.clone(), value.to_string())),
            Some(Style::Comma) => {
                let items = if let Value::Array(items) = value { items.as_slice() } else { &[] };
                let texts: Vec<String> = items.iter().filter_map(Value::scalar).collect();
                flat.push((name.clone(), texts.join(",")));
            }
            Some(Style::Flat) | None => flatten_into(name.clone(), value, &mut flat),
        }
    }
    flat
}

/// Whether a parameter is not sent: `null`, or an array without items.
fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::Array(items) if items.is_empty())
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
            violations.push(Violation::new(name, Problem::Unknown(None)))
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
            let Some(node) = self.take(field, fields) else {
                continue;
            };
            let path = path::within(prefix, &field.name);
            let value = match field.style {
                Style::Flat => node.value(&field.ty, &path, violations),
                style => node.text_value(style, &field.ty, &path, violations),
            };
            members.extend(value.map(|value| (field.name.clone(), value)));
        }
        for name in self.left(fields) {
            let help = match violations.len() < suggest::EXPLAINED {
                true => Some(Help::of(&name, fields.iter().map(|field| field.name.as_str()))),
                false => None,
            };
            violations.push(Violation::new(path::within(prefix, name), Problem::Unknown(help)));
        }
        Value::Object(members)
    }

    /// Takes out what stands under the name of a field, which may have dots.
    fn take(&mut self, field: &Field, fields: &[Arc<Field>]) -> Option<Self> {
        let Some((parents, last)) = field.name.rsplit_once('.') else {
            return self.take_child(&field.name, field, fields);
        };
        let mut node = self;
        for part in parents.split('.') {
            node = node.children.get_mut(part)?;
        }
        node.take_child(last, field, fields)
    }

    fn take_child(&mut self, last: &str, field: &Field, fields: &[Arc<Field>]) -> Option<Self> {
        let node = self.children.get_mut(last)?;
        // Beside a single `Disk` there may be a parameter `Disk.Size`.
        let shares = field.ty.is_single()
            && !node.children.is_empty()
            && fields
                .iter()
                .any(|other| inside(&other.name, &field.name).is_some_and(|rest| !rest.is_empty()));
        if shares {
            let text = node.text.take()?;
            return Some(Self { text: Some(text), ..Self::default() });
        }
        self.children.remove(last)
    }

    /// The names of what was not taken out.
    fn left(&self, fields: &[Arc<Field>]) -> Vec<String> {
        let parents: BTreeSet<&str> =
            fields.iter().filter_map(|field| Some(field.name.split_once('.')?.0)).collect();
        let mut names = Vec::new();
        for (part, child) in self.children.iter().filter(|(_, child)| !child.is_empty()) {
            if child.text.is_none() && parents.contains(part.as_str()) {
                let inner = child.children.iter().filter(|(_, inner)| !inner.is_empty());
                names.extend(inner.map(|(inner, _)| path::within(part, inner)));
            } else {
                names.push(part.clone());
            }
        }
        names
    }

    /// Whether nothing is left in it.
    fn is_empty(&self) -> bool {
        self.text.is_none() && self.children.values().all(Self::is_empty)
    }

    /// What a value of any kind was: an array if its parts are numbered from 1. Whether a text was a string
    /// or a number cannot be seen.
    fn any(mut self) -> Value {
        let count = self.children.len();
        let mut numbers = (1..=count).map(|number| number.to_string());
        if count > 0 && numbers.all(|number| self.children.contains_key(&number)) {
            let item = |number: usize| self.children.remove(&number.to_string());
            return Value::Array((1..=count).filter_map(item).map(Self::any).collect());
        }
        match self.text {
            Some(text) if count == 0 => Value::String(text),
            _ => Value::Object(
                self.children.into_iter().map(|(key, child)| (key, child.any())).collect(),
            ),
        }
    }

    /// The value of a parameter that is written as one text.
    fn text_value(
        self,
        style: Style,
        ty: &Type,
        path: &str,
        violations: &mut Vec<Violation>,
    ) -> Option<Value> {
        if let Some(name) = self.children.keys().next() {
            let help = Help::Whole { name: path.to_owned(), of: "text".to_owned() };
            violations.push(Violation::new(path::within(path, name), Problem::Unknown(Some(help))));
        }
        let text = self.text?;
        match (style, ty) {
            (Style::Comma, Type::List(list)) => {
                let mut items = Vec::new();
                for (number, text) in (1..).zip(text.split(',')) {
                    match read_scalar(&list.items, text) {
                        Ok(item) => items.push(item),
                        Err(malformed) => {
                            let path = path::within(path, number);
                            violations.push(Violation::new(path, Problem::Malformed(malformed)));
                        }
                    }
                }
                Some(Value::Array(items))
            }
            _ => match Value::from_json(&text) {
                Ok(value) => Some(value),
                Err(why) => {
                    let malformed = Malformed::Wire(format!("must be JSON: {why}"));
                    violations.push(Violation::new(path, Problem::Malformed(malformed)));
                    None
                }
            },
        }
    }

    fn value(self, ty: &Type, path: &str, violations: &mut Vec<Violation>) -> Option<Value> {
        let parts = match ty {
            Type::List(_) => Some(format!("{path}.1")),
            Type::Map(_) => Some(format!("{path}.<key>")),
            _ => ty.members().map(|_| format!("{path}.<member>")),
        };
        if let (Some(parts), Some(_)) = (parts, &self.text) {
            let why = format!("must be given part by part, as in `{parts}`");
            violations.push(Violation::new(path, Problem::Malformed(Malformed::Wire(why))));
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
                        let why = Malformed::Wire("must be numbered from 1".to_owned());
                        let path = path::within(path, key);
                        violations.push(Violation::new(path, Problem::Malformed(why)));
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
                    let why = Malformed::Wire("must have a key behind its dot".to_owned());
                    violations.push(Violation::new(path, Problem::Malformed(why)));
                    continue;
                }
                let value = child.value(values, &path, violations);
                members.extend(value.map(|value| (key, value)));
            }
            return Some(Value::Object(members));
        }
        if let Type::Any = ty {
            return Some(self.any());
        }
        if let Some(name) = self.children.keys().next() {
            let help = Help::Whole { name: path.to_owned(), of: ty.label().to_owned() };
            violations.push(Violation::new(path::within(path, name), Problem::Unknown(Some(help))));
        }
        match read_scalar(ty, &self.text?) {
            Ok(value) => Some(value),
            Err(malformed) => {
                violations.push(Violation::new(path, Problem::Malformed(malformed)));
                None
            }
        }
    }
}

/// The rest of a flat name behind the name of a field and a dot; empty for the name itself.
fn inside<'a>(name: &'a str, field: &str) -> Option<&'a str> {
    match name.strip_prefix(field)? {
        "" => Some(""),
        rest => rest.strip_prefix('.'),
    }
}

/// Reads one string of the wire as the type; the error says what it must be.
pub fn read_scalar(ty: &Type, text: &str) -> Result<Value, Malformed> {
    // `+7` and `007` are numbers for Java, but not in JSON: they become `7`.
    let not = |wanted| Malformed::not(wanted, Found::Text(text.to_owned()));
    let number =
        |plain: Option<String>, wanted| plain.map(Value::Number).ok_or_else(|| not(wanted));
    match ty {
        Type::Integer(_) => {
            let plain = text.parse::<i32>().ok().map(|value| value.to_string());
            number(plain, Wanted::Whole(Some(32)))
        }
        Type::Long(_) => {
            let plain = text.parse::<i64>().ok().map(|value| value.to_string());
            number(plain, Wanted::Whole(Some(64)))
        }
        Type::Double(_) => {
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
            let plain =
                value.map(
                    |value| if json::is_number(text) { text.to_owned() } else { value.to_string() },
                );
            number(plain, Wanted::Number)
        }
        // The official Python client writes `True` and `False`.
        Type::Boolean if text.eq_ignore_ascii_case("true") => Ok(Value::Bool(true)),
        Type::Boolean if text.eq_ignore_ascii_case("false") => Ok(Value::Bool(false)),
        Type::Boolean => Err(not(Wanted::Boolean)),
        Type::String(_) => Ok(Value::from(text)),
        Type::Named(named) => match named.kind {
            NamedKind::Enum(ref listed) if listed.numeric => {
                number(whole(text), Wanted::Whole(Some(64)))
            }
            NamedKind::Id(_) | NamedKind::Enum(_) => Ok(Value::from(text)),
            NamedKind::Struct(_) => {
                Err(Malformed::Wire("must be given member by member".to_owned()))
            }
        },
        Type::Any => Ok(Value::from(text)),
        Type::List(_) | Type::Map(_) | Type::Struct(_) => {
            Err(Malformed::Wire("must be given part by part".to_owned()))
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

/// The parameter to which a flat name belongs: `Disk.Size` to `Disk.Size` if there is one, else to `Disk`.
pub fn owner<'a>(parameters: &'a [Arc<Field>], name: &str) -> Option<&'a Arc<Field>> {
    let within = |field: &&Arc<Field>| inside(name, &field.name).is_some();
    parameters.iter().filter(within).max_by_key(|field| field.name.len())
}

/// Whether a flat name, such as `Key.1.Token`, leads to a parameter that is secret or into one.
pub fn is_secret(parameters: &[Arc<Field>], name: &str) -> bool {
    let mut fields = parameters;
    let mut rest = name;
    while !rest.is_empty() {
        rest = match owner(fields, rest) {
            Some(field) if field.secret => return true,
            // Its members stand in its text.
            Some(field) if field.style != Style::Flat => return holds_secret(&field.ty),
            Some(field) => {
                fields = field.ty.innermost().members().unwrap_or_default();
                inside(rest, &field.name).unwrap_or_default()
            }
            // Numbers, and keys of maps, are no fields.
            None => rest.split_once('.').map_or("", |(_, rest)| rest),
        };
    }
    false
}
