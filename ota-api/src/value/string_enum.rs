//! Open enums: their values are strings, some of which may be newer than this crate.

use std::fmt;

use crate::request::limits::{Limits, one_of};
use crate::response::read_error::ReadError;
use crate::response::value_reader::ValueReader;

/// An enum whose values are strings. Implemented by generated code only.
pub trait StringEnum: Sized + PartialEq + 'static {
    /// The known strings; the one to send comes before its aliases.
    const SPELLINGS: &'static [&'static str];
    /// The value of each string.
    const VALUES: &'static [Self];
    /// Wraps an unknown value.
    fn from_unknown(value: UnknownValue) -> Self;
    /// The unknown value, if it is one.
    fn as_unknown(&self) -> Option<&UnknownValue>;
}

/// A value that was not known when this crate was written. It is sent as it was read.
#[derive(Clone, PartialEq, Eq, Hash)]
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

/// The value of a string.
pub fn parse_enum<E: StringEnum + Clone>(text: &str) -> E {
    match E::SPELLINGS.iter().zip(E::VALUES).find(|(known, _)| **known == text) {
        Some((_, value)) => value.clone(),
        None => E::from_unknown(UnknownValue(text.to_owned())),
    }
}

/// The string of a value.
pub fn enum_str<E: StringEnum>(value: &E) -> &str {
    match value.as_unknown() {
        Some(unknown) => unknown.as_str(),
        None => {
            let mut known = E::SPELLINGS.iter().zip(E::VALUES);
            known.find(|(_, known)| *known == value).map_or("", |(text, _)| text)
        }
    }
}

/// Reads a value from a response.
pub fn read_enum<E: StringEnum + Clone>(
    reader: &mut dyn ValueReader,
) -> Result<Option<E>, ReadError> {
    let mut value = None;
    reader.with_str(&mut |text| value = Some(parse_enum(text)))?;
    Ok(value)
}

/// The limits of an enum: one of its known strings.
pub const fn string_enum<E: StringEnum>() -> Limits {
    one_of(E::SPELLINGS)
}
