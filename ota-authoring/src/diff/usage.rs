//! The two specs that are compared, and which way the values of their shared types go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ota_spec::Spec;
use ota_spec::model::{Field, NamedType, Type};

use super::side::Side;

/// The specs that are compared.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Spec,
    pub(super) new: &'a Spec,
    /// Whether these are whole folders: of operations, only what they use is compared.
    pub(super) whole: bool,
    /// The shared types that requests use, on either side.
    given: BTreeSet<String>,
}

impl<'a> Pair<'a> {
    pub(super) fn of_folders(old: &'a Spec, new: &'a Spec) -> Self {
        Self::new(old, new, true)
    }

    pub(super) fn of_operations(old: &'a Spec, new: &'a Spec) -> Self {
        Self::new(old, new, false)
    }

    fn new(old: &'a Spec, new: &'a Spec, whole: bool) -> Self {
        let mut given = BTreeSet::new();
        for spec in [old, new] {
            let operations = spec.operations.iter().map(|operation| &operation.parameters);
            for parameters in operations.chain([&spec.service.parameters]) {
                names_in(parameters, &mut given);
            }
        }
        Self { old, new, whole, given }
    }

    /// The shared types of one of the two that are compared, by name.
    pub(super) fn types(&self, spec: &'a Spec) -> BTreeMap<&'a str, &'a NamedType> {
        let used = used_by(spec);
        let is_compared = |named: &&NamedType| self.whole || used.contains(&named.name);
        let types = spec.types.iter().map(|named| &**named).filter(is_compared);
        types.map(|named| (named.name.as_str(), named)).collect()
    }

    /// Which way the values of a shared type go; a type that nobody uses may be used for anything.
    pub(super) fn side_of(&self, name: &str) -> Side {
        let returned = |spec: &Spec| {
            let mut names = BTreeSet::new();
            for operation in &spec.operations {
                names_in(&operation.response, &mut names);
            }
            names.contains(name)
        };
        if !self.given.contains(name) && (returned(self.old) || returned(self.new)) {
            Side::Response
        } else {
            Side::Request
        }
    }
}

/// The shared types that operations use.
fn used_by(spec: &Spec) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for operation in &spec.operations {
        names_in(&operation.parameters, &mut names);
        names_in(&operation.response, &mut names);
    }
    names
}

/// Adds the names of the shared types in fields, at any depth.
fn names_in(fields: &[Arc<Field>], names: &mut BTreeSet<String>) {
    for field in fields {
        let ty = field.ty.innermost();
        if let Type::Named(named) = ty
            && !names.insert(named.name.clone())
        {
            continue;
        }
        names_in(ty.members().unwrap_or_default(), names);
    }
}
