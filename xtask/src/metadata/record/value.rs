//! A value for every part of a parameter: two items for each list, two keys for each map.

use regex_lite::Regex;
use serde_json::{Map, Number, Value, json};

use super::document::{Document, is_free, kind};

/// How often a schema may hold itself before it is left out.
const DEEPEST: usize = 6;

/// Characters that have to be encoded, each of them in another way.
const ODD: &str = " a&b=c+d/é%~*'";

/// A value that keeps the limits of a schema; `None` where it would never end. `path` is what the value is
/// called on the wire, so that every value is another.
pub(super) fn make(document: &Document, schema: &Value, path: &str, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    let schema = document.resolve(schema);
    let within =
        |schema: &Value, part: &str| make(document, schema, &format!("{path}.{part}"), depth + 1);
    match kind(schema) {
        "string" => Some(Value::String(text(schema, path))),
        "integer" => Some(whole(schema)),
        "number" => Some(fraction(schema)),
        "boolean" => Some(Value::Bool(path.len().is_multiple_of(2))),
        "array" => {
            let limit = |key: &str| count(schema, key);
            let many =
                2.max(limit("minItems").unwrap_or(0)).min(limit("maxItems").unwrap_or(2).max(1));
            let item = |number: usize| within(&schema["items"], &number.to_string());
            (1..=many).map(item).collect::<Option<Vec<_>>>().map(Value::Array)
        }
        "object" => match schema["properties"].as_object().filter(|members| !members.is_empty()) {
            Some(members) => {
                let member =
                    |(name, schema): (&String, &Value)| Some((name.clone(), within(schema, name)?));
                let members: Map<String, Value> = members.iter().filter_map(member).collect();
                (!members.is_empty()).then_some(Value::Object(members))
            }
            None if is_free(schema) => {
                let values = &schema["additionalProperties"];
                let member = |key: &str| Some((key.to_owned(), within(values, key)?));
                ["one", "other"]
                    .into_iter()
                    .map(member)
                    .collect::<Option<Map<_, _>>>()
                    .map(Value::Object)
            }
            None => Some(anything(path)),
        },
        _ => Some(anything(path)),
    }
}

fn anything(path: &str) -> Value {
    json!({ "text": format!("{path}{ODD}"), "list": [1, true], "inner": { "key": "value" } })
}

fn count(schema: &Value, key: &str) -> Option<usize> {
    scalar(&schema[key]).and_then(|text| text.parse().ok())
}

/// A string, number or boolean as it is written.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The last of the listed values; the first is often the one that stands for nothing.
fn listed(schema: &Value) -> Option<String> {
    schema["enum"].as_array()?.iter().rev().find_map(scalar)
}

fn text(schema: &Value, path: &str) -> String {
    if let Some(listed) = listed(schema) {
        return listed;
    }
    if schema["isFileTransferUrl"] == true {
        return "https://example.com/file?a=b&c=d".to_owned();
    }
    if ["iso8601", "date-time", "dateTime"].iter().any(|format| schema["format"] == *format) {
        return "2024-01-02T03:04:05Z".to_owned();
    }
    let (least, most) = (count(schema, "minLength").unwrap_or(0), count(schema, "maxLength"));
    let fit = |text: &str| -> String {
        let length = text.chars().count().max(least).min(most.unwrap_or(usize::MAX).max(1));
        text.chars().chain(std::iter::repeat('x')).take(length).collect()
    };
    let odd = fit(&format!("{path}{ODD}"));
    let pattern = schema["pattern"].as_str().and_then(|pattern| Regex::new(pattern).ok());
    let Some(pattern) = pattern else { return odd };
    let given = [&schema["example"], &schema["default"]].into_iter().filter_map(scalar);
    let made = ["1", "a1", "abc", "A", "192.0.2.1", "2024-01-02"].map(str::to_owned);
    let mut tried = std::iter::once(odd.clone()).chain(given).chain(made);
    tried.find(|text| fit(text) == *text && pattern.is_match(text)).unwrap_or(odd)
}

/// A limit, and whether it is itself not allowed: said by a flag beside it, or by a key of its own.
fn limit(schema: &Value, plain: &str, exclusive: &str) -> Option<(f64, bool)> {
    let number = |value: &Value| scalar(value).and_then(|text| text.trim().parse::<f64>().ok());
    match &schema[exclusive] {
        Value::Null => number(&schema[plain]).map(|limit| (limit, false)),
        Value::Bool(flag) => number(&schema[plain]).map(|limit| (limit, *flag)),
        other => number(other).map(|limit| (limit, true)),
    }
}

fn keeps(schema: &Value, number: f64) -> bool {
    let least = limit(schema, "minimum", "exclusiveMinimum");
    let most = limit(schema, "maximum", "exclusiveMaximum");
    least.is_none_or(|(least, open)| number > least || !open && number >= least)
        && most.is_none_or(|(most, open)| number < most || !open && number <= most)
}

/// The limits themselves and what is beside them.
fn near(schema: &Value) -> Vec<f64> {
    let least = limit(schema, "minimum", "exclusiveMinimum").map(|(limit, _)| limit);
    let most = limit(schema, "maximum", "exclusiveMaximum").map(|(limit, _)| limit);
    let beside = |limit: f64, step: f64| [limit + step, limit, limit + step / 4.0];
    let least = least.map(|limit| beside(limit, 1.0)).into_iter().flatten();
    least.chain(most.map(|limit| beside(limit, -1.0)).into_iter().flatten()).collect()
}

fn whole(schema: &Value) -> Value {
    if let Some(listed) = listed(schema).and_then(|text| text.parse::<i64>().ok()) {
        return json!(listed);
    }
    // Doubles cannot tell it from its neighbours.
    let large: i64 = 9_007_199_254_740_993;
    let long = schema["format"] != "int32" && keeps(schema, large as f64);
    let near =
        near(schema).into_iter().filter(|limit| limit.fract() == 0.0).map(|limit| limit as i64);
    let mut tried = long.then_some(large).into_iter().chain([7]).chain(near);
    json!(tried.find(|number| keeps(schema, *number as f64)).unwrap_or(7))
}

fn fraction(schema: &Value) -> Value {
    let mut tried = [1.25, 7.0, 0.5].into_iter().chain(near(schema));
    let found = tried.find(|number| keeps(schema, *number)).unwrap_or(1.25);
    Number::from_f64(found).map_or(Value::Null, Value::Number)
}
