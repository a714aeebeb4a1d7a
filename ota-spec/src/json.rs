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

use crate::value::Value;

impl Value {
    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// The text is not JSON, nests deeper than 64 levels, or has a key twice in an object.
    pub fn from_json(text: &str) -> Result<Self, String> {
        match parse(text) {
            Ok(node) => match node.twins().first() {
                Some(twin) => Err(format!("key `{}` is given twice in an object", twin.key)),
                None => Ok(node.to_value()),
            },
            Err(error) => Err(error.message),
        }
    }
}
