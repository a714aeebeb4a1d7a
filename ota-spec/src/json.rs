//! A JSON reader that keeps positions.
//!
//! serde_json forgets positions, and a mistake in a spec has to be shown on its line. This reader
//! accepts what RFC 8259 accepts, to a depth of [`DEPTH`].

#[cfg(test)]
mod agreement;
mod node;
mod parser;

pub(crate) use node::{DEPTH, Kind, Member, Node};
pub(crate) use parser::{is_number, parse};

use crate::diagnostic::Position;
use crate::value::Value;

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    message: String,
    help: String,
}

impl Misread {
    /// What is wrong, without help.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl std::fmt::Display for Misread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "; {}", self.help) }
    }
}

impl std::error::Error for Misread {}

impl Value {
    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// The text is not JSON, nests deeper than 64 levels, or has a key twice in an object.
    pub fn from_json(text: &str) -> Result<Self, String> {
        Self::from_json_text(text).map_err(|error| error.message)
    }

    /// Reads JSON, and says where it is wrong.
    ///
    /// # Errors
    ///
    /// The text is not JSON, nests deeper than 64 levels, or has a key twice in an object.
    pub fn from_json_text(text: &str) -> Result<Self, Misread> {
        let misread = |span, message: String, help: String| {
            let Position { line, column, .. } = Position::new(text, span);
            Misread { line, column, message, help }
        };
        let node = parse(text).map_err(|error| misread(error.span, error.message, error.help))?;
        match node.twins().first() {
            None => Ok(node.to_value()),
            Some(twin) => {
                let message = format!("key `{}` is given twice in an object", twin.key);
                Err(misread(twin.key_span, message, String::new()))
            }
        }
    }
}
