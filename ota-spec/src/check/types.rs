//! The shared types, during and after their check.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::carried::Carried;
use crate::model::{NamedKind, NamedType, Type};

/// The shared types by name.
#[derive(Debug, Default)]
pub(super) struct Types {
    /// `None` for a type whose description has mistakes, so that its uses are no further mistake.
    named: BTreeMap<String, Option<Arc<NamedType>>>,
    /// The contents of the structs among them.
    carried: BTreeMap<String, Carried>,
    /// All names in the file while it is being read, in any order.
    declared: BTreeSet<String>,
    /// The names by the identifiers of the types.
    called: BTreeMap<String, String>,
    complete: bool,
}

impl Types {
    /// An empty set for a file that has these names; `complete` if it has no others.
    pub(super) fn of(declared: impl Iterator<Item = String>, complete: bool) -> Self {
        Self { declared: declared.collect(), complete, ..Self::default() }
    }

    /// Adds a type; `None` if its description has mistakes.
    pub(super) fn insert(&mut self, name: String, ident: String, named: Option<NamedType>) {
        self.called.insert(ident, name.clone());
        if let Some(NamedType { kind: NamedKind::Struct(members), .. }) = &named {
            let members = members.iter().map(|member| self.carried_by(&member.ty));
            let carried = Carried::together(members);
            self.carried.insert(name.clone(), carried);
        }
        self.named.insert(name, named.map(Arc::new));
    }

    /// Records that a type could not be added.
    pub(super) fn miss(&mut self) {
        self.complete = false;
    }

    /// Ends the reading of the file.
    pub(super) fn finish(&mut self) {
        self.declared.clear();
    }

    /// The name of the type that has this identifier.
    pub(super) fn called(&self, ident: &str) -> Option<&str> {
        self.called.get(ident).map(String::as_str)
    }

    /// Whether there is a type of this name, with or without mistakes.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }

    /// The type, if it has no mistakes.
    pub(super) fn get(&self, name: &str) -> Option<Arc<NamedType>> {
        self.named.get(name)?.clone()
    }

    /// The contents of a type, down to the last member.
    pub(super) fn carried_by(&self, ty: &Type) -> Carried {
        Carried::of(ty, &|name| self.carried.get(name).copied().unwrap_or_default())
    }

    /// The names of all types, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.named.keys().map(String::as_str)
    }

    /// Whether the name belongs to a type after the one being read.
    pub(super) fn comes_later(&self, name: &str) -> bool {
        self.declared.contains(name) && !self.has(name)
    }

    /// Whether all names in `types.json` could be read, so that any other name is a mistake.
    pub(super) fn complete(&self) -> bool {
        self.complete
    }

    /// The types without mistakes, sorted by name.
    pub(super) fn into_valid(self) -> Vec<Arc<NamedType>> {
        self.named.into_values().flatten().collect()
    }
}
