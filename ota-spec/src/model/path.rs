//! The ways to fields inside of structs.

use std::fmt;
use std::ops::Deref;

use super::handle::Handle;
use super::shape::Field;
use crate::value::Value;

/// A field of a response, with the structs that lead to it. It dereferences to the field, and is shown as the
/// names on the way, joined by dots.
#[derive(Clone, PartialEq)]
pub struct FieldPath {
    /// The structs and the field.
    steps: Vec<Handle<Field>>,
    field: Handle<Field>,
}

impl FieldPath {
    /// A field inside of these structs, the outermost first; of none, if it is one of the response itself.
    pub fn new(outer: Vec<Handle<Field>>, field: Handle<Field>) -> Self {
        let mut steps = outer;
        steps.push(field.clone());
        Self { steps, field }
    }

    /// The fields on the way, of which this one is the last.
    pub fn steps(&self) -> &[Handle<Field>] {
        &self.steps
    }

    /// The structs that lead to it, the outermost first.
    pub fn outer(&self) -> &[Handle<Field>] {
        self.steps.split_last().map_or(&[], |(_, outer)| outer)
    }

    /// What a response has there.
    pub fn value<'v>(&self, response: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(response, |value, step| value.get(&step.name))
    }
}

impl Deref for FieldPath {
    type Target = Field;

    fn deref(&self) -> &Field {
        &self.field
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in self.outer() {
            write!(f, "{step}.")?;
        }
        write!(f, "{}", self.field)
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}
