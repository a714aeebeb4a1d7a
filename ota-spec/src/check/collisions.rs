//! Checks that no two things of a folder become the same item in Rust.
//!
//! One operation becomes several items (`X`, `XBuilder`, `XResponse`), and structs described in place
//! are named after their owner, so names that differ in the specs can still collide.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::{Field, NamedKind, NamedType, Operation, Service};
use crate::names;

/// Reports items that exist twice, each in the later file.
pub(super) fn check(
    folder: &str,
    service: &Service,
    types: &[Arc<NamedType>],
    operations: &[Operation],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut items = Items { taken: BTreeMap::new(), diagnostics };
    items.taken.insert(names::OPERATIONS.to_owned(), "the trait of all operations".to_owned());
    items.nested(&service.parameters, "the service", &format!("{folder}/service.json"));
    let path = format!("{folder}/types.json");
    for named in types {
        let what = format!("type `{}`", named.name);
        items.claim(&named.ident, &what, &path);
        match &named.kind {
            NamedKind::Id(_) => items.claim(&names::id_kind(&named.name), &what, &path),
            NamedKind::Struct(fields) => items.nested(fields, &what, &path),
            NamedKind::Enum(_) => {}
        }
    }
    for operation in operations {
        let action = &operation.action;
        let (what, path) = (format!("operation `{action}`"), format!("{folder}/ops/{action}.json"));
        let idents = &operation.idents;
        for item in [&idents.request, &idents.builder, &idents.response] {
            items.claim(item, &what, &path);
        }
        for choice in &operation.choices {
            items.claim(&choice.ident, &what, &path);
        }
        let own = operation.parameters.iter().filter(|field| !field.inherited);
        items.nested(own, &what, &path);
        items.nested(&operation.response, &what, &path);
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
