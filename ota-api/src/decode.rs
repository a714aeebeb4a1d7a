//! From an answer to a struct, JSON and XML alike.
//!
//! Generated code says which field stands under which name and nothing else. The formats show
//! themselves as a [`Source`]; reading is lenient where the service is known to vary: numbers written
//! as texts, `null` for nothing, a single entry where a list is due.

mod json;
mod xml;

use std::collections::BTreeMap;
use std::fmt;

pub(crate) use json::read_json;
pub(crate) use xml::read_xml;

/// Why a value could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(String);

impl ReadError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// The same problem, seen from the struct around it.
    fn inside(self, name: &str) -> Self {
        Self(format!("`{name}`: {}", self.0))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What reading gives.
pub type ReadResult = Result<(), ReadError>;

/// A value in an answer, to be taken once. `None` is `null`.
pub trait Source {
    /// A text; a number or a boolean is taken in its shortest spelling.
    fn text(&mut self) -> Result<Option<String>, ReadError>;
    /// The members of a struct; `false` if there are none, which is how some answers write nothing.
    fn record(&mut self, record: &mut dyn Record) -> Result<bool, ReadError>;
    /// The items of a list, which may stand under the name `wrapper`.
    fn list(
        &mut self,
        wrapper: Option<&str>,
        item: &mut dyn FnMut(&mut dyn Source) -> ReadResult,
    ) -> ReadResult;
    /// The members of an object with free keys.
    fn map(&mut self, entry: &mut dyn FnMut(&str, &mut dyn Source) -> ReadResult) -> ReadResult;
    /// Passes over the value.
    fn skip(&mut self) -> ReadResult;
    /// A whole number.
    fn whole(&mut self) -> Result<Option<i64>, ReadError> {
        parse(self.text()?, "a whole number")
    }
    /// A floating-point number.
    fn double(&mut self) -> Result<Option<f64>, ReadError> {
        parse(self.text()?, "a number")
    }
    /// `true` or `false`, in any letter case.
    fn boolean(&mut self) -> Result<Option<bool>, ReadError> {
        parse(self.text()?.map(|text| text.to_ascii_lowercase()), "`true` or `false`")
    }
}

/// Reads a text that stands for something else; an empty one is nothing.
fn parse<T: std::str::FromStr>(text: Option<String>, what: &str) -> Result<Option<T>, ReadError> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(ReadError::new(format!("expected {what}, not `{}`", excerpt(text)))),
        },
    }
}

/// The start of a text of an answer, enough to recognise it.
pub(crate) fn excerpt(text: &str) -> String {
    cut(text, 60)
}

/// A text without control characters and marks that turn the line around, cut where it gets too
/// long to read.
pub(crate) fn shorten(text: &str) -> String {
    cut(text, 1000)
}

fn cut(text: &str, longest: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut short: String =
        text.chars().take(longest).map(|c| if hidden(c) { ' ' } else { c }).collect();
    if text.chars().nth(longest).is_some() {
        short.push_str("...");
    }
    short
}

/// A struct that an answer fills. Implemented by generated code.
pub trait Record {
    /// The names of its fields on the wire.
    fn names(&self) -> &'static [&'static str] {
        &[]
    }

    /// Reads the field with this place in `names`.
    fn read(&mut self, index: usize, value: &mut dyn Source) -> ReadResult {
        let _ = index;
        value.skip()
    }

    /// The place of a name. Fields mostly come in order, so the search starts at `hint`.
    fn find(&self, name: &str, hint: usize) -> Option<usize> {
        let names = self.names();
        let (before, after) = names.split_at(hint.min(names.len()));
        let place = |names: &[&str]| names.iter().position(|known| *known == name);
        place(after).map(|index| index + before.len()).or_else(|| place(before))
    }
}

impl Record for () {}

/// Hands a member to its field.
fn read_member(
    record: &mut dyn Record,
    name: &str,
    hint: &mut usize,
    value: &mut dyn Source,
) -> ReadResult {
    match record.find(name, *hint) {
        None => value.skip(),
        Some(index) => {
            *hint = index + 1;
            record.read(index, value).map_err(|error| error.inside(name))
        }
    }
}

/// A value that can be read out of an answer.
pub trait Read: Sized {
    /// Reads it; `None` for `null`.
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError>;
}

/// Reads a field.
pub fn read<T: Read>(field: &mut Option<T>, source: &mut dyn Source) -> ReadResult {
    *field = T::read(source)?;
    Ok(())
}

/// Reads a list; XML writes a list without a wrapper as a field that repeats, so items are added.
pub fn read_list<T: Read>(
    field: &mut Vec<T>,
    wrapper: Option<&str>,
    source: &mut dyn Source,
) -> ReadResult {
    source.list(wrapper, &mut |item| {
        field.extend(T::read(item)?);
        Ok(())
    })
}

/// Reads values under free keys.
pub fn read_map<T: Read>(field: &mut BTreeMap<String, T>, source: &mut dyn Source) -> ReadResult {
    *field = BTreeMap::read(source)?.unwrap_or_default();
    Ok(())
}

impl Read for String {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.text()
    }
}

impl Read for i32 {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let out_of_range = |_| ReadError::new("expected a whole number of 32 bits");
        source.whole()?.map(|number| Self::try_from(number).map_err(out_of_range)).transpose()
    }
}

impl Read for i64 {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.whole()
    }
}

impl Read for f64 {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.double()
    }
}

impl Read for bool {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.boolean()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let mut items = Self::new();
        read_list(&mut items, None, source)?;
        Ok(Some(items))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let mut entries = Self::new();
        source.map(&mut |key, value| {
            let value = T::read(value).map_err(|error| error.inside(key))?;
            entries.extend(value.map(|value| (key.to_owned(), value)));
            Ok(())
        })?;
        Ok(Some(entries))
    }
}

impl<R: Record + Default> Read for R {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let mut record = Self::default();
        Ok(source.record(&mut record)?.then_some(record))
    }
}
