//! The shared types that requests and responses use, and the names of their schemas.
//!
//! A request is held to every limit. A response is read leniently: fields may be missing, enums have
//! further words. A type of both therefore has two schemas, the second with `Output` in its name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ota_spec::model::{Field, NamedKind, NamedType, Spec, Type};

/// Where a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Request,
    Response,
}

/// The shared types in use.
#[derive(Debug)]
pub(super) struct Sides {
    used: BTreeSet<(String, Side)>,
    names: BTreeMap<(String, Side), String>,
}

impl Sides {
    pub(super) fn of(spec: &Spec) -> Self {
        let mut sides = Self { used: BTreeSet::new(), names: BTreeMap::new() };
        sides.fields(&spec.service.parameters, Side::Request);
        for operation in &spec.operations {
            sides.fields(&operation.parameters, Side::Request);
            sides.fields(&operation.response, Side::Response);
        }
        let mut taken: BTreeSet<String> =
            spec.types.iter().map(|named| named.name.clone()).collect();
        for key in sides.used.clone() {
            let (name, side) = &key;
            let is_both = sides.uses(name, Side::Request) && *side == Side::Response;
            let name = if is_both
                && spec.types.iter().any(|named| named.name == *name && differs(named))
            {
                free(&format!("{name}Output"), &mut taken)
            } else {
                name.clone()
            };
            sides.names.insert(key, name);
        }
        sides
    }

    /// Whether anything of this side uses the type.
    pub(super) fn uses(&self, name: &str, side: Side) -> bool {
        self.used.contains(&(name.to_owned(), side))
    }

    /// The name of the schema of a type.
    pub(super) fn name(&self, name: &str, side: Side) -> String {
        let known = self.names.get(&(name.to_owned(), side));
        known.map_or_else(|| name.to_owned(), Clone::clone)
    }

    /// Every name that a schema has already.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }

    fn fields(&mut self, fields: &[Arc<Field>], side: Side) {
        for field in fields {
            self.walk(&field.ty, side);
        }
    }

    fn walk(&mut self, ty: &Type, side: Side) {
        match ty {
            Type::String(_)
            | Type::Integer(_)
            | Type::Long(_)
            | Type::Double(_)
            | Type::Boolean
            | Type::Any => {}
            Type::Named(named) => {
                if self.used.insert((named.name.clone(), side))
                    && let NamedKind::Struct(members) = &named.kind
                {
                    self.fields(members, side);
                }
            }
            Type::List(list) => self.walk(&list.items, side),
            Type::Map(values) => self.walk(values, side),
            Type::Struct(inner) => self.fields(&inner.fields, side),
        }
    }
}

/// A name that nothing has, and takes it.
pub(super) fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// Whether requests and responses need schemas of their own. Only a string without limits is the same
/// in both.
fn differs(named: &NamedType) -> bool {
    match &named.kind {
        NamedKind::Id(limits) => *limits != ota_spec::model::StringLimits::default(),
        NamedKind::Enum(_) | NamedKind::Struct(_) => true,
    }
}
