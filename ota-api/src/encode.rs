//! From a request to its canonical query: `name=value` pairs, percent-encoded, sorted by name.
//!
//! The names of an operation are known when its code is generated, so they arrive sorted and are
//! written straight into one buffer. V1 mixes the common parameters in; they are sorted as well, so
//! both are merged on the way.

use std::fmt::Write;

use crate::argument::{Arguments, Given, List};
use crate::operation::{Parameter, Place};

/// Settings of the client that stand in for parameters a request does not set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Vec<(String, String)>);

impl Shared {
    pub(crate) fn set(&mut self, name: String, value: String) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value));
    }

    /// The settings with their names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The setting for this parameter, if the parameter is one that clients can set.
    pub(crate) fn get(&self, parameter: &Parameter) -> Option<&str> {
        let set = self.0.iter().find(|(name, _)| parameter.inherited && *name == parameter.name)?;
        Some(&set.1)
    }
}

/// Something that writes its parameters in the order of their names.
pub(crate) trait Parameters {
    /// Writes those of one place, or all of them.
    fn write(&self, query: &mut Query<'_>, place: Option<Place>);

    /// Whether there may be some in a form body.
    fn has_body(&self) -> bool {
        false
    }
}

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
        let mut name = String::with_capacity(32);
        let wanted = |parameter: &Parameter| place.is_none_or(|place| parameter.place == place);
        members(self.parameters, self.arguments, self.shared, &wanted, &mut name, query);
    }

    fn has_body(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.place == Place::Body)
    }
}

fn members(
    parameters: &'static [Parameter],
    arguments: &dyn Arguments,
    shared: &Shared,
    wanted: &dyn Fn(&Parameter) -> bool,
    name: &mut String,
    query: &mut Query<'_>,
) {
    let length = name.len();
    arguments.arguments(&mut |values| {
        let pairs = parameters.iter().zip(values);
        for (parameter, value) in pairs.filter(|(parameter, _)| wanted(parameter)) {
            name.push_str(parameter.name);
            match (value.given(), shared.get(parameter)) {
                (Given::Absent, Some(text)) => query.pair(name, text),
                (given, _) => self::value(given, name, query),
            }
            name.truncate(length);
        }
    });
}

fn value(given: Given<'_>, name: &mut String, query: &mut Query<'_>) {
    match given {
        Given::Absent => {}
        Given::Text(text) => query.pair(name, text),
        Given::Whole(number) => query.pair(name, &number.to_string()),
        Given::Double(number) => query.pair(name, &number.to_string()),
        Given::Boolean(value) => query.pair(name, if value { "true" } else { "false" }),
        Given::List(list) => items(list, name, query),
        Given::Map(map) => {
            let length = name.len();
            map.each(&mut |key, given| {
                name.push('.');
                name.push_str(key);
                value(given, name, query);
                name.truncate(length);
            });
        }
        Given::Members(parameters, arguments) => {
            name.push('.');
            members(parameters, arguments, &Shared::default(), &|_| true, name, query);
            name.pop();
        }
    }
}

/// Writes the items in the order of their numbers as texts: 1, 10, 100, 11, .., 2, 20.
fn items(list: &dyn List, name: &mut String, query: &mut Query<'_>) {
    let length = name.len();
    let count = list.count();
    let mut number = 1;
    for _ in 0..count {
        let _ = write!(name, ".{number}");
        value(list.item(number - 1), name, query);
        name.truncate(length);
        number = next_as_text(number, count);
    }
}

/// The number up to `count` whose text follows that of `number`.
fn next_as_text(number: usize, count: usize) -> usize {
    if number * 10 <= count {
        return number * 10;
    }
    let mut number = number;
    while number % 10 == 9 || number >= count {
        number /= 10;
    }
    number + 1
}

/// A canonical query under construction.
pub(crate) struct Query<'a> {
    text: String,
    /// Parameters to mix in, sorted by name.
    common: &'a [(&'a str, &'a str)],
}

impl<'a> Query<'a> {
    /// Writes the `parameters` of one place, or all of them, and `common` among them.
    pub(crate) fn write(
        parameters: &dyn Parameters,
        place: Option<Place>,
        common: &'a [(&'a str, &'a str)],
    ) -> String {
        let mut query = Self { text: String::with_capacity(512), common };
        parameters.write(&mut query, place);
        while let [(name, value), rest @ ..] = query.common {
            query.push(name, value);
            query.common = rest;
        }
        query.text
    }

    fn pair(&mut self, name: &str, value: &str) {
        while let [(common, text), rest @ ..] = self.common
            && *common < name
        {
            self.push(common, text);
            self.common = rest;
        }
        self.push(name, value);
    }

    fn push(&mut self, name: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        percent_encode(name, &mut self.text);
        self.text.push('=');
        percent_encode(value, &mut self.text);
    }
}

/// Writes UTF-8 bytes as the signatures want them: letters, digits and `-_.~` stay, everything else
/// becomes `%XY` with capital digits.
pub(crate) fn percent_encode(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !stays(byte)) {
        out.push_str(&rest[..at]);
        let character = rest[at..].chars().next().map_or(1, char::len_utf8);
        for byte in rest[at..at + character].bytes() {
            out.push('%');
            out.push(DIGITS[usize::from(byte >> 4)].into());
            out.push(DIGITS[usize::from(byte & 15)].into());
        }
        rest = &rest[at + character..];
    }
    out.push_str(rest);
}

const fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}
