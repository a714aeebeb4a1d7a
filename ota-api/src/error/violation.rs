//! The ways in which a request breaks the limits of its operation.

use std::fmt;

/// One way in which a request breaks the limits of its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    parameter: String,
    message: String,
    kind: ViolationKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViolationKind {
    /// The message goes on behind the name of the parameter.
    Value,
    /// The same, and all that is wrong is that a list is too long.
    Length,
    /// The message is a sentence about several parameters.
    Rule,
}

impl Violation {
    pub(crate) fn new(parameter: String, message: String, kind: ViolationKind) -> Self {
        Self { parameter, message, kind }
    }

    /// Whether this list is too long and nothing else.
    pub(crate) fn is_length_of(&self, parameter: &str) -> bool {
        self.kind == ViolationKind::Length && self.parameter == parameter
    }

    /// The parameter on the wire, with the item where it is in a list: `DeviceName.3`.
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// What is wrong and what is allowed.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ViolationKind::Value | ViolationKind::Length => {
                write!(f, "`{}` {}", self.parameter, self.message)
            }
            ViolationKind::Rule => f.write_str(self.message.trim_end_matches('.')),
        }
    }
}
