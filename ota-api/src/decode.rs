//! From an answer to a struct, JSON and XML alike.
//!
//! Generated code says which field stands under which name and nothing else. The formats show
//! themselves as a [`Source`]; reading is lenient where the service is known to vary: numbers written
//! as texts, `null` for nothing, a single entry where a list is due.

mod json;
mod record;
#[cfg(feature = "xml")]
mod xml;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub(crate) use json::read_json;
pub(crate) use record::{Fields, Order, read_record};
pub use record::{Member, Record, VisitFields};
#[cfg(feature = "xml")]
pub(crate) use xml::read_xml;

/// Refuses what only the feature `xml` can read.
#[cfg(not(feature = "xml"))]
pub(crate) fn read_xml(_: &[u8], _: Each<'_>) -> ReadResult {
    Err(ReadError::new("the answer is XML, which `ota-api` reads with its feature `xml` only"))
}

/// Why a value could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(Box<str>);

impl ReadError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into().into())
    }

    /// The same problem, seen from the struct around it.
    pub(crate) fn inside(self, name: &str) -> Self {
        Self(format!("`{name}`: {}", self.0).into())
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
    /// Shows the same text without keeping it; nothing for `null`.
    fn look(&mut self, show: &mut dyn FnMut(&str)) -> ReadResult {
        if let Some(text) = self.text()? {
            show(&text);
        }
        Ok(())
    }
    /// The members of an object; `false` if there are none, which is how some answers write nothing.
    fn members(&mut self, each: Each<'_>) -> Result<bool, ReadError>;
    /// The items of a list, which may stand under the name `wrapper`.
    fn list(
        &mut self,
        wrapper: Option<&str>,
        item: &mut dyn FnMut(&mut dyn Source) -> ReadResult,
    ) -> ReadResult;
    /// Passes over the value.
    fn skip(&mut self) -> ReadResult;
    /// A whole number.
    fn whole(&mut self) -> Result<Option<i64>, ReadError> {
        let mut found = Ok(None);
        self.look(&mut |text| found = parse(text, "a whole number"))?;
        found
    }
    /// A floating-point number.
    fn double(&mut self) -> Result<Option<f64>, ReadError> {
        let mut found = Ok(None);
        self.look(&mut |text| found = parse(text, "a number"))?;
        found
    }
    /// `true` or `false`, in any letter case.
    fn boolean(&mut self) -> Result<Option<bool>, ReadError> {
        let mut found = Ok(None);
        self.look(&mut |text| {
            found = match text.trim() {
                text if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
                text if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
                _ => parse(text, "`true` or `false`"),
            }
        })?;
        found
    }
}

/// Reads a text that stands for something else; an empty one is nothing.
fn parse<T: FromStr>(text: &str, what: &str) -> Result<Option<T>, ReadError> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
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

/// Takes the members of an object one by one, each with its name.
pub type Each<'m> = &'m mut dyn FnMut(&str, &mut dyn Source) -> ReadResult;

/// The place that a value is read into.
pub trait Target {
    /// Reads the value.
    fn fill(&mut self, wrappers: &[&str], source: &mut dyn Source) -> ReadResult;
}

impl<T: Read> Target for Option<T> {
    fn fill(&mut self, _: &[&str], source: &mut dyn Source) -> ReadResult {
        *self = T::read(source)?;
        Ok(())
    }
}

impl<T: Read> Target for Vec<T> {
    /// XML writes a list without a wrapper as a field that repeats, so items are added.
    fn fill(&mut self, wrappers: &[&str], source: &mut dyn Source) -> ReadResult {
        let (wrapper, inner) = wrappers.split_first().unwrap_or((&"", &[]));
        let mut order = Order::default();
        source.list(Some(*wrapper).filter(|name| !name.is_empty()), &mut |item| {
            self.extend(T::read_item(inner, &mut order, item)?);
            Ok(())
        })
    }
}

impl<T: Read> Target for BTreeMap<String, T> {
    fn fill(&mut self, _: &[&str], source: &mut dyn Source) -> ReadResult {
        source.members(&mut |key, value| {
            let value = T::read(value).map_err(|error| error.inside(key))?;
            self.extend(value.map(|value| (key.to_owned(), value)));
            Ok(())
        })?;
        Ok(())
    }
}

/// A value that can be read out of an answer.
pub trait Read: Sized {
    /// Reads it; `None` for `null`.
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError>;

    /// Reads it where it is an item of a list: a list itself, whose items stand inside these names, or
    /// a struct, whose members come in the order of those before.
    fn read_item(
        wrappers: &[&str],
        order: &mut Order,
        source: &mut dyn Source,
    ) -> Result<Option<Self>, ReadError> {
        let _ = (wrappers, order);
        Self::read(source)
    }
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
        Self::read_item(&[], &mut Order::default(), source)
    }

    fn read_item(
        wrappers: &[&str],
        _: &mut Order,
        source: &mut dyn Source,
    ) -> Result<Option<Self>, ReadError> {
        let mut items = Self::new();
        items.fill(wrappers, source)?;
        Ok(Some(items))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let mut entries = Self::new();
        entries.fill(&[], source)?;
        Ok(Some(entries))
    }
}

impl<R: Record + Default> Read for R {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        Self::read_item(&[], &mut Order::default(), source)
    }

    fn read_item(
        _: &[&str],
        order: &mut Order,
        source: &mut dyn Source,
    ) -> Result<Option<Self>, ReadError> {
        let mut record = Self::default();
        Ok(read_record(&mut record, order, source)?.then_some(record))
    }
}

#[cfg(all(test, not(feature = "xml")))]
mod tests {
    use super::read_xml;

    #[test]
    fn without_its_feature_xml_is_refused_by_name() {
        let error = read_xml(b"<A/>", &mut |_, _| Ok(())).unwrap_err();
        assert!(error.to_string().contains("feature `xml`"), "{error}");
    }
}
