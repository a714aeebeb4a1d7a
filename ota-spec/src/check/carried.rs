//! The contents of types, down to the last member. Found once for each shared type: types are used by types,
//! and whoever followed them down would meet the same ones again and again.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Field, NamedKind, Type};

/// Most members of a shared type, those of the types inside it counted as often as they occur.
/// Whoever follows a type down to its last member has no more steps than that.
pub(super) const MOST_MEMBERS: usize = 10_000;

/// Deepest shared type: how many structs, lists and maps stand inside each other.
pub(super) const DEEPEST: usize = 64;

/// The contents of a type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carried {
    /// A `RepeatList`, which only a flat parameter can have.
    pub(super) repeat_list: bool,
    /// A `List`, which a flat parameter cannot have.
    pub(super) list: bool,
    /// A string, whose characters can be counted.
    pub(super) string: bool,
    /// How many members it has in all.
    pub(super) members: usize,
    /// How many structs, lists and maps stand inside each other.
    pub(super) depth: usize,
    /// Whether there is a struct in it that is too large, which is reported there.
    pub(super) large: bool,
}

/// What is wrong with the size of a struct.
#[derive(Debug, Clone, Copy)]
pub(super) enum TooLarge {
    Members,
    Depth,
}

impl Carried {
    /// The contents of `ty`; `named` gives those of a shared struct.
    pub(super) fn of(ty: &Type, named: &mut dyn FnMut(&str) -> Self) -> Self {
        match ty {
            Type::String(_) | Type::Any => Self { string: true, ..Self::default() },
            Type::Integer(_) | Type::Long(_) | Type::Double(_) | Type::Boolean => Self::default(),
            Type::Named(found) => match &found.kind {
                NamedKind::Id(_) => Self { string: true, ..Self::default() },
                NamedKind::Enum(listed) => Self { string: !listed.numeric, ..Self::default() },
                NamedKind::Struct(_) => named(&found.name),
            },
            Type::List(list) => {
                let items = Self::of(&list.items, named);
                Self {
                    repeat_list: items.repeat_list || list.repeat,
                    list: items.list || !list.repeat,
                    depth: items.depth + 1,
                    ..items
                }
            }
            Type::Map(values) => {
                let inner = Self::of(values, named);
                Self { depth: inner.depth + 1, ..inner }
            }
            Type::Struct(inner) => {
                Self::together(inner.fields.iter().map(|field| Self::of(&field.ty, &mut *named)))
            }
        }
    }

    /// What is wrong with its size.
    pub(super) fn too_large(self) -> Option<TooLarge> {
        match self {
            Self { large: true, .. } => None,
            Self { members, .. } if members > MOST_MEMBERS => Some(TooLarge::Members),
            Self { depth, .. } if depth > DEEPEST => Some(TooLarge::Depth),
            _ => None,
        }
    }

    /// The same, as something whose size is reported.
    pub(super) fn reported(self) -> Self {
        Self { large: true, ..self }
    }

    /// The same, with the kinds of values that another has.
    pub(super) fn with_kinds(self, other: Self) -> Self {
        Self {
            repeat_list: self.repeat_list || other.repeat_list,
            list: self.list || other.list,
            string: self.string || other.string,
            ..self
        }
    }

    /// The contents of a struct with these members.
    pub(super) fn together(members: impl Iterator<Item = Self>) -> Self {
        let mut all = members.fold(Self::default(), |all, one| Self {
            repeat_list: all.repeat_list || one.repeat_list,
            list: all.list || one.list,
            string: all.string || one.string,
            members: all.members.saturating_add(one.members).saturating_add(1),
            depth: all.depth.max(one.depth),
            large: all.large || one.large,
        });
        all.depth += 1;
        all
    }
}

/// Follows a struct down to its last member, where structs may lead back to it: inside of itself, a struct is
/// not followed again.
pub(super) struct Unfold<'a> {
    structs: &'a BTreeMap<String, Vec<Arc<Field>>>,
    /// The contents of the structs that do not lead back.
    known: &'a BTreeMap<String, Carried>,
    /// The structs around the one that is followed.
    around: Vec<String>,
    /// How many members are followed, for all structs of a circle, before they count as too large.
    left: usize,
}

impl<'a> Unfold<'a> {
    pub(super) fn new(
        structs: &'a BTreeMap<String, Vec<Arc<Field>>>,
        known: &'a BTreeMap<String, Carried>,
    ) -> Self {
        Self { structs, known, around: Vec::new(), left: 10 * MOST_MEMBERS }
    }

    /// The contents of the struct of this name, which has these members.
    pub(super) fn members(&mut self, name: &str, members: &[Arc<Field>]) -> Carried {
        self.around.push(name.to_owned());
        let each = members.iter().map(|field| {
            self.left = self.left.saturating_sub(1);
            Carried::of(&field.ty, &mut |name| self.named(name))
        });
        let found = Carried::together(each);
        self.around.pop();
        found
    }

    fn named(&mut self, name: &str) -> Carried {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let Some(members) = self.structs.get(name) else { return Carried::default() };
        if self.left == 0 {
            return Carried { members: MOST_MEMBERS + 1, ..Carried::default() };
        }
        if self.around.len() > DEEPEST {
            return Carried { depth: DEEPEST + 1, ..Carried::default() };
        }
        if self.around.iter().any(|open| open == name) {
            return Carried::default();
        }
        self.members(name, members)
    }
}
