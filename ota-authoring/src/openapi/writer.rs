//! The document under construction, and the statements that found no place in it.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::Value;
use ota_spec::model::Spec;

use super::sides::{Sides, free};
use super::unsaid::{Scope, Topic, Unsaid};
use crate::object::{object, text};

/// The name of the schema of refusals by the gateway.
const ERROR: &str = "Error";

/// A document under construction.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    pub(super) spec: &'a Spec,
    pub(super) sides: Sides,
    /// The schemas of the document by name.
    pub(super) schemas: BTreeMap<String, Value>,
    /// Statements about services and operations, in their order.
    pub(super) unsaid: Vec<Unsaid>,
    /// Statements about shared types, by the name of their schema.
    pub(super) types: BTreeMap<String, Vec<Unsaid>>,
    /// The name of the schema of refusals by the gateway.
    pub(super) error: String,
    scope: Scope,
    taken: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(spec: &'a Spec) -> Self {
        let sides = Sides::of(spec);
        let mut taken: BTreeSet<String> = sides.names().map(str::to_owned).collect();
        Self {
            spec,
            sides,
            schemas: BTreeMap::new(),
            unsaid: Vec::new(),
            types: BTreeMap::new(),
            error: free(ERROR, &mut taken),
            scope: Scope::Service,
            taken,
        }
    }

    /// A name for a schema that no other has.
    pub(super) fn claim(&mut self, wanted: &str) -> String {
        free(wanted, &mut self.taken)
    }

    /// Notes a statement that OpenAPI has no words for.
    pub(super) fn note(&mut self, topic: Topic, place: &str, says: impl Into<String>) {
        self.unsaid.push(Unsaid {
            scope: self.scope.clone(),
            topic,
            place: place.to_owned(),
            says: says.into(),
        });
    }

    /// Does some work for a scope, and gives what was noted on the way.
    pub(super) fn within<T>(
        &mut self,
        scope: Scope,
        work: impl FnOnce(&mut Self) -> T,
    ) -> (T, Vec<Unsaid>) {
        let outer = std::mem::replace(&mut self.scope, scope);
        let others = std::mem::take(&mut self.unsaid);
        let done = work(self);
        self.scope = outer;
        (done, std::mem::replace(&mut self.unsaid, others))
    }
}

/// A reference to a part of the document.
pub(super) fn reference(section: &str, name: &str) -> Value {
    object([("$ref", text(format!("#/components/{section}/{name}")))])
}
