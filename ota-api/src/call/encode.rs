//! From a request to the pairs of its canonical query, sorted by name.
//!
//! The names of an operation are known when its code is generated, so they arrive sorted and are
//! written straight into the query. V1 mixes the common parameters in; they are sorted as well, so
//! both are merged on the way.

pub(crate) mod digits;
pub(crate) mod items;
pub(crate) mod percent;
pub(crate) mod query;

use crate::call::encode::query::{Parameters, Query, numbers_as_texts};
use crate::config::defaults::Shared;
use crate::request::argument::{Arguments, Given, List};
use crate::request::parameter::{Parameter, Place};

/// Pairs without a spec, in any order, each with its place.
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

/// The parameters of a request of the generated kind.
pub(crate) struct Typed<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) arguments: &'a (dyn Arguments + Sync),
    pub(crate) shared: &'a Shared,
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
                match (value.given(), self.shared.get(parameter)) {
                    (Given::Absent, Some(text)) | (Given::Text(text), _) => {
                        query.pair(parameter.name, text);
                    }
                    (given, _) => member(parameter.name, given, &mut path, query),
                }
            }
        });
    }

    fn has_body(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.place == Place::Body)
    }
}

/// Writes a value that stands under a name behind the path.
fn member(name: &str, given: Given<'_>, path: &mut String, query: &mut Query<'_>) {
    let length = path.len();
    path.push_str(name);
    value(given, path, query);
    path.truncate(length);
}

/// Writes a value that stands under a path.
fn value(given: Given<'_>, path: &mut String, query: &mut Query<'_>) {
    match given {
        Given::Absent => {}
        Given::Text(text) => query.pair(path, text),
        Given::Whole(number) => query.pair(path, &number.to_string()),
        Given::Double(number) => query.pair(path, &number.to_string()),
        Given::Boolean(value) => query.pair(path, if value { "true" } else { "false" }),
        Given::List(list) => inside(path, |path| items(list, path, query)),
        Given::Map(map) => inside(path, |path| {
            map.each(&mut |key, given| member(key, given, path, query));
        }),
        Given::Members(parameters, arguments) => inside(path, |path| {
            arguments.arguments(&mut |values| {
                for (parameter, value) in parameters.iter().zip(values) {
                    member(parameter.name, value.given(), path, query);
                }
            });
        }),
    }
}

/// Goes one step into the value under a path.
fn inside(path: &mut String, write: impl FnOnce(&mut String)) {
    path.push('.');
    write(path);
    path.pop();
}

/// Writes the items in the order of their numbers as texts.
fn items(list: &dyn List, path: &mut String, query: &mut Query<'_>) {
    if let Given::Text(_) = list.item(0) {
        return query.texts(path, list);
    }
    for number in numbers_as_texts(list.count()) {
        member(&number.to_string(), list.item(number - 1), path, query);
    }
}
