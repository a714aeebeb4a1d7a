//! Samples of `ota call`.

use ota_spec::model::{Field, Style, Type};
use ota_spec::{Value, visible, wire};

use super::word::Words;
use crate::call::{Call, Generated, Target};
use crate::secret_variable;

/// The flags of `ota call` that are no parameters. A parameter that is called like one has a
/// longer flag.
pub const SETTINGS: [&str; 17] = [
    "allow-plain-http",
    "attempts",
    "dry-run",
    "endpoint",
    "format",
    "help",
    "no-run-id-tag",
    "output",
    "profile",
    "query",
    "region",
    "scheme",
    "specs",
    "timeout",
    "unlisted-values",
    "version",
    "yes",
];

pub(crate) fn sample(call: &Call<'_>) -> String {
    let operation = call.operation;
    let mut words = Words::default();
    let mut parts = vec![format!("ota call {}", operation.action)];
    if let Generated::Folder(folder) = call.generated {
        parts.push(format!("--specs {}", words.word(folder)));
    }
    match call.target {
        Target::Region { id, .. } => parts.push(format!("--region {}", words.word(id))),
        Target::Endpoint { url, region } => {
            parts.push(format!("--endpoint {}", words.word(url)));
            parts.extend(region.map(|id| format!("--region {}", words.word(id))));
        }
    }
    let mut taken: Vec<String> = SETTINGS.iter().map(|name| (*name).to_owned()).collect();
    for field in &operation.parameters {
        let mut flag = field.name.clone();
        while taken.contains(&flag) {
            flag.insert_str(0, "parameter-");
        }
        taken.push(flag.clone());
        let Some(value) = call.request.get(&field.name) else { continue };
        for text in texts(field, value) {
            let part = match text {
                Text::Shown(text) => {
                    let word = words.word(&text);
                    // What begins with a dash would be a flag of its own.
                    let joint = if text.starts_with('-') { '=' } else { ' ' };
                    format!("--{flag}{joint}{word}")
                }
                Text::Secret(variable) => format!("--{flag} \"${variable}\""),
            };
            parts.push(part);
        }
    }
    let mut sample = String::new();
    if words.has_nul {
        sample.push_str(
            "# A command line cannot have the character U+0000, which this sample would lose.\n",
        );
    }
    sample.push_str(words.before());
    sample.push_str(&parts.join(" \\\n  "));
    sample.push('\n');
    sample
}

/// What a flag takes.
enum Text {
    Shown(String),
    /// The value of this variable.
    Secret(String),
}

/// The values of the flags of a parameter.
fn texts(field: &Field, value: &Value) -> Vec<Text> {
    match (&field.ty, value) {
        (_, Value::Null) => Vec::new(),
        (Type::List(list), Value::Array(items)) => (1..)
            .zip(items)
            .map(|(number, item)| {
                text(field, &format!("{}.{number}", field.name), &list.items, item)
            })
            .collect(),
        (ty, value) => vec![text(field, &field.name, ty, value)],
    }
}

fn text(field: &Field, path: &str, ty: &Type, value: &Value) -> Text {
    let holds_secret = field.secret || {
        // A value that has one inside is secret as a whole: it is one flag.
        let alone = std::sync::Arc::new(Field { style: Style::Flat, ..field.clone() });
        let request = Value::Object(vec![(field.name.clone(), value.clone())]);
        let flat = wire::flatten(std::slice::from_ref(&alone), &request);
        flat.iter().any(|(name, _)| wire::is_secret(std::slice::from_ref(&alone), name))
    };
    if holds_secret {
        return Text::Secret(secret_variable(path));
    }
    let is_json = ty.members().is_some() || matches!(ty, Type::List(_) | Type::Map(_) | Type::Any);
    match value.scalar() {
        Some(text) if !is_json => Text::Shown(text),
        _ => Text::Shown(visible::json(&value.to_string()).into_owned()),
    }
}
