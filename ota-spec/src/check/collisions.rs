//! Checks that no two things of a folder become the same item in Rust.
//!
//! One operation becomes several items (`X`, `XBuilder`, `XResponse`), and structs described in place
//! are named after their owner, so names that differ in the specs can still collide.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::{BrokenOperation, Field, NamedKind, NamedType, Operation, Service};
use crate::names;

/// Reports items that exist twice, each in the later file. Returns the operations without such items,
/// and the broken ones whose remains collide with nothing.
pub(super) fn check(
    folder: &str,
    service: &Service,
    types: &[Arc<NamedType>],
    operations: Vec<Operation>,
    broken: Vec<BrokenOperation>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Operation>, Vec<BrokenOperation>) {
    let mut items = Items { taken: BTreeMap::new(), diagnostics };
    for item in [names::CLIENT, names::CLIENT_BUILDER] {
        items.taken.insert(item.to_owned(), "the client".to_owned());
    }
    items.nested(&service.parameters, "the service", &format!("{folder}/service.json"));
    let path = format!("{folder}/types.json");
    for named in types {
        let what = format!("type `{}`", named.name);
        items.claim(&named.ident, &what, &path);
        match &named.kind {
            NamedKind::Id(_) => items.claim(&names::id_kind(&named.name), &what, &path),
            NamedKind::Struct(fields) => items.nested(&**fields, &what, &path),
            NamedKind::Enum(_) => {}
        }
    }
    let mut valid = Vec::new();
    let mut colliding = Vec::new();
    for operation in operations {
        let found = items.diagnostics.len();
        items.operation(folder, &operation);
        if items.diagnostics.len() == found {
            valid.push(operation);
        } else {
            colliding.push(remains(&operation));
        }
    }
    let left = broken.into_iter().chain(colliding).filter(|left| items.has_room(left)).collect();
    (valid, left)
}

/// The remains of an operation with mistakes that its file alone does not show.
pub(super) fn remains(operation: &Operation) -> BrokenOperation {
    let parameters = operation.parameters.iter().map(|field| names::builder_setter(&field.ident));
    let choices = operation.choices.iter().map(|choice| choice.setter.clone());
    let setters: BTreeSet<String> = parameters.chain(choices).collect();
    BrokenOperation {
        action: operation.action.clone(),
        idents: operation.idents.clone(),
        setters: setters.into_iter().collect(),
    }
}

struct Items<'a> {
    /// The names with their owners.
    taken: BTreeMap<String, String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Items<'_> {
    fn claim(&mut self, item: &str, what: &str, path: &str) {
        if let Some(other) = self.taken.get(item) {
            let message = format!("{what} needs the Rust item `{item}`, which {other} has");
            self.diagnostics.push(Diagnostic::whole_file(path, message, "rename one of them"));
        } else {
            self.taken.insert(item.to_owned(), what.to_owned());
        }
    }

    fn operation(&mut self, folder: &str, operation: &Operation) {
        let action = &operation.action;
        let (what, path) = (format!("operation `{action}`"), format!("{folder}/ops/{action}.json"));
        for item in operation.idents.items() {
            self.claim(item, &what, &path);
        }
        for choice in &operation.choices {
            self.claim(&choice.ident, &what, &path);
        }
        let own = operation.parameters.iter().filter(|field| !field.is_inherited());
        self.nested(own, &what, &path);
        self.nested(&operation.response, &what, &path);
    }

    /// Whether nobody else has the items of a broken operation; it has them from then on.
    fn has_room(&mut self, broken: &BrokenOperation) -> bool {
        let what = format!("operation `{}`", broken.action);
        let free = |item: &&String| self.taken.get(*item).is_none_or(|owner| *owner == what);
        let room = broken.idents.items().iter().all(free);
        if room {
            let items = broken.idents.items().map(|item| (item.clone(), what.clone()));
            self.taken.extend(items);
        }
        room
    }

    /// The structs described in place, and those inside them.
    fn nested<'f>(
        &mut self,
        fields: impl IntoIterator<Item = &'f Arc<Field>>,
        what: &str,
        path: &str,
    ) {
        for field in fields {
            if let Some(inner) = field.ty.in_place() {
                self.claim(&inner.ident, what, path);
                self.nested(&inner.fields, what, path);
            }
        }
    }
}
