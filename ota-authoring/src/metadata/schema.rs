//! A schema of the metadata, read as far as it can be.

use ota_spec::Value;

use super::keys::{UNREADABLE, boolean};
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
        match key.as_str() {
            _ if *value == Value::Null => {}
            "$ref" => {
                let name = |text: String| text.rsplit('/').next().map(str::to_owned);
                // As JSON pointers write these marks.
                let name = string(value, &mut wrong).and_then(name);
                schema.reference = name.map(|name| name.replace("~1", "/").replace("~0", "~"));
            }
            "type" => schema.ty = string(value, &mut wrong),
            "format" => schema.format = string(value, &mut wrong),
            "title" => schema.title = string(value, &mut wrong),
            "description" => schema.description = string(value, &mut wrong),
            "required" if matches!(value, Value::Array(_)) => {
                let names = array(value, &mut wrong);
                wrong = names.iter().any(|name| name.scalar().is_none());
                required.extend(names.iter().filter_map(Value::scalar));
            }
            "required" => schema.required = is_true(value, &mut wrong),
            "deprecated" => schema.deprecated = is_true(value, &mut wrong),
            "isFileTransferUrl" => schema.is_file = is_true(value, &mut wrong),
            // Whether the documentation calls it required; `required` is what the service demands.
            "docRequired" => {}
            "example" => schema.example = Some(value.clone()),
            "default" => schema.default = Some(value.clone()),
            "enum" => schema.allowed = array(value, &mut wrong).to_vec(),
            "enumValueTitles" => {
                let title = |(value, title): &(String, Value)| {
                    (value.clone(), title.scalar().unwrap_or_default())
                };
                let titles = members(value, &mut wrong).unwrap_or_default();
                wrong |= titles.iter().any(|(_, title)| title.scalar().is_none());
                schema.titles = titles.iter().map(title).collect();
            }
            "items" => {
                schema.items = Some(Box::new(read(value, &within(place, "items"), log)));
            }
            "properties" => {
                let mut member = |(name, value): &(String, Value)| {
                    (name.clone(), read(value, &within(place, name), log))
                };
                let members = members(value, &mut wrong);
                schema.properties =
                    members.map(|members| members.iter().map(&mut member).collect());
            }
            "additionalProperties" => match value {
                Value::Bool(false) => {}
                Value::Bool(true) => schema.additional = Some(Box::default()),
                value => {
                    schema.additional = Some(Box::new(read(value, &within(place, "values"), log)));
                }
            },
            key => match LIMITS.iter().find(|limit| **limit == key) {
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

fn string(value: &Value, wrong: &mut bool) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        _ => none(wrong),
    }
}

fn array<'a>(value: &'a Value, wrong: &mut bool) -> &'a [Value] {
    match value {
        Value::Array(items) => items,
        _ => none(wrong).unwrap_or_default(),
    }
}

fn members<'a>(value: &'a Value, wrong: &mut bool) -> Option<&'a [(String, Value)]> {
    match value {
        Value::Object(members) => Some(members),
        _ => none(wrong),
    }
}

fn is_true(value: &Value, wrong: &mut bool) -> bool {
    boolean(value).or_else(|| none(wrong)).unwrap_or_default()
}

/// Nothing, because the value has another type than it should.
fn none<T>(wrong: &mut bool) -> Option<T> {
    *wrong = true;
    None
}
