//! One way in which a request is wrong.

use std::fmt;

use crate::problem::{Kind, Problem};

/// One way in which a request breaks the limits and rules of its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    parameter: String,
    problem: Problem,
}

impl Violation {
    /// A problem of a parameter; of the request as a whole if the name is empty.
    pub fn new(parameter: impl Into<String>, problem: Problem) -> Self {
        Self { parameter: parameter.into(), problem }
    }

    /// The parameter on the wire, with the item where it is in a list: `DeviceName.3`. Empty where
    /// something is missing and several parameters could be it.
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// What is wrong.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// What is wrong and what is allowed, without the parameter.
    pub fn message(&self) -> String {
        self.problem.to_string()
    }

    /// Which sort of limit or rule is broken.
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
