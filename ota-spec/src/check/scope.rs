//! The place of a description of fields.

use std::collections::BTreeSet;

use super::types::Types;

/// The place of a field; requests and responses write lists differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A parameter of an operation.
    Parameter,
    /// Anything else in a request.
    Request,
    /// Anything in a parameter that is written as one text.
    Text,
    /// Anything in a response.
    Response,
    /// In `types.json`, for the one or the other.
    Shared,
}

impl Side {
    /// The side of the members of a field of this side.
    fn inside(self) -> Self {
        match self {
            Self::Parameter => Self::Request,
            other => other,
        }
    }

    pub(super) fn is_request(self) -> bool {
        matches!(self, Self::Parameter | Self::Request | Self::Text)
    }
}

/// The surroundings of a description of fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The identifier of the struct that has the fields; of the one that a type describes in place.
    pub(super) owner: &'a str,
    pub(super) side: Side,
    pub(super) types: &'a Types,
    /// The shared structs that lead back to the one that has the fields without a list or a map between.
    pub(super) leading_back: &'a BTreeSet<String>,
}

/// No shared structs.
pub(super) const NO_STRUCTS: &BTreeSet<String> = &BTreeSet::new();

impl Scope<'_> {
    /// The same for the items of a list or the values of a map.
    pub(super) fn behind_list(self) -> Self {
        Self { leading_back: NO_STRUCTS, ..self.inside() }
    }

    /// The same for the members of a field.
    pub(super) fn inside(self) -> Self {
        Self { side: self.side.inside(), ..self }
    }
}
