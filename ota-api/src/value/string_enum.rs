//! Open enums: their values are strings, some of which may be newer than this crate.

use std::fmt;

use crate::request::limits::Limits;
use crate::request::parameter::Parameter;
use crate::response::read_error::ReadError;
use crate::response::value_reader::ValueReader;

/// An enum whose values are strings. Implemented by generated code only.
pub trait StringEnum: Clone + PartialEq + 'static {
    /// The known strings; the one to send comes before its aliases.
    const SPELLINGS: &'static [&'static str];
    /// The value of each string.
    const VALUES: &'static [Self];
    /// Wraps an unknown value.
    fn from_unknown(value: UnknownValue) -> Self;
    /// The unknown value, if it is one.
    fn as_unknown(&self) -> Option<&UnknownValue>;

    /// The value of a string.
    fn parse(text: &str) -> Self {
        Self::known(text).unwrap_or_else(|| Self::from_unknown(UnknownValue(text.to_owned())))
    }

    /// The same, which keeps the string if it is not known.
    fn parse_owned(text: String) -> Self {
        Self::known(&text).unwrap_or_else(|| Self::from_unknown(UnknownValue(text)))
    }

    /// The known value of a string.
    fn known(text: &str) -> Option<Self> {
        let mut known = Self::SPELLINGS.iter().zip(Self::VALUES);
        known.find(|(known, _)| **known == text).map(|(_, value)| value.clone())
    }

    /// Whether it is the value of a string, whichever of its spellings that is.
    fn is(&self, text: &str) -> bool {
        match self.as_unknown() {
            Some(unknown) => unknown.as_str() == text,
            None => Self::known(text).is_some_and(|known| known == *self),
        }
    }

    /// The string of a value.
    fn as_str(&self) -> &str {
        match self.as_unknown() {
            Some(unknown) => unknown.as_str(),
            None => {
                let mut known = Self::SPELLINGS.iter().zip(Self::VALUES);
                known.find(|(_, known)| *known == self).map_or("", |(text, _)| text)
            }
        }
    }

    /// Reads a value from a response.
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        let mut value = None;
        reader.with_str(&mut |text| value = Some(Self::parse(text)))?;
        Ok(value)
    }
}

/// A value that was not known when this crate was written. A request may have it if the client is one
/// [with unlisted values](crate::product::Core::with_unlisted_values).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// The value as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Limits {
    /// One of the known strings of an enum.
    pub const fn string_enum<E: StringEnum>() -> Self {
        Self::one_of(E::SPELLINGS)
    }
}

impl Parameter {
    /// As [`Limits::string_enum`].
    #[must_use]
    pub const fn string_enum<E: StringEnum>(self) -> Self {
        self.within(Limits::string_enum::<E>())
    }
}
