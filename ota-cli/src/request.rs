//! From flags to a request that fits the spec.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use clap::ArgMatches;
use clap::parser::ValueSource;
use ota_dynamic::input;
use ota_spec::Value;
use ota_spec::limits::{Kind, Violation};
use ota_spec::model::{Field, Operation, Type};

use crate::{flags, settings};

/// What a request has beside its flags.
#[derive(Debug, Default)]
pub(crate) struct More {
    /// The parameter that stands without a flag.
    pub(crate) place: Option<String>,
    /// Values by the names of parameters. Flags win.
    pub(crate) given: BTreeMap<String, Value>,
    /// Further items of lists.
    pub(crate) lines: BTreeMap<String, Vec<String>>,
    /// What is sent where nothing else says it.
    pub(crate) filled: BTreeMap<String, Value>,
}

/// Puts the request together.
///
/// # Errors
///
/// Everything that does not fit the spec, at once.
pub(crate) fn read(operation: &Operation, matches: &ArgMatches) -> Result<Value, Vec<Violation>> {
    read_with(operation, matches, &More::default())
}

/// The same with what does not stand in flags. A list that the operation takes in parts may be of any length; of such a one, the
/// first part is judged here.
///
/// # Errors
///
/// Everything that does not fit the spec, at once.
pub(crate) fn read_with(
    operation: &Operation,
    matches: &ArgMatches,
    more: &More,
) -> Result<Value, Vec<Violation>> {
    let mut unreadable = BTreeMap::new();
    let mut members = Vec::new();
    // It may stand in a file.
    let region = LazyCell::new(|| settings::region(matches));
    for field in &operation.parameters {
        let Some(texts) = texts(field, matches, more) else {
            let value = more.given.get(&field.name).or_else(|| more.filled.get(&field.name));
            let value = value.cloned();
            let value = value.or_else(|| input::filled(field, region.as_deref()));
            members.extend(value.map(|value| (field.name.clone(), value)));
            continue;
        };
        let mut read = |path: String, text: &str| {
            input::value(input::item(&field.ty), text).unwrap_or_else(|malformed| {
                unreadable.insert(path, malformed);
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
            _ => read(field.name.clone(), texts.last().copied().unwrap_or_default()),
        };
        members.push((field.name.clone(), value));
    }
    let request = Value::Object(members);
    let first = if more.lines.is_empty() { None } else { first_part(operation, &request) };
    let mut violations = input::judge(operation, first.as_ref().unwrap_or(&request), unreadable);
    if matches.get_flag("unlisted-values") {
        violations.retain(|found| found.kind() != Kind::Enum);
    }
    if violations.is_empty() { Ok(request) } else { Err(violations) }
}

/// The texts of a parameter; nothing if it is not set on the command line.
fn texts<'m>(field: &Field, matches: &'m ArgMatches, more: &'m More) -> Option<Vec<&'m str>> {
    let id = flags::id(&field.name);
    let of = |id: &str| matches.try_get_many::<String>(id).ok().flatten();
    let is_place = more.place.as_ref() == Some(&field.name);
    let place = is_place.then(|| of(flags::PLACE)).flatten();
    let flags = of(&id).or(place);
    let lines = more.lines.get(&field.name);
    if flags.is_none() && lines.is_none() {
        return None;
    }
    let texts = flags.into_iter().flatten().chain(lines.into_iter().flatten());
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    // An empty environment variable counts as not set.
    let from_env = matches.try_contains_id(&id).is_ok()
        && matches.value_source(&id) == Some(ValueSource::EnvVariable);
    (!from_env || texts.iter().any(|text| !text.is_empty())).then_some(texts)
}

/// How many items a list has that is sent in parts, if that is more than one call takes.
pub(crate) fn beyond(operation: &Operation, request: &Value) -> Option<usize> {
    let split = operation.split.as_ref()?;
    let Some(Value::Array(items)) = request.get(&split.over.field.name) else { return None };
    let most = usize::try_from(split.most).unwrap_or(usize::MAX);
    (items.len() > most).then_some(items.len())
}

/// The request with the first part of a list that is longer than one call takes.
pub(crate) fn first_part(operation: &Operation, request: &Value) -> Option<Value> {
    beyond(operation, request)?;
    let split = operation.split.as_ref()?;
    let most = usize::try_from(split.most).unwrap_or(usize::MAX);
    let members = request.members().iter().map(|(name, value)| match value {
        Value::Array(items) if *name == split.over.field.name => {
            (name.clone(), Value::Array(items.iter().take(most).cloned().collect()))
        }
        other => (name.clone(), other.clone()),
    });
    Some(Value::Object(members.collect()))
}

#[cfg(test)]
mod tests;
