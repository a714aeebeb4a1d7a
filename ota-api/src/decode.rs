//! From an answer to a struct, JSON and XML alike.
//!
//! Generated code says which field stands under which name and nothing else. The formats show
//! themselves as a [`Source`]; reading is lenient where the service is known to vary: numbers written
//! as texts, `null` for nothing, a single entry where a list is due.

mod json;
#[cfg(feature = "xml")]
mod xml;

use std::collections::BTreeMap;
use std::fmt;

pub(crate) use json::read_json;
#[cfg(feature = "xml")]
pub(crate) use xml::read_xml;

/// Refuses what only the feature `xml` can read.
#[cfg(not(feature = "xml"))]
pub(crate) fn read_xml(_: &[u8], _: Each<'_>) -> ReadResult {
    Err(ReadError::new("the answer is XML, which `ota-api` reads with its feature `xml` only"))
}

/// Why a value could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(String);

impl ReadError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// The same problem, seen from the struct around it.
    pub(crate) fn inside(self, name: &str) -> Self {
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

/// Takes the members of an object one by one, each with its name.
pub type Each<'m> = &'m mut dyn FnMut(&str, &mut dyn Source) -> ReadResult;

/// A struct that an answer fills. Implemented by generated code.
pub trait Record {
    /// Shows all fields at once.
    fn fields(&mut self, visit: VisitFields<'_>) {
        visit(&mut []);
    }
}

impl Record for () {}

/// Looks at the fields of a struct.
pub type VisitFields<'v> = &'v mut dyn FnMut(&mut [Member<'_>]);

/// Where a member of an answer goes: its name and the place.
pub enum Member<'f> {
    /// A value.
    Field(&'static str, &'f mut dyn Target),
    /// A list, with the names that it and the lists inside it put around their items, an empty one
    /// for none.
    List(&'static str, &'static [&'static str], &'f mut dyn Target),
}

/// The fields of a struct while its members come in.
pub(crate) struct Fields<'a, 'f> {
    fields: &'a mut [Member<'f>],
    /// Members mostly come in the order of the fields, so the search starts behind the last one.
    next: usize,
}

impl<'a, 'f> Fields<'a, 'f> {
    pub(crate) fn new(fields: &'a mut [Member<'f>]) -> Self {
        Self { fields, next: 0 }
    }

    /// The field of this name.
    pub(crate) fn find(&mut self, name: &str) -> Option<&mut Member<'f>> {
        let (before, after) = self.fields.split_at(self.next.min(self.fields.len()));
        let place = |fields: &[Member<'_>]| fields.iter().position(|field| field.name() == name);
        let index = match place(after) {
            Some(index) => index + before.len(),
            None => place(before)?,
        };
        self.next = index + 1;
        self.fields.get_mut(index)
    }
}

impl Member<'_> {
    fn name(&self) -> &'static str {
        let (Self::Field(name, _) | Self::List(name, ..)) = self;
        name
    }

    /// Reads the member into its place.
    pub(crate) fn fill(&mut self, value: &mut dyn Source) -> ReadResult {
        match self {
            Self::Field(_, target) => target.fill(&[], value),
            Self::List(_, wrappers, target) => target.fill(wrappers, value),
        }
        .map_err(|error| error.inside(self.name()))
    }
}

/// Fills a record; `false` if there are no members.
fn read_record(record: &mut dyn Record, source: &mut dyn Source) -> Result<bool, ReadError> {
    let mut result = Ok(false);
    record.fields(&mut |fields| {
        let mut fields = Fields::new(fields);
        result = source.members(&mut |name, value| match fields.find(name) {
            Some(field) => field.fill(value),
            None => value.skip(),
        });
    });
    result
}

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
        source.list(Some(*wrapper).filter(|name| !name.is_empty()), &mut |item| {
            self.extend(T::read_list(inner, item)?);
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

    /// Reads it where it is a list whose items stand inside these names.
    fn read_list(wrappers: &[&str], source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let _ = wrappers;
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
        Self::read_list(&[], source)
    }

    fn read_list(wrappers: &[&str], source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
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
        let mut record = Self::default();
        Ok(read_record(&mut record, source)?.then_some(record))
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
