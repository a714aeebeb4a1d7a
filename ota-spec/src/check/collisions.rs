//! Checks that no two things of a folder become the same item in Rust.
//!
//! One operation becomes several items (`X`, `XBuilder`, `XResponse`), and structs written in place
//! are named after their owner, so names that differ in the specs can still meet.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::model::{Field, NamedKind, NamedType, Operation, Type};
use crate::names;

/// Reports the items that are there twice; each with the file that came later.
pub(super) fn check(
    folder: &str,
    types: &[Arc<NamedType>],
    operations: &[Operation],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut items = Items { taken: BTreeMap::new(), diagnostics };
    let trait_ = "the trait of all operations".to_owned();
    items.taken.insert(names::camel(names::OPERATIONS), trait_);
    let path = format!("{folder}/types.json");
    for named in types {
        let what = format!("type `{}`", named.name);
        items.claim(names::camel(&named.name), &what, &path);
        match &named.kind {
            NamedKind::Id(_) => items.claim(names::kind(&named.name), &what, &path),
            NamedKind::Struct(fields) => items.nested(&named.name, fields, &what, &path),
            NamedKind::Enum(_) => {}
        }
    }
    for operation in operations {
        let action = &operation.action;
        let (what, path) = (format!("operation `{action}`"), format!("{folder}/ops/{action}.json"));
        for item in [names::camel(action), names::builder(action), names::response(action)] {
            items.claim(item, &what, &path);
        }
        for choice in &operation.choices {
            items.claim(names::choice(action, &choice.name), &what, &path);
        }
        items.nested(action, &operation.parameters, &what, &path);
        items.nested(&names::response(action), &operation.response, &what, &path);
    }
}

struct Items<'a> {
    /// Who has which name.
    taken: BTreeMap<String, String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Items<'_> {
    fn claim(&mut self, item: String, what: &str, path: &str) {
        if let Some(other) = self.taken.get(&item) {
            let message = format!("{what} needs the Rust item `{item}`, which {other} has");
            self.diagnostics.push(Diagnostic::whole_file(path, message, "rename one of them"));
        } else {
            self.taken.insert(item, what.to_owned());
        }
    }

    /// The structs written in place, and those inside them.
    fn nested(&mut self, owner: &str, fields: &[Field], what: &str, path: &str) {
        for field in fields {
            if let Some(members) = in_place(&field.ty) {
                let name = names::nested(owner, &field.name);
                self.claim(name.clone(), what, path);
                self.nested(&name, members, what, path);
            }
        }
    }
}

fn in_place(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::Struct(members) => Some(members),
        Type::List(list) => in_place(&list.items),
        Type::Map(values) => in_place(values),
        _ => None,
    }
}
