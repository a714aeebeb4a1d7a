//! Single fields.

use std::sync::Arc;

use ota_spec::model::{EnumValue, Format, NamedKind, Range, StringLimits, Type};

use crate::html::Inline;
use crate::language::Language;
use crate::prose;

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
    /// Its language, where that is not the one of the page.
    pub(crate) language: Option<&'static str>,
    pub(crate) chosen: bool,
}

/// How a single value is filled in, given what is in the field.
pub(super) fn kind(ty: &Type, text: &str, language: Language) -> Kind {
    let listed = listed(ty, language);
    if !listed.is_empty() {
        return Kind::Select(select(listed, ty, text, language.labels().colon));
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

/// A value, its meaning, and the language of that where it is not the one of the page.
type Meant = (String, String, Option<&'static str>);

/// The values of a type with their meanings, if it has a list of them.
fn listed(ty: &Type, language: Language) -> Vec<Meant> {
    fn words<T: ToString>(all: &[T]) -> Vec<Meant> {
        all.iter().map(|value| (value.to_string(), String::new(), None)).collect()
    }
    fn range<N: ToString>(range: &Range<N>) -> Vec<Meant> {
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
                let meant = |known: &Arc<EnumValue>| {
                    let (doc, mark) = prose::pick(language, &known.doc, known.zh.as_ref());
                    // An entry of a list has no parts.
                    (known.value.clone(), doc.replace('`', ""), mark)
                };
                listed.values.iter().map(meant).collect()
            }
            NamedKind::Struct(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The entries of a list; what is in the field and not in the list is kept, so that it can be seen and judged.
fn select(values: Vec<Meant>, ty: &Type, text: &str, colon: &str) -> Vec<Listed> {
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
        .map(|(value, doc, language)| {
            let label = if doc.is_empty() { value.clone() } else { format!("{value}{colon}{doc}") };
            Listed { chosen: means(&value), value, label, language }
        })
        .collect();
    if !text.is_empty() && !entries.iter().any(|entry| entry.chosen) {
        let (value, label) = (text.to_owned(), text.to_owned());
        entries.push(Listed { value, label, language: None, chosen: true });
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
