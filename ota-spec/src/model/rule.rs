//! Rules between the fields of one place. They stand below the types, which may have rules, so they do not know what
//! a field is.

pub use ota_violation::rules::{Count, Needs, Relation};

use super::constant::Constant;
use super::handle::{Handle, Named};

/// A rule between parameters, or between the members of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule<F: Named> {
    /// The requirement.
    pub kind: RuleKind<F>,
    /// The conditions under which it must hold, all of them; always if there are none.
    pub when: Vec<Condition<F>>,
    /// The rule in a sentence; may be empty.
    pub doc: String,
    /// The same in Chinese.
    pub zh: Option<String>,
}

/// A requirement between parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind<F: Named> {
    /// A number of alternatives is set; an alternative is set if any of its parameters is.
    OneOf {
        /// The alternatives, each of parameters that count as one.
        alternatives: Vec<Vec<Handle<F>>>,
        /// The number of alternatives.
        count: Count,
    },
    /// If any of some parameters is set, or always if there are none, others must or must not be set.
    Presence {
        /// The parameters that trigger the rule.
        of: Vec<Handle<F>>,
        /// The number of others that must be set.
        needs: Needs,
        /// The others.
        parameters: Vec<Handle<F>>,
    },
    /// These conditions do not all hold.
    Forbids(Vec<Condition<F>>),
    /// A relation between two values, if both are set.
    Compare {
        /// The first.
        one: Handle<F>,
        /// The second.
        other: Handle<F>,
        /// The relation.
        relation: Relation,
    },
}

/// A condition on one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition<F: Named> {
    /// The parameter.
    pub parameter: Handle<F>,
    /// The test that it must pass.
    pub test: Test,
}

/// A test of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is set, or it is not.
    Set(bool),
    /// It has one of these values.
    OneOf {
        /// The values.
        values: Vec<Constant>,
        /// The default of the parameter, which counts if it is not set.
        default: Option<Constant>,
    },
}
