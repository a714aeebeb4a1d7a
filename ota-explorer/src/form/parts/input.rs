//! Single fields.

use ota_spec::model::{Format, NamedKind, Range, StringLimits, Type};

use crate::html::Inline;

/// Texts as long as this get more than one line.
const LONG: u32 = 100;

/// A field of a form.
pub(crate) struct Input {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) doc: Inline,
    pub(crate) required: bool,
    pub(crate) facts: Vec<Inline>,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) placeholder: String,
    pub(crate) mistakes: Vec<Inline>,
    /// What a date becomes, where a date is meant: `ms` since 1970, or `iso`.
    pub(crate) helper: Option<&'static str>,
    /// The row to remove, if this is one.
    pub(crate) row: Option<String>,
}

/// How a field is filled in.
pub(crate) enum Kind {
    /// On one line.
    Text,
    /// On one line, with the keys of a number.
    Number,
    /// On several lines.
    Area,
    /// As JSON.
    Json,
    /// Unseen.
    Password,
    /// By choosing from a list.
    Select(Vec<Listed>),
}

/// A value that can be chosen.
pub(crate) struct Listed {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// How a single value is filled in, given what is in the field.
pub(super) fn kind(ty: &Type, text: &str) -> Kind {
    let listed = listed(ty);
    if !listed.is_empty() {
        return Kind::Select(select(listed, ty, text));
    }
    match ty {
        Type::Integer(_) | Type::Long(_) | Type::Double(_) => Kind::Number,
        Type::String(limits) if text.contains('\n') || is_long(limits) => Kind::Area,
        Type::Named(named) => match &named.kind {
            NamedKind::Id(limits) if text.contains('\n') || is_long(limits) => Kind::Area,
            NamedKind::Enum(listed) if listed.numeric => Kind::Number,
            _ => Kind::Text,
        },
        _ => Kind::Text,
    }
}

fn is_long(limits: &StringLimits) -> bool {
    limits.format.is_none() && limits.max_length.is_some_and(|most| most >= LONG)
}

/// The values of a type with their meanings, if it has a list of them.
fn listed(ty: &Type) -> Vec<(String, String)> {
    fn words<T: ToString>(all: &[T]) -> Vec<(String, String)> {
        all.iter().map(|value| (value.to_string(), String::new())).collect()
    }
    fn range<N: ToString>(range: &Range<N>) -> Vec<(String, String)> {
        words(&range.allowed)
    }
    match ty {
        Type::Boolean => words(&["true", "false"]),
        Type::String(limits) => words(&limits.allowed),
        Type::Integer(limits) | Type::Long(limits) => range(limits),
        Type::Double(limits) => range(limits),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(limits) => words(&limits.allowed),
            NamedKind::Enum(listed) => {
                let values = listed.values.iter();
                values.map(|known| (known.value.clone(), known.doc.replace('`', ""))).collect()
            }
            NamedKind::Struct(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The entries of a list; what is in the field and not in the list is kept, so that it can be seen and judged.
fn select(values: Vec<(String, String)>, ty: &Type, text: &str) -> Vec<Listed> {
    let means = |value: &str| match ty {
        Type::Named(named) => match &named.kind {
            NamedKind::Enum(listed) => listed.find(text).is_some_and(|known| known.value == value),
            _ => text == value,
        },
        Type::Boolean => text.eq_ignore_ascii_case(value),
        _ => text == value,
    };
    let mut entries: Vec<Listed> = values
        .into_iter()
        .map(|(value, doc)| {
            let label = if doc.is_empty() { value.clone() } else { format!("{value}: {doc}") };
            Listed { chosen: means(&value), value, label }
        })
        .collect();
    if !text.is_empty() && !entries.iter().any(|entry| entry.chosen) {
        entries.push(Listed { value: text.to_owned(), label: text.to_owned(), chosen: true });
    }
    entries
}

/// What a date becomes in a field that means one. Milliseconds since 1970 have 13 digits from 2001 to 2286, and no other
/// number has those limits.
pub(super) fn helper(ty: &Type) -> Option<&'static str> {
    const FIRST: i64 = 1_000_000_000_000;
    match ty {
        Type::Long(range) if range.minimum == Some(FIRST) => Some("ms"),
        Type::String(limits) if limits.format == Some(Format::DateTime) => Some("iso"),
        _ => None,
    }
}
