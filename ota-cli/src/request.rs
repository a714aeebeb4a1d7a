//! From flags to a request that fits the spec.

use std::collections::BTreeMap;

use clap::ArgMatches;
use clap::parser::ValueSource;
use ota_spec::limits::{Kind, Problem, Violation, check_request};
use ota_spec::model::{Field, Fill, Operation, Type};
use ota_spec::{Value, wire};

use crate::{flags, settings};

/// Puts the request together.
///
/// # Errors
///
/// Everything that does not fit the spec, at once.
pub(crate) fn read(operation: &Operation, matches: &ArgMatches) -> Result<Value, Vec<Violation>> {
    let mut unreadable = BTreeMap::new();
    let mut members = Vec::new();
    for field in &operation.parameters {
        let id = flags::id(&field.name);
        let Some(texts) = matches.get_many::<String>(&id) else {
            members.extend(filled(field, matches).map(|text| (field.name.clone(), text)));
            continue;
        };
        let texts: Vec<&String> = texts.collect();
        // An empty environment variable counts as not set.
        let from_env = matches.value_source(&id) == Some(ValueSource::EnvVariable);
        if from_env && texts.iter().all(|text| text.is_empty()) {
            continue;
        }
        let mut read = |path: String, text: &str| {
            value(flags::item(&field.ty), text).unwrap_or_else(|message| {
                unreadable.insert(path, message);
                // Keeps the place, so that the rest is judged as it was meant.
                Value::from(text)
            })
        };
        let value = match &field.ty {
            Type::List(_) => Value::Array(
                (1..)
                    .zip(texts)
                    .map(|(number, text)| read(format!("{}.{number}", field.name), text))
                    .collect(),
            ),
            _ => read(field.name.clone(), texts.last().map_or("", |text| text)),
        };
        members.push((field.name.clone(), value));
    }
    let request = Value::Object(members);
    let mut violations = check_request(operation, &request);
    if matches.get_flag("unlisted-values") {
        violations.retain(|found| found.kind() != Kind::Enum);
    }
    // What could not be read is of the wrong type; why is said better by what could not read it.
    for found in violations.iter_mut().filter(|found| found.kind() == Kind::Type) {
        if let Some(message) = unreadable.remove(found.parameter()) {
            *found = Violation::new(found.parameter(), Problem::Malformed(message));
        }
    }
    if violations.is_empty() { Ok(request) } else { Err(violations) }
}

/// What the client sends where no flag sets a parameter.
fn filled(field: &Field, matches: &ArgMatches) -> Option<Value> {
    let text = match field.fill? {
        Fill::Region => settings::region(matches)?.to_owned(),
        // Without random numbers no call can be signed either, which is then said.
        Fill::Token => ota_api::new_client_token().ok()?,
    };
    Some(Value::String(text))
}

fn value(ty: &Type, text: &str) -> Result<Value, String> {
    if matches!(ty, Type::Any) {
        // What is no JSON is a string that needs no quotes.
        Ok(Value::from_json(text).unwrap_or_else(|_| Value::from(text)))
    } else if flags::is_json(ty) {
        Value::from_json(text)
            .map_err(|message| format!("must be JSON, as in `{{\"Name\":\"value\"}}`: {message}"))
    } else {
        wire::read_scalar(ty, text)
    }
}

#[cfg(test)]
mod tests;
