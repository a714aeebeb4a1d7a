//! Errors of reading values.

use std::fmt;

/// The reason why a value could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(Box<str>);

impl ReadError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into().into())
    }

    /// Adds the name of the member that contains the value.
    pub(crate) fn inside(self, name: &str) -> Self {
        Self(format!("`{name}`: {}", self.0).into())
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The result of reading.
pub type ReadResult = Result<(), ReadError>;
