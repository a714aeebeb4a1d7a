//! Fields of the model as a spec file writes them.

use std::fmt::Display;

use ota_spec::Value;
use ota_spec::model::{Field, Range, Text, Type};

type Members = Vec<(String, Value)>;

/// Fields, one object each.
pub(super) fn fields(fields: &[Field]) -> Value {
    Value::Array(fields.iter().map(field).collect())
}

fn field(field: &Field) -> Value {
    let mut members = Members::new();
    put(&mut members, "name", Some(Value::from(field.name.as_str())));
    shape(&field.ty, &mut members);
    if field.required {
        // Behind the type, where a reader looks for it.
        let at = members.iter().rposition(|(key, _)| ["type", "items"].contains(&key.as_str()));
        let at = at.map_or(members.len(), |at| at + 1);
        members.insert(at, ("required".to_owned(), Value::Bool(true)));
    }
    put(&mut members, "default", field.default.clone());
    put(&mut members, "example", field.example.clone());
    put(&mut members, "doc", Some(Value::from(field.doc.as_str())));
    Value::Object(members)
}

fn shape(ty: &Type, members: &mut Members) {
    put(members, "type", Some(Value::from(ty.label())));
    match ty {
        Type::String(text) => text_limits(text, members),
        Type::Integer(range) | Type::Long(range) => range_limits(range, members),
        Type::Double(range) => range_limits(range, members),
        Type::Boolean | Type::Named(_) => {}
        Type::List(list) => {
            put(members, "wrapper", list.wrapper.as_deref().map(Value::from));
            put(members, "items", Some(item(&list.items)));
            put(members, "minItems", list.min_items.map(number));
            put(members, "maxItems", list.max_items.map(number));
            put(members, "uniqueItems", list.unique.then_some(Value::Bool(true)));
            put(members, "maxTotalLength", list.max_total_length.map(number));
        }
        Type::Map(values) => put(members, "items", Some(item(values))),
        Type::Struct(inner) => put(members, "fields", Some(fields(inner))),
    }
}

fn item(ty: &Type) -> Value {
    let mut members = Members::new();
    shape(ty, &mut members);
    Value::Object(members)
}

fn text_limits(text: &Text, members: &mut Members) {
    put(members, "minLength", text.min_length.map(number));
    put(members, "maxLength", text.max_length.map(number));
    put(members, "pattern", text.pattern.as_deref().map(Value::from));
    let allowed = text.allowed.iter().map(|word| Value::from(word.as_str()));
    put(members, "enum", array(allowed.collect()));
}

fn range_limits<N: Display + Copy>(range: &Range<N>, members: &mut Members) {
    put(members, "minimum", range.minimum.map(number));
    put(members, "maximum", range.maximum.map(number));
    put(members, "enum", array(range.allowed.iter().copied().map(number).collect()));
}

fn array(items: Vec<Value>) -> Option<Value> {
    (!items.is_empty()).then_some(Value::Array(items))
}

fn number(number: impl Display) -> Value {
    Value::Number(number.to_string())
}

fn put(members: &mut Members, key: &str, value: Option<Value>) {
    members.extend(value.map(|value| (key.to_owned(), value)));
}
