//! A schema of the metadata, read as far as it can be.

use ota_spec::Value;

use super::keys::UNREADABLE;
use super::log::{Log, within};

/// A schema. What is absent or of the wrong type is left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Schema {
    /// The name of the component that stands in its place.
    pub(super) reference: Option<String>,
    pub(super) ty: Option<String>,
    pub(super) format: Option<String>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    /// Whether the string is the address of a file that the service fetches.
    pub(super) is_file: bool,
    pub(super) example: Option<Value>,
    pub(super) default: Option<Value>,
    pub(super) allowed: Vec<Value>,
    /// The values with their meanings.
    pub(super) titles: Vec<(String, String)>,
    pub(super) limits: Vec<(&'static str, Value)>,
    pub(super) items: Option<Box<Schema>>,
    pub(super) properties: Option<Vec<(String, Schema)>>,
    pub(super) additional: Option<Box<Schema>>,
}

/// The limits, as metadata and specs both call them.
const LIMITS: [&str; 10] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// Keys that are read if their value has the type that it should have.
const TYPED: [&str; 8] =
    ["$ref", "type", "format", "title", "description", "enum", "enumValueTitles", "properties"];

/// Reads a schema.
pub(super) fn read(value: &Value, place: &str, log: &mut Log) -> Schema {
    let mut schema = Schema::default();
    if !matches!(value, Value::Object(_)) {
        let text = format!("the schema is {}; it is read as any value", value.kind());
        log.unsaid(UNREADABLE, place, text);
        return schema;
    }
    // Which members are required, where a list says so.
    let mut required: Vec<String> = Vec::new();
    for (key, value) in value.members() {
        let mut wrong = false;
        match (key.as_str(), value) {
            (_, Value::Null) => {}
            ("$ref", Value::String(text)) => {
                let name = text.rsplit('/').next().unwrap_or_default();
                // As JSON pointers write these marks.
                schema.reference = Some(name.replace("~1", "/").replace("~0", "~"));
            }
            ("type", Value::String(text)) => schema.ty = Some(text.clone()),
            ("format", Value::String(text)) => schema.format = Some(text.clone()),
            ("title", Value::String(text)) => schema.title = Some(text.clone()),
            ("description", Value::String(text)) => schema.description = Some(text.clone()),
            ("required", Value::Array(names)) => {
                wrong = names.iter().any(|name| name.scalar().is_none());
                required.extend(names.iter().filter_map(Value::scalar));
            }
            ("required", value) => schema.required = is_true(value, &mut wrong),
            ("deprecated", value) => schema.deprecated = is_true(value, &mut wrong),
            ("isFileTransferUrl", value) => schema.is_file = is_true(value, &mut wrong),
            // Whether the documentation calls it required; `required` is what the service demands.
            ("docRequired", _) => {}
            ("example", value) => schema.example = Some(value.clone()),
            ("default", value) => schema.default = Some(value.clone()),
            ("enum", Value::Array(values)) => schema.allowed.clone_from(values),
            ("enumValueTitles", Value::Object(titles)) => {
                let title = |(value, title): &(String, Value)| {
                    (value.clone(), title.scalar().unwrap_or_default())
                };
                wrong = titles.iter().any(|(_, title)| title.scalar().is_none());
                schema.titles = titles.iter().map(title).collect();
            }
            ("items", value) => {
                schema.items = Some(Box::new(read(value, &within(place, "items"), log)));
            }
            ("properties", Value::Object(members)) => {
                let member = |(name, value): &(String, Value)| {
                    (name.clone(), read(value, &within(place, name), log))
                };
                schema.properties = Some(members.iter().map(member).collect());
            }
            ("additionalProperties", Value::Bool(false)) => {}
            ("additionalProperties", Value::Bool(true)) => {
                schema.additional = Some(Box::default());
            }
            ("additionalProperties", value) => {
                schema.additional = Some(Box::new(read(value, &within(place, "values"), log)));
            }
            (key, _) if TYPED.contains(&key) => wrong = true,
            (key, value) => match LIMITS.iter().find(|limit| **limit == key) {
                Some(limit) => schema.limits.push((limit, value.clone())),
                None => {
                    log.unsaid("unknown key", place, format!("`{key}` of a schema is not read"))
                }
            },
        }
        if wrong {
            let text = match value {
                Value::Array(_) if key == "required" => "a name in it is no string".to_owned(),
                Value::Object(_) if key == "enumValueTitles" => "a title is no string".to_owned(),
                value => format!("it is {}; it is not read", value.kind()),
            };
            log.unsaid(UNREADABLE, within(place, key), text);
        }
    }
    for (name, member) in schema.properties.iter_mut().flatten() {
        member.required |= required.contains(name);
    }
    schema
}

/// A boolean, or a string that is one.
fn is_true(value: &Value, wrong: &mut bool) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) if text == "true" || text == "false" => text == "true",
        _ => {
            *wrong = true;
            false
        }
    }
}
