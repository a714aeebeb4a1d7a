//! The contents of types, down to the last member. Found once for each shared type: types are used by types,
//! and whoever followed them down would meet the same ones again and again.

use crate::model::{NamedKind, Type};

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
}

impl Carried {
    /// The contents of `ty`; `named` gives those of a shared struct.
    pub(super) fn of(ty: &Type, named: &impl Fn(&str) -> Self) -> Self {
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
                Self::together(inner.fields.iter().map(|field| Self::of(&field.ty, named)))
            }
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
        });
        all.depth += 1;
        all
    }
}
