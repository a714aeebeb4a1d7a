//! The parameters of an operation.

use std::collections::BTreeSet;

use ota_spec::{Value, names, protocol};

use super::convert::{Converter, identify};
use super::log::within;
use super::overlap;
use super::read::Parameter;
use super::shape::{Field, Ty};
use super::side::Side;
use super::values;

/// The parameters that can be said, in their order.
pub(super) fn read(
    parameters: &[Parameter],
    converter: &mut Converter<'_>,
    posted: bool,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut seen = BTreeSet::new();
    for parameter in parameters {
        let place = within("parameters", &parameter.name);
        if let Err((kind, why)) = sayable(parameter) {
            converter.log.unsaid(kind, place, why);
        } else if !seen.insert(parameter.name.as_str()) {
            converter.log.unsaid("name", place, "there is another of this name; it is left out");
        } else {
            let field = field(parameter, converter, &place, posted);
            fields.push(field);
            converter.log.took("parameters");
        }
    }
    overlap::join(&mut fields, converter.log);
    identify(&mut fields, "parameters", converter.log);
    fields
}

fn sayable(parameter: &Parameter) -> Result<(), (&'static str, String)> {
    let name = &parameter.name;
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    if !name.split('.').all(is_part) {
        return Err((
            "name",
            format!("`{name}` cannot be the name of a parameter; it is left out"),
        ));
    }
    if !["", "query", "formData"].contains(&parameter.place.as_str()) {
        let text = format!("it stands in `{}`, which the specs cannot say", parameter.place);
        return Err(("place of a parameter", text));
    }
    let shared = [protocol::FORMAT, protocol::REGION].contains(&name.as_str());
    if !shared && protocol::is_parameter(name) {
        return Err(("parameter of the protocol", "every client sets it".to_owned()));
    }
    Ok(())
}

fn field(parameter: &Parameter, converter: &mut Converter<'_>, place: &str, posted: bool) -> Field {
    let name = parameter.name.as_str();
    let filled = match name {
        "RegionId" => Some("region"),
        "ClientToken" => Some("token"),
        _ => None,
    };
    let mut schema = parameter.schema.clone();
    if filled.is_some() && schema.ty.as_deref() != Some("string") {
        let text = "it is read as a string, as the client fills it in";
        converter.log.judged("type", place, text);
        schema.ty = Some("string".to_owned());
        (schema.reference, schema.format) = (None, None);
    }
    let base = schema.reference.as_ref().and_then(|name| converter.components.get(name));
    let ty = base.unwrap_or(&schema).ty.clone().unwrap_or_else(|| "any".to_owned());
    let is_part = !["string", "integer", "number", "boolean"].contains(&ty.as_str());
    let (side, style) = match parameter.style.as_str() {
        "json" if is_part => (Side::Text, Some("json")),
        "simple" if is_comma_list(&schema) => (Side::Text, Some("comma")),
        "simple" if is_part => {
            let text = "only single values can be joined with commas; JSON is assumed";
            converter.log.judged("style", place, text);
            (Side::Text, Some("json"))
        }
        "" | "repeatList" | "flat" | "json" | "simple" => (Side::Flat, None),
        other => {
            let text = format!("the style `{other}` is not known; its parts are sent one by one");
            converter.log.judged("style", place, text);
            (Side::Flat, None)
        }
    };
    if style == Some("comma") {
        schema.example = schema.example.take().map(split);
        schema.default = schema.default.take().map(split);
    }
    let mut field = converter.field(name, &schema, side, (place, 0));
    field.style = style;
    if filled.is_some() {
        // It is no secret, however it is called, and the client's value may be any.
        field.secret = false;
        field.default = None;
        field.shape.keys.clear();
        if field.shape.ty != Ty::String {
            field.shape.ty = Ty::String;
            field.example = None;
        }
        field.fill = filled;
        converter.log.took("parameters that the client fills in");
    }
    field.in_body = parameter.place == "formData" && posted;
    if parameter.place == "formData" && !posted {
        let text = "it stands in a body, which a `GET` has not; it goes into the query";
        converter.log.judged("place of a parameter", place, text);
    }
    if field.required && field.example.is_none() {
        make_example(&mut field, converter, place);
    }
    field
}

fn is_comma_list(schema: &super::schema::Schema) -> bool {
    let items = schema.items.as_ref().and_then(|items| items.ty.as_deref());
    schema.ty.as_deref() == Some("array")
        && ["string", "integer", "number", "boolean"].contains(&items.unwrap_or_default())
}

/// The items of a list with commas.
fn split(value: Value) -> Value {
    match &value {
        Value::String(text) if !text.trim_start().starts_with('[') => {
            Value::Array(text.split(',').map(|item| Value::from(item.trim())).collect())
        }
        _ => value,
    }
}

/// A required parameter needs an example.
fn make_example(field: &mut Field, converter: &mut Converter<'_>, place: &str) {
    field.example = values::make(&field.shape, converter.types);
    if field.example.is_none() {
        let text = "no value was found that keeps the limits; they are left out";
        converter.log.unsaid("limit", place, text);
        field.shape.keys.retain(|(key, _)| *key == "enum");
        field.example = values::make(&field.shape, converter.types);
    }
    if field.example.is_none() {
        converter.log.unsaid("required", place, "no example was found; it is said as optional");
        field.required = false;
        return;
    }
    let text = format!("`{}` has no example that fits; one is made", names::field(&field.name));
    converter.log.judged("example made", place, text);
}
