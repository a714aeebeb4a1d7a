//! Whether a sample answer is what the spec says an answer is.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::model::{Envelope, Field, Operation, Type};
use crate::suggest;
use crate::value::Value;
use crate::wire::read_scalar;

/// What is wrong with a JSON answer; empty if it can be decoded and holds nothing unknown.
pub(crate) fn check_json(
    operation: &Operation,
    envelope: &Envelope,
    answer: &Value,
) -> Vec<String> {
    let mut found = Vec::new();
    check_answer(operation, envelope, answer, &mut found);
    found
}

/// What is wrong with an XML answer; empty if it can be decoded and holds nothing unknown.
pub(crate) fn check_xml(operation: &Operation, envelope: &Envelope, answer: &str) -> Vec<String> {
    let root = match read_xml(answer) {
        Ok(root) => root,
        Err(message) => return vec![format!("the XML sample cannot be read: {message}")],
    };
    let action = &operation.action;
    let mut found = Vec::new();
    if root.name != format!("{action}Response") && root.name != *action {
        found.push(format!(
            "the XML sample is a `{}`, not a `{action}Response`",
            root.name
        ));
    }
    let value = root.into_object(&operation.response);
    check_answer(operation, envelope, &value, &mut found);
    found
}

fn check_answer(
    operation: &Operation,
    envelope: &Envelope,
    answer: &Value,
    found: &mut Vec<String>,
) {
    let Value::Object(members) = answer else {
        found.push(format!("an answer is an object, not {}", answer.kind()));
        return;
    };
    let names = envelope.names();
    let fields: Vec<(String, Value)> = members
        .iter()
        .filter(|(name, _)| !names.contains(&name.as_str()))
        .cloned()
        .collect();
    match answer
        .get(&envelope.success)
        .and_then(Value::scalar)
        .as_deref()
    {
        Some("true" | "false") => {}
        _ => found.push(format!("`{}` must be `true` or `false`", envelope.success)),
    }
    if answer
        .get(&envelope.request_id)
        .and_then(Value::scalar)
        .is_none()
    {
        found.push(format!("`{}` is missing", envelope.request_id));
    }
    check_members(&operation.response, &fields, "", found);
}

fn check_members(
    fields: &[Field],
    members: &[(String, Value)],
    prefix: &str,
    found: &mut Vec<String>,
) {
    for (name, value) in members {
        let path = format!("{prefix}{name}");
        match fields.iter().find(|field| field.name == *name) {
            Some(field) => check_value(&field.ty, value, &path, found),
            None => {
                let help = suggest::help(name, fields.iter().map(|field| field.name.as_str()));
                found.push(format!("`{path}` is not listed in `response`; {help}"));
            }
        }
    }
}

fn check_value(ty: &Type, value: &Value, path: &str, found: &mut Vec<String>) {
    if matches!(value, Value::Null) {
        return;
    }
    if let Some(fields) = ty.members() {
        match value {
            Value::Object(members) => check_members(fields, members, &format!("{path}."), found),
            other => found.push(format!("`{path}` must be an object, not {}", other.kind())),
        }
    } else if let Type::List(list) = ty {
        let inner = match (&list.wrapper, value) {
            (Some(wrapper), Value::Object(members)) => match value.get(wrapper) {
                Some(inner) if members.len() == 1 => inner,
                _ => {
                    found.push(format!("`{path}` must hold only `{wrapper}`"));
                    return;
                }
            },
            (Some(wrapper), _) => {
                found.push(format!("`{path}` must be an object that holds `{wrapper}`"));
                return;
            }
            (None, value) => value,
        };
        match inner {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    check_value(&list.items, item, &format!("{path}.{}", index + 1), found);
                }
            }
            // The service writes a list of one entry without its brackets now and then.
            single => check_value(&list.items, single, &format!("{path}.1"), found),
        }
    } else if let Err(message) = value
        .scalar()
        .ok_or_else(|| format!("must be one {}, not {}", ty.label(), value.kind()))
        .and_then(|text| read_scalar(ty, &text))
    {
        found.push(format!("`{path}` {message}"));
    }
}

/// An XML element.
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The element as the object that the same answer is in JSON.
    fn into_object(self, fields: &[Field]) -> Value {
        let mut members: Vec<(String, Value)> = Vec::new();
        for child in self.children {
            let field = fields.iter().find(|field| field.name == child.name);
            let name = child.name.clone();
            let value = match field {
                Some(field) => child.into_value(&field.ty),
                None => Value::String(child.text),
            };
            // A list without a wrapper is an element that repeats.
            match (members.iter_mut().find(|(known, _)| *known == name), value) {
                (Some((_, Value::Array(items))), Value::Array(more)) => items.extend(more),
                (_, value) => members.push((name, value)),
            }
        }
        Value::Object(members)
    }

    fn into_value(self, ty: &Type) -> Value {
        if let Some(fields) = ty.members() {
            return self.into_object(fields);
        }
        let Type::List(list) = ty else {
            return Value::String(self.text);
        };
        match &list.wrapper {
            None => Value::Array(vec![self.into_value(&list.items)]),
            Some(wrapper) => {
                let items = self
                    .children
                    .into_iter()
                    .filter(|child| child.name == *wrapper);
                let items = items.map(|child| child.into_value(&list.items)).collect();
                Value::Object(vec![(wrapper.clone(), Value::Array(items))])
            }
        }
    }
}

fn read_xml(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let closed = match event {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                open.push(Element {
                    name,
                    text: String::new(),
                    children: Vec::new(),
                });
                continue;
            }
            Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                Element {
                    name,
                    text: String::new(),
                    children: Vec::new(),
                }
            }
            Event::End(_) => open.pop().ok_or("an element is closed twice")?,
            Event::Text(text) => {
                match open.last_mut() {
                    Some(element) => element.text.push_str(&text),
                    None if text.trim().is_empty() => {}
                    None => return Err("text outside of an element".to_owned()),
                }
                continue;
            }
            Event::CData(text) => {
                open.last_mut()
                    .ok_or("text outside of an element")?
                    .text
                    .push_str(&text);
                continue;
            }
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string(),
                    _ => quick_xml::escape::resolve_predefined_entity(name)
                        .ok_or_else(|| format!("unknown entity `{name}`"))?
                        .to_owned(),
                };
                open.last_mut()
                    .ok_or("text outside of an element")?
                    .text
                    .push_str(&resolved);
                continue;
            }
            Event::DocType(_) => return Err("a DOCTYPE is not allowed".to_owned()),
            Event::Eof => return Err("the text ends before its root element does".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => return Ok(closed),
        }
    }
}
