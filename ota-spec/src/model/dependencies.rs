//! How parameters depend on each other: rules and choices.

use super::constant::Constant;
use super::handle::Handle;
use super::shape::Field;

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

/// What must hold between parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// Exactly one alternative is set, and that one completely.
    ExactlyOneOf(Vec<Vec<Handle<Field>>>),
    /// At least one alternative is set completely.
    AtLeastOneOf(Vec<Vec<Handle<Field>>>),
    /// At most one alternative is set.
    AtMostOneOf(Vec<Vec<Handle<Field>>>),
    /// All are set or none.
    AllTogether(Vec<Handle<Field>>),
    /// All are set.
    Requires(Vec<Handle<Field>>),
    /// None is set.
    Excludes(Vec<Handle<Field>>),
    /// The parameters are set only if one of the others is.
    OnlyWith {
        /// What depends.
        parameters: Vec<Handle<Field>>,
        /// What it depends on.
        with: Vec<Handle<Field>>,
    },
    /// These conditions do not all hold.
    Forbids(Vec<Condition>),
    /// The first is less than the second, where both are set.
    LessThan(Handle<Field>, Handle<Field>),
    /// The two differ, where both are set.
    NotEqual(Handle<Field>, Handle<Field>),
    /// The product is at most the limit, where both are set.
    MaxProduct(Handle<Field>, Handle<Field>, i64),
    /// The first minus the second lies between the two, where both are set.
    Difference {
        /// The larger one.
        later: Handle<Field>,
        /// The smaller one.
        earlier: Handle<Field>,
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
    pub parameter: Handle<Field>,
    /// What must be true of it.
    pub test: Test,
}

/// What must be true of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is set, or it is not.
    Set(bool),
    /// It has one of these values.
    OneOf {
        /// The values.
        values: Vec<Constant>,
        /// What counts where the parameter is not set: its default.
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
    /// What is chosen.
    pub doc: String,
    /// The parameter that says which option it is.
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
    /// What it means.
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
