//! Dependencies between parameters: rules and choices.

pub use ota_violation::rules::{Count, Needs, Relation};

use super::constant::Constant;
use super::handle::Handle;
use super::shape::Field;

/// A rule between parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The requirement.
    pub kind: RuleKind,
    /// The conditions under which it must hold, all of them; always if there are none.
    pub when: Vec<Condition>,
    /// The rule in a sentence; may be empty.
    pub doc: String,
}

/// A requirement between parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// A number of alternatives is set; an alternative is set if any of its parameters is.
    OneOf {
        /// The alternatives, each of parameters that count as one.
        alternatives: Vec<Vec<Handle<Field>>>,
        /// The number of alternatives.
        count: Count,
    },
    /// If any of some parameters is set, or always if there are none, others must or must not be set.
    Presence {
        /// The parameters that trigger the rule.
        of: Vec<Handle<Field>>,
        /// The number of others that must be set.
        needs: Needs,
        /// The others.
        parameters: Vec<Handle<Field>>,
    },
    /// These conditions do not all hold.
    Forbids(Vec<Condition>),
    /// A relation between two values, if both are set.
    Compare {
        /// The first.
        one: Handle<Field>,
        /// The second.
        other: Handle<Field>,
        /// The relation.
        relation: Relation,
    },
}

/// A condition on one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The parameter.
    pub parameter: Handle<Field>,
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

/// Parameters that exclude each other, as one choice with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// The enum in generated code.
    pub ident: String,
    /// The method of the builder.
    pub setter: String,
    /// Its documentation.
    pub doc: String,
    /// The parameter that selects the option.
    pub selector: Option<Handle<Field>>,
    /// The parameters that its options name, in the order of the operation.
    pub parameters: Vec<Handle<Field>>,
    /// The options.
    pub options: Vec<ChoiceOption>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceOption {
    /// Its name.
    pub name: String,
    /// The variant in generated code.
    pub ident: String,
    /// The function that makes it in generated code.
    pub function: String,
    /// Its documentation.
    pub doc: String,
    /// The value of the selector.
    pub value: Option<Constant>,
    /// The parameters that it needs.
    pub required: Vec<Handle<Field>>,
    /// The parameters that it may have.
    pub optional: Vec<Handle<Field>>,
    /// The parameters that it sets to constant values.
    pub fixed: Vec<(Handle<Field>, Constant)>,
}
