//! The two results of an operation: the fields of its response, or why it refused.

use ota_spec::Value;

/// The fields of a response without its envelope, by wire name.
pub(crate) type Fields = Vec<(String, Value)>;

/// An operation that was reached and refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// A required parameter is absent.
    pub(crate) fn missing(name: &str) -> Self {
        let message = format!("`{name}` is mandatory for this action");
        Self::new(format!("Missing{}", name.replace('.', "")), message)
    }
}
