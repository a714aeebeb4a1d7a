//! How a request can be wrong.

use std::fmt;

/// One way in which a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The parameter, with the item where it is in a list: `DeviceName.3`.
    pub parameter: String,
    /// Which rule is broken.
    pub rule: Rule,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// A rule that a value can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It must be there.
    Required,
    /// Nothing of this name exists.
    Unknown,
    /// It must be of the type.
    Type,
    /// It must be one of the words.
    Enum,
    /// A text must not be shorter or longer.
    Length,
    /// A text must match a regular expression.
    Pattern,
    /// A number must not be smaller or larger.
    Range,
    /// A list must not be shorter or longer.
    Items,
    /// No item may occur twice.
    Unique,
    /// It does not go with what other parameters are.
    Dependency,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter.as_str() {
            "" => write!(f, "the request {}", self.message),
            parameter => write!(f, "`{parameter}` {}", self.message),
        }
    }
}
