//! From flags to a request that fits the spec.

use std::collections::BTreeMap;

use clap::ArgMatches;
use clap::parser::ValueSource;
use ota_dynamic::input;
use ota_spec::Value;
use ota_spec::limits::{Kind, Violation};
use ota_spec::model::{Operation, Type};

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
            let filled = input::filled(field, settings::region(matches));
            members.extend(filled.map(|value| (field.name.clone(), value)));
            continue;
        };
        let texts: Vec<&String> = texts.collect();
        // An empty environment variable counts as not set.
        let from_env = matches.value_source(&id) == Some(ValueSource::EnvVariable);
        if from_env && texts.iter().all(|text| text.is_empty()) {
            continue;
        }
        let mut read = |path: String, text: &str| {
            input::value(input::item(&field.ty), text).unwrap_or_else(|message| {
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
    let mut violations = input::judge(operation, &request, unreadable);
    if matches.get_flag("unlisted-values") {
        violations.retain(|found| found.kind() != Kind::Enum);
    }
    if violations.is_empty() { Ok(request) } else { Err(violations) }
}

#[cfg(test)]
mod tests;
