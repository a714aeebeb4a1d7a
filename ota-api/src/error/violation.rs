//! Violations: the ways in which a request breaks limits and rules.

use std::fmt;

/// A violation of a limit or rule by a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    parameter: String,
    message: String,
    kind: ViolationKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViolationKind {
    /// A bad value; the message continues the name of the parameter.
    Value,
    /// A list with too many items; the message continues the name of the parameter.
    Length,
    /// A broken rule; the message is a sentence about several parameters.
    Rule,
}

impl Violation {
    pub(crate) fn new(parameter: String, message: String, kind: ViolationKind) -> Self {
        Self { parameter, message, kind }
    }

    /// Whether the violation is that this list has too many items.
    pub(crate) fn is_length_of(&self, parameter: &str) -> bool {
        self.kind == ViolationKind::Length && self.parameter == parameter
    }

    /// The wire name of the parameter, with the number of the item in a list: `DeviceName.3`.
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// The problem and what is allowed.
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
