//! Writes a request as the pairs of its canonical query, sorted by name.
//!
//! Parameters arrive sorted, since their names are known when code is generated, and are written
//! straight into the query. The common parameters of V1 are sorted as well and merged in on the way.

pub(crate) mod digits;
pub(crate) mod items;
pub(crate) mod percent;
pub(crate) mod query;

use crate::call::encode::query::{Parameters, Query, numbers_as_strings};
use crate::config::defaults::ClientDefaults;
use crate::request::argument::{Arguments, List, ValueRef};
use crate::request::parameter::{Parameter, Place};

/// Parameters without a spec, each with its place.
pub(crate) struct Pairs<'a>(Vec<(&'a str, &'a str, Place)>);

impl<'a> Pairs<'a> {
    pub(crate) fn new(pairs: impl IntoIterator<Item = (&'a str, &'a str, Place)>) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable_by_key(|(name, value, _)| (*name, *value));
        Self(pairs)
    }
}

impl Parameters for Pairs<'_> {
    fn write(&self, query: &mut Query<'_>, place: Option<Place>) {
        for (name, value, own) in &self.0 {
            if place.is_none_or(|place| place == *own) {
                query.up_to(name);
                query.pair(name, value);
            }
        }
    }

    fn has_body(&self) -> bool {
        self.0.iter().any(|(_, _, place)| *place == Place::Body)
    }
}

/// The parameters of a generated request.
pub(crate) struct Typed<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) arguments: &'a (dyn Arguments + Sync),
    pub(crate) defaults: &'a ClientDefaults,
}

impl Parameters for Typed<'_> {
    fn write(&self, query: &mut Query<'_>, place: Option<Place>) {
        let mut path = String::new();
        self.arguments.arguments(&mut |values| {
            for (parameter, value) in self.parameters.iter().zip(values) {
                if place.is_some_and(|place| parameter.place != place) {
                    continue;
                }
                query.up_to(parameter.name);
                match self.defaults.or_default(parameter, value.value_ref()) {
                    ValueRef::String(text) => query.pair(parameter.name, text),
                    value => member(parameter.name, value, &mut path, query),
                }
            }
        });
    }

    fn has_body(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.place == Place::Body)
    }
}

/// Writes a value under the path extended by a name.
fn member(name: &str, value: ValueRef<'_>, path: &mut String, query: &mut Query<'_>) {
    let length = path.len();
    path.push_str(name);
    write_value(value, path, query);
    path.truncate(length);
}

/// Writes a value under a path.
fn write_value(value: ValueRef<'_>, path: &mut String, query: &mut Query<'_>) {
    match value {
        ValueRef::Absent => {}
        ValueRef::String(text) => query.pair(path, text),
        ValueRef::Whole(number) => query.pair(path, &number.to_string()),
        ValueRef::Double(number) => query.pair(path, &number.to_string()),
        ValueRef::Boolean(value) => query.pair(path, if value { "true" } else { "false" }),
        ValueRef::List(list) => inside(path, |path| items(list, path, query)),
        ValueRef::Map(map) => inside(path, |path| {
            map.each(&mut |key, value| member(key, value, path, query));
        }),
        ValueRef::Members(parameters, arguments) => inside(path, |path| {
            arguments.arguments(&mut |values| {
                for (parameter, value) in parameters.iter().zip(values) {
                    member(parameter.name, value.value_ref(), path, query);
                }
            });
        }),
    }
}

/// Extends the path by a dot while `write` runs.
fn inside(path: &mut String, write: impl FnOnce(&mut String)) {
    path.push('.');
    write(path);
    path.pop();
}

/// Writes the items in the order of their numbers as strings.
fn items(list: &dyn List, path: &mut String, query: &mut Query<'_>) {
    if let ValueRef::String(_) = list.item(0) {
        return query.strings(path, list);
    }
    for number in numbers_as_strings(list.count()) {
        member(&number.to_string(), list.item(number - 1), path, query);
    }
}
