//! A violation of a limit or rule.

use std::fmt;

use crate::problem::{Kind, Problem};

/// A violation of the limits and rules of an operation by a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    parameter: String,
    problem: Problem,
}

impl Violation {
    /// A problem of a parameter, or of the request as a whole if the name is empty.
    pub fn new(parameter: impl Into<String>, problem: Problem) -> Self {
        Self { parameter: parameter.into(), problem }
    }

    /// The parameter on the wire, with the number of the item inside a list: `DeviceName.3`. Empty
    /// if one of several parameters is missing.
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The problem and the allowed values, without the parameter.
    pub fn message(&self) -> String {
        self.problem.to_string()
    }

    /// The kind of limit or rule that is broken.
    pub fn kind(&self) -> Kind {
        self.problem.kind()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter.as_str() {
            "" => write!(f, "the request {}", self.problem),
            parameter => write!(f, "`{parameter}` {}", self.problem),
        }
    }
}
