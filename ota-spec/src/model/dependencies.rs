//! Dependencies between parameters, or between the members of a struct.

use super::constant::Constant;
use super::handle::Handle;
use super::rule;
use super::shape::Field;

/// A rule between parameters, or between the members of a struct.
pub type Rule = rule::Rule<Field>;

/// A requirement between parameters.
pub type RuleKind = rule::RuleKind<Field>;

/// A condition on one parameter.
pub type Condition = rule::Condition<Field>;

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
    /// The same in Chinese.
    pub zh: Option<String>,
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
    /// The same in Chinese.
    pub zh: Option<String>,
    /// The value of the selector.
    pub value: Option<Constant>,
    /// The parameters that it needs.
    pub required: Vec<Handle<Field>>,
    /// The parameters that it may have.
    pub optional: Vec<Handle<Field>>,
    /// The parameters that it sets to constant values.
    pub fixed: Vec<(Handle<Field>, Constant)>,
}
