//! The two results of an operation: the fields of its response, or why it refused.

use std::fmt;

use ota_spec::Value;

/// The fields of a response without its envelope, by wire name.
pub type Fields = Vec<(String, Value)>;

/// An operation that was reached and refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The documented code, such as `iot.prod.NotExistedProduct`.
    pub code: String,
    /// A message: what is wrong, and what to do.
    pub message: String,
}

impl Refusal {
    /// A refusal with a code.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// A required parameter is absent.
    pub(crate) fn missing(name: &str) -> Self {
        let message = format!("`{name}` is mandatory for this action");
        Self::new(format!("Missing{}", name.replace('.', "")), message)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.code, self.message)
    }
}

impl std::error::Error for Refusal {}
