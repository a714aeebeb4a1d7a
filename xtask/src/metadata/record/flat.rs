//! What a request has on the wire, by the vendor's document alone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Parameter;
use super::value::scalar;

/// Where something stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Query,
    Form,
    /// Somewhere that no client is known to put it.
    Other,
}

/// What stands under a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    Text(String),
    /// Text that is JSON, whatever the order of its keys.
    Json(Value),
    /// Something that the client makes.
    Anything,
}

/// The names of a request, with what stands under them.
pub(super) type Flat = BTreeMap<String, (Place, Written)>;

/// Adds a parameter with this value.
pub(super) fn put(flat: &mut Flat, parameter: &Parameter<'_>, method: &str, value: &Value) {
    let place = match parameter.place {
        "formData" if method == "POST" => Place::Form,
        "" | "query" | "formData" => Place::Query,
        _ => Place::Other,
    };
    let name = parameter.name.to_owned();
    let mut add = |name: String, written: Written| {
        // What is listed twice, as a whole and in parts, is one thing on the wire.
        flat.entry(name).or_insert((place, written));
    };
    match (parameter.style, value) {
        ("simple", Value::Array(items)) if items.iter().all(|item| scalar(item).is_some()) => {
            let texts: Vec<String> = items.iter().filter_map(scalar).collect();
            add(name, Written::Text(texts.join(",")));
        }
        ("json" | "simple", Value::Array(_) | Value::Object(_)) => {
            add(name, Written::Json(value.clone()));
        }
        (_, value) => parts(name, value, &mut add),
    }
}

fn parts(name: String, value: &Value, add: &mut impl FnMut(String, Written)) {
    match value {
        Value::Array(items) => {
            for (number, item) in (1..).zip(items) {
                parts(format!("{name}.{number}"), item, add);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                parts(format!("{name}.{key}"), member, add);
            }
        }
        single => {
            if let Some(text) = scalar(single) {
                add(name, Written::Text(text));
            }
        }
    }
}
