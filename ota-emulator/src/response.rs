//! Writes responses, in JSON or XML.

pub(crate) mod http;
pub(crate) mod page;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::model::{Envelope, Field, Type};
use ota_world::{Fields, Refusal};
use quick_xml::escape::escape;

use crate::rejection::Rejection;

/// The format of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

impl Format {
    /// The content type of responses in this format.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }

    /// The response as a string; `root` names the element around all of it in XML.
    pub(crate) fn write(self, root: &str, response: &Value) -> String {
        match self {
            Self::Json => response.to_string(),
            Self::Xml => {
                let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
                write_xml(root, response, &mut text);
                text
            }
        }
    }
}

/// The response of an operation that worked.
pub(crate) fn success(
    envelope: &Envelope,
    response: &[Arc<Field>],
    request_id: &str,
    fields: Fields,
    format: Format,
) -> Value {
    let mut members = vec![(envelope.request_id.clone(), Value::from(request_id))];
    members.extend(envelope.success.iter().map(|name| (name.clone(), Value::Bool(true))));
    let code = envelope.success_codes.first().map(|code| Value::from(code.as_str()));
    members.extend(code.map(|code| (envelope.code.clone(), code)));
    members.extend(wrap_members(response, fields, format));
    Value::Object(members)
}

/// The fields of a sample response in a fresh envelope; some samples write theirs in lower case.
pub(crate) fn example(
    envelope: &Envelope,
    response: &[Arc<Field>],
    request_id: &str,
    sample: &Value,
    format: Format,
) -> Value {
    let fields = sample.members().iter().filter(|(name, _)| !envelope.has(name)).cloned().collect();
    let mut whole = success(envelope, response, request_id, fields, format);
    // The code of a call that worked may be a number or a string; samples know.
    let is_code = |name: &str| name.eq_ignore_ascii_case(&envelope.code);
    let shown = sample.members().iter().find(|(name, _)| is_code(name));
    if let (Value::Object(members), Some((_, shown))) = (&mut whole, shown)
        && shown.scalar().is_some_and(|shown| envelope.success_codes.contains(&shown))
    {
        let code = members.iter_mut().find(|(name, _)| *name == envelope.code);
        code.into_iter().for_each(|(_, code)| *code = shown.clone());
    }
    whole
}

/// A sample response that has no object around it.
pub(crate) fn bare(field: &Field, sample: Value, format: Format) -> Value {
    wrap(&field.ty, sample, format)
}

/// The response of an operation that refused the call.
pub(crate) fn refusal(envelope: &Envelope, request_id: &str, refusal: &Refusal) -> Value {
    let mut members = vec![(envelope.request_id.clone(), Value::from(request_id))];
    members.extend(envelope.success.iter().map(|name| (name.clone(), Value::Bool(false))));
    members.push((envelope.code.clone(), Value::from(refusal.code.as_str())));
    members.push((envelope.message.clone(), Value::from(refusal.message.as_str())));
    Value::Object(members)
}

/// The response of the gateway.
pub(crate) fn rejection(request_id: &str, host: &str, rejection: &Rejection) -> Value {
    let member = |name: &str, text: &str| (name.to_owned(), Value::from(text));
    let mut members = vec![
        member("RequestId", request_id),
        member("HostId", host),
        member("Code", &rejection.code),
        member("Message", &rejection.message),
    ];
    members.extend(rejection.explanation.as_deref().map(|text| member("Explanation", text)));
    Value::Object(members)
}

/// Adds the wrappers of lists that the spec asks for in this format, where they are missing.
fn wrap_members(fields: &[Arc<Field>], members: Fields, format: Format) -> Fields {
    members
        .into_iter()
        .map(|(name, value)| {
            let value = match fields.iter().find(|field| field.name == name) {
                Some(field) => wrap(&field.ty, value, format),
                None => value,
            };
            (name, value)
        })
        .collect()
}

fn wrap(ty: &Type, value: Value, format: Format) -> Value {
    if let (Some(fields), Value::Object(_)) = (ty.members(), &value) {
        return match value {
            Value::Object(members) => Value::Object(wrap_members(fields, members, format)),
            other => other,
        };
    }
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let items = items.into_iter().map(|item| wrap(&list.items, item, format)).collect();
            let in_xml = list.xml_item.as_ref().filter(|_| format == Format::Xml);
            match list.wrapper.as_ref().or(in_xml) {
                Some(wrapper) => Value::Object(vec![(wrapper.clone(), Value::Array(items))]),
                None => Value::Array(items),
            }
        }
        // A sample has the wrapper already, with a bare list in it.
        (Type::List(list), Value::Object(members)) if list.wrapper.is_some() => {
            let inner = |item: Value| match item {
                Value::Array(items) => Value::Array(
                    items.into_iter().map(|item| wrap(&list.items, item, format)).collect(),
                ),
                single => wrap(&list.items, single, format),
            };
            Value::Object(members.into_iter().map(|(name, item)| (name, inner(item))).collect())
        }
        (_, value) => value,
    }
}

/// Writes an element. The items of an array repeat it; `null` is left out.
fn write_xml(name: &str, value: &Value, text: &mut String) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| write_xml(name, item, text)),
        Value::Object(members) => {
            text.push_str(&format!("<{name}>"));
            members.iter().for_each(|(name, member)| write_xml(name, member, text));
            text.push_str(&format!("</{name}>"));
        }
        scalar => {
            let content = scalar.scalar().unwrap_or_default();
            // XML has no way to write these characters, not even escaped.
            let content: String = content
                .chars()
                .map(|c| if is_xml(c) { c } else { char::REPLACEMENT_CHARACTER })
                .collect();
            text.push_str(&format!("<{name}>{}</{name}>", escape(&content)));
        }
    }
}

fn is_xml(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    }
}
