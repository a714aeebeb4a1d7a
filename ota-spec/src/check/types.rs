//! The shared types, during and after their check.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::carried::{Carried, TooLarge, Unfold};
use super::cycles::Circles;
use crate::json::Node;
use crate::model::{Field, NamedKind, NamedType, Rule, Style, Type};

/// The shared types by name.
#[derive(Debug, Default)]
pub(super) struct Types {
    /// `None` for a type whose description has mistakes, so that its uses are no further mistake.
    named: BTreeMap<String, Option<Arc<NamedType>>>,
    /// The members of the structs among them. A struct itself has them once it is known that they do not go on
    /// without end, or nothing that follows them, not even what frees them, would come to one.
    members: BTreeMap<String, Vec<Arc<Field>>>,
    /// The rules between them.
    rules: BTreeMap<String, Vec<Rule>>,
    /// The contents of the structs among them; empty while they are being read.
    carried: BTreeMap<String, Carried>,
    /// The names by the identifiers of the types.
    called: BTreeMap<String, String>,
    complete: bool,
    /// The values of members that may hold structs whose members are not known yet.
    later: RefCell<Vec<Later>>,
}

/// A value in a shared struct that is checked when the members of all structs are known.
#[derive(Debug)]
pub(super) struct Later {
    /// The struct; empty until all its members are read.
    pub(super) owner: String,
    pub(super) what: &'static str,
    pub(super) name: String,
    pub(super) ty: Type,
    pub(super) style: Style,
    pub(super) node: Node,
}

impl Types {
    /// An empty set for a file; `complete` if every type in it has a name.
    pub(super) fn of(complete: bool) -> Self {
        Self { complete, ..Self::default() }
    }

    /// Adds a type, structs still without their members; `None` if its description has mistakes.
    pub(super) fn insert(&mut self, name: String, ident: String, named: Option<NamedType>) {
        self.called.insert(ident, name.clone());
        self.named.insert(name, named.map(Arc::new));
    }

    /// Records that a type could not be added.
    pub(super) fn miss(&mut self) {
        self.complete = false;
    }

    /// Records the members of a struct, with their rules; `None` if there are mistakes.
    pub(super) fn set_members(
        &mut self,
        name: &str,
        members: Option<(Vec<Arc<Field>>, Vec<Rule>)>,
    ) {
        for later in self.later.get_mut().iter_mut().filter(|later| later.owner.is_empty()) {
            name.clone_into(&mut later.owner);
        }
        match members {
            Some((members, rules)) => {
                self.members.insert(name.to_owned(), members);
                self.rules.insert(name.to_owned(), rules);
            }
            None => self.damage(name),
        }
    }

    /// Gives the structs without mistakes their members.
    pub(super) fn complete_structs(&mut self) {
        for (name, members) in &self.members {
            if let Some(Some(named)) = self.named.get(name)
                && let NamedKind::Struct(inner) = &named.kind
            {
                let rules = self.rules.remove(name).unwrap_or_default();
                inner.complete(members.clone(), rules);
            }
        }
    }

    /// Puts a value off until the members of all structs are known.
    pub(super) fn check_later(
        &self,
        what: &'static str,
        name: &str,
        (ty, style): (&Type, Style),
        node: &Node,
    ) {
        let (owner, name, ty, node) = (String::new(), name.to_owned(), ty.clone(), node.clone());
        self.later.borrow_mut().push(Later { owner, what, name, ty, style, node });
    }

    /// The values that were put off.
    pub(super) fn take_later(&mut self) -> Vec<Later> {
        std::mem::take(self.later.get_mut())
    }

    /// Records a mistake in a type that stands here already.
    pub(super) fn damage(&mut self, name: &str) {
        if let Some(named) = self.named.get_mut(name) {
            *named = None;
        }
    }

    /// Finds out what the structs carry, now that all their members are known, and gives those that are too large.
    pub(super) fn weigh(&mut self) -> Vec<(String, TooLarge)> {
        let structs = &self.members;
        let uses: Vec<(String, Vec<String>)> =
            structs.iter().map(|(name, members)| (name.clone(), used(members))).collect();
        let circles = Circles::of(&uses);
        let mut order: Vec<&str> = structs.keys().map(String::as_str).collect();
        // What a struct uses comes before it.
        order.sort_by_key(|name| circles.number(name));
        let mut carried = BTreeMap::new();
        let mut large = Vec::new();
        for circle in order.chunk_by(|one, other| circles.number(one) == circles.number(other)) {
            let mut found = Vec::new();
            let mut unfold = Unfold::new(structs, &carried);
            for name in circle {
                let members = structs.get(*name).map(Vec::as_slice).unwrap_or_default();
                found.push(((*name).to_owned(), unfold.members(name, members)));
            }
            let too_large = found.iter().find_map(|(name, one)| Some((name, one.too_large()?)));
            if let Some((name, why)) = too_large {
                // One message is enough for all of a circle, and for those that use it.
                large.push((name.clone(), why));
                found.iter_mut().for_each(|(_, one)| *one = one.reported());
            }
            // Each leads to all that the others carry.
            let all = found.iter().fold(Carried::default(), |all, (_, one)| all.with_kinds(*one));
            carried.extend(found.into_iter().map(|(name, one)| (name, one.with_kinds(all))));
        }
        self.carried = carried;
        large
    }

    /// Leaves out the structs that use a type with mistakes.
    pub(super) fn spread_damage(&mut self) {
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, members) in &self.members {
            for used in used(members) {
                users.entry(used).or_default().push(name.clone());
            }
        }
        let damaged = self.named.iter().filter(|(_, named)| named.is_none());
        let mut left: Vec<String> = damaged.map(|(name, _)| name.clone()).collect();
        while let Some(name) = left.pop() {
            self.damage(&name);
            left.extend(users.remove(&name).unwrap_or_default());
        }
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

    /// The contents of a type, down to the last member. Of a struct that is not known yet, anything may be.
    pub(super) fn carried_by(&self, ty: &Type) -> Carried {
        let unknown = Carried { string: true, ..Carried::default() };
        Carried::of(ty, &mut |name| self.carried.get(name).copied().unwrap_or(unknown))
    }

    /// The names of all types, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.named.keys().map(String::as_str)
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

/// The shared types that members name, at any depth in place.
fn used(members: &[Arc<Field>]) -> Vec<String> {
    fn note(fields: &[Arc<Field>], names: &mut BTreeSet<String>) {
        for field in fields {
            match field.ty.innermost() {
                Type::Named(named) => {
                    names.insert(named.name.clone());
                }
                Type::Struct(inner) => note(&inner.fields, names),
                _ => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    note(members, &mut names);
    names.into_iter().collect()
}
