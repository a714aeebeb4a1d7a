//! The checked model, which can only express valid specs.
//!
//! Every later stage (generation, the emulator, the command line) takes these types and has nothing
//! left to refuse or to look up: references are resolved ([`Handle`]), constants have their type
//! ([`Constant`]), limits fit, and everything has its identifier for generated code.

mod behaviour;
mod constant;
mod dependencies;
mod errors;
mod handle;
mod listed;
mod operation;
mod path;
mod rule;
mod service;
mod shape;
mod wrappers;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use behaviour::{ListField, LookUp, Page, PageBy, Split, Wait};
pub use constant::Constant;
pub use dependencies::{Choice, ChoiceOption, Condition, Rule, RuleKind};
pub use errors::{ErrorCode, Layer, Retry};
pub use handle::{Handle, Named};
pub use listed::{Enum, EnumValue};
pub use operation::{BrokenOperation, Command, Example, Idempotency, Method, Operation};
pub use path::FieldPath;
pub use rule::{Count, Needs, Relation, Test};
pub use service::{Central, Endpoints, Envelope, Region, RegionHost, Service};
pub use shape::{
    Field, Fill, Format, List, Members, NamedKind, NamedType, Origin, Place, Range, StringLimits,
    Struct, Style, Type,
};
pub(crate) use written::Written;

/// A whole spec folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// The service that all operations belong to.
    pub service: Service,
    /// The shared types, sorted by name.
    pub types: Vec<Arc<NamedType>>,
    /// The known error codes, in the order of `errors.json`.
    pub errors: Vec<Arc<ErrorCode>>,
    /// The operations, sorted by action.
    pub operations: Vec<Operation>,
}

impl Spec {
    /// The operation with this exact action name.
    pub fn operation(&self, action: &str) -> Option<&Operation> {
        let found = self.operations.binary_search_by(|known| known.action.as_str().cmp(action));
        self.operations.get(found.ok()?)
    }

    /// The entry of `errors.json` for a code: that code, or else the family it belongs to
    /// (`MissingParameter` covers `MissingParameter.CommandId`).
    pub fn error(&self, code: &str) -> Option<&ErrorCode> {
        let find = |code: &str| {
            let mut known = self.errors.iter().map(Arc::as_ref);
            known.find(|known| known.code.eq_ignore_ascii_case(code))
        };
        find(code).or_else(|| find(code.rsplit_once('.')?.0))
    }

    /// The names of the secret parameters and fields of all operations.
    pub fn secret_fields(&self) -> BTreeSet<&str> {
        let operations = self.operations.iter();
        let all = operations.flat_map(|one| one.parameters.iter().chain(&one.response));
        let mut fields: Vec<&Field> = all.map(AsRef::as_ref).collect();
        let mut seen = BTreeSet::new();
        let mut secrets = BTreeSet::new();
        while let Some(field) = fields.pop() {
            // A shared type may stand in many places.
            if !seen.insert(std::ptr::from_ref(field)) {
                continue;
            }
            if field.secret {
                secrets.insert(field.name.as_str());
            }
            let members = field.ty.innermost().members().unwrap_or_default();
            fields.extend(members.iter().map(AsRef::as_ref));
        }
        secrets
    }
}
