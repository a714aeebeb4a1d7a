//! Samples in the one spelling that a schema describes.
//!
//! Services write numbers as strings, empty lists as nothing and lists of one item without brackets,
//! and readers of specs take all of that. A schema describes one form, so samples are brought into
//! it.

use std::collections::BTreeSet;
use std::sync::Arc;

use ota_spec::Value;
use ota_spec::model::{Envelope, Field, List, NamedKind, Type};
use ota_spec::wire::read_scalar;

use super::sides::free;
use crate::object::{Object, object};

/// A sample of a value: its title, and the value.
pub(super) type Sample<'a> = (&'a str, Value);

/// The value of a parameter with listed values in place of aliases.
pub(super) fn sent(ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            Value::Array(items.iter().map(|item| sent(&list.items, item)).collect())
        }
        (Type::Map(values), Value::Object(members)) => {
            each(members, |_, value| Some(sent(values, value)))
        }
        (Type::Named(named), value) => match &named.kind {
            NamedKind::Id(_) => value.clone(),
            NamedKind::Enum(listed) => {
                let text = value.scalar().unwrap_or_default();
                let known = listed.values.iter().find(|known| known.aliases.contains(&text));
                match known {
                    Some(known) if listed.numeric => Value::Number(known.value.clone()),
                    Some(known) => Value::from(known.value.as_str()),
                    None => value.clone(),
                }
            }
            NamedKind::Struct(fields) => sent_members(fields, value),
        },
        (Type::Struct(inner), value) => sent_members(&inner.fields, value),
        (_, value) => value.clone(),
    }
}

fn sent_members(fields: &[Arc<Field>], value: &Value) -> Value {
    each(value.members(), |name, value| {
        let field = fields.iter().find(|field| field.name == name)?;
        Some(sent(&field.ty, value)).filter(|value| *value != Value::Null)
    })
}

/// An example of a field of a response, with what stands around the items of lists.
pub(super) fn shown(ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let items = Value::Array(items.iter().map(|item| shown(&list.items, item)).collect());
            match &list.wrapper {
                Some(wrapper) => Value::Object(vec![(wrapper.clone(), items)]),
                None => items,
            }
        }
        (Type::Map(values), Value::Object(members)) => {
            each(members, |_, value| Some(shown(values, value)))
        }
        (ty, value) => match ty.members() {
            Some(fields) => each(value.members(), |name, value| {
                let field = fields.iter().find(|field| field.name == name)?;
                Some(shown(&field.ty, value)).filter(|value| *value != Value::Null)
            }),
            None => value.clone(),
        },
    }
}

/// A response with its envelope.
pub(super) fn response(envelope: &Envelope, fields: &[Arc<Field>], value: &Value) -> Value {
    let Envelope { request_id, code, message, .. } = envelope;
    let mut members = Vec::new();
    for (name, value) in value.members() {
        let known = |part: &&String| part.eq_ignore_ascii_case(name);
        let text = value.scalar();
        if let Some(part) = envelope.success.as_ref().filter(known) {
            let success = text.is_some_and(|text| text.eq_ignore_ascii_case("true"));
            members.push((part.clone(), Value::Bool(success)));
        } else if let Some(part) = [request_id, code, message].into_iter().find(known) {
            members.extend(text.map(|text| (part.clone(), Value::String(text))));
        } else if let Some(field) = fields.iter().find(|field| field.name == *name) {
            members.extend(received(&field.ty, value).map(|value| (name.clone(), value)));
        }
    }
    Value::Object(members)
}

/// A value of a response; nothing where nothing is said.
pub(super) fn received(ty: &Type, value: &Value) -> Option<Value> {
    if let Some(fields) = ty.members() {
        return match value {
            Value::Object(members) => Some(each(members, |name, value| {
                let field = fields.iter().find(|field| field.name == name)?;
                received(&field.ty, value)
            })),
            _ => None,
        };
    }
    match (ty, value) {
        (_, Value::Null) => None,
        (Type::List(list), value) => Some(received_list(list, value)),
        (Type::Map(values), value) => {
            Some(each(value.members(), |_, value| received(values, value)))
        }
        (ty, value) => read_scalar(ty, &value.scalar()?).ok(),
    }
}

pub(super) fn received_list(list: &List, value: &Value) -> Value {
    let inner = match &list.wrapper {
        Some(wrapper) => value.get(wrapper).unwrap_or(&Value::Null),
        None => value,
    };
    let items = match inner {
        Value::Null => Vec::new(),
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        Value::Array(items) => {
            items.iter().filter_map(|item| received(&list.items, item)).collect()
        }
        single => received(&list.items, single).into_iter().collect(),
    };
    match &list.wrapper {
        Some(wrapper) => Value::Object(vec![(wrapper.clone(), Value::Array(items))]),
        None => Value::Array(items),
    }
}

fn each(members: &[(String, Value)], map: impl Fn(&str, &Value) -> Option<Value>) -> Value {
    let one = |(name, value): &(String, Value)| Some((name.clone(), map(name, value)?));
    Value::Object(members.iter().filter_map(one).collect())
}

/// Examples under keys of their own.
pub(super) fn keyed<'a>(samples: impl IntoIterator<Item = Sample<'a>>) -> Value {
    let mut taken = BTreeSet::new();
    let mut keyed = Object::new();
    for (title, value) in samples {
        let key = free(title, &mut taken);
        keyed.put(key, object([("value", value)]));
    }
    keyed.finish()
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::response;
    use crate::fixture::wall;

    #[test]
    fn a_response_is_brought_into_the_form_of_its_schema() {
        let spec = wall();
        let fields = &spec.operation("PaintWall").unwrap().response;
        let read = |json: &str| {
            let value = Value::from_json(json).unwrap();
            response(&spec.service.envelope, fields, &value).to_string()
        };
        let odd = r#"{"requestId":"R","success":"True","Total":"2","Data":{"Coat":{"Name":1,"Dry":null}}}"#;
        let plain = r#"{"RequestId":"R","Success":true,"Total":2,"Data":{"Coat":[{"Name":"1"}]}}"#;
        assert_eq!(read(odd), plain);
        assert_eq!(read(plain), plain);
        let empty = r#"{"RequestId":"R","Success":true,"Data":""}"#;
        assert!(read(empty).ends_with(r#""Data":{"Coat":[]}}"#));
    }
}
