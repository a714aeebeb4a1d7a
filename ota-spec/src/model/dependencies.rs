//! How parameters depend on each other: rules and choices.

use crate::value::Value;

/// How parameters depend on each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What must hold.
    pub kind: RuleKind,
    /// When it must hold: all of these; always if there are none.
    pub when: Vec<Condition>,
    /// The rule in a sentence; may be empty.
    pub doc: String,
}

/// What must hold between parameters. Every name is that of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// Exactly one alternative is set, and that one completely.
    ExactlyOneOf(Vec<Vec<String>>),
    /// At least one alternative is set completely.
    AtLeastOneOf(Vec<Vec<String>>),
    /// At most one alternative is set.
    AtMostOneOf(Vec<Vec<String>>),
    /// All are set or none.
    AllTogether(Vec<String>),
    /// All are set.
    Requires(Vec<String>),
    /// None is set.
    Excludes(Vec<String>),
    /// The parameters are set only if one of the others is.
    OnlyWith {
        /// What depends.
        parameters: Vec<String>,
        /// What it depends on.
        with: Vec<String>,
    },
    /// These conditions do not all hold.
    Forbids(Vec<Condition>),
    /// The first is less than the second, where both are set.
    LessThan(String, String),
    /// The two differ, where both are set.
    NotEqual(String, String),
    /// The product is at most the limit, where both are set.
    MaxProduct(String, String, i64),
    /// The first minus the second lies between the two, where both are set.
    Difference {
        /// The larger one.
        later: String,
        /// The smaller one.
        earlier: String,
        /// Smallest difference.
        minimum: i64,
        /// Largest difference.
        maximum: i64,
    },
}

/// A condition on one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The parameter.
    pub parameter: String,
    /// What must be true of it.
    pub test: Test,
}

/// What must be true of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is set, or it is not.
    Set(bool),
    /// It has one of these values, as the wire writes them. Where it is not set its default counts.
    OneOf(Vec<String>),
}

/// Parameters that exclude each other, as one choice with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// What is chosen.
    pub doc: String,
    /// The parameter that says which option it is.
    pub selector: Option<String>,
    /// The options.
    pub options: Vec<ChoiceOption>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceOption {
    /// Its name.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// The value of the selector.
    pub value: Option<Value>,
    /// The parameters that it needs.
    pub required: Vec<String>,
    /// The parameters that it may have.
    pub optional: Vec<String>,
    /// The parameters that it sets to constant values.
    pub fixed: Vec<(String, Value)>,
}
