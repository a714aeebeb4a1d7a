//! Checks the names of fields: what they are in Rust, and that none looks like a part of another.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Report, Span};
use crate::model::{Field, Style, Type};
use crate::names;
use crate::raw::Spanned;

/// The identifier of a field: its `ident`, or the one that its name makes.
pub(super) fn identifier(
    name: &Spanned<String>,
    given: Option<&Spanned<String>>,
    what: &str,
    report: &mut Report,
) -> Option<String> {
    let ident = given.map_or_else(|| names::field(&name.value), |given| given.value.clone());
    if names::is_field_ident(&ident) {
        return Some(ident);
    }
    let (span, message) = match given {
        Some(given) => (given.span, format!("`{ident}` cannot be the `ident` of a {what}")),
        None => (name.span, format!("{what} `{}` makes no name in Rust", name.value)),
    };
    let help = "give it an `ident` of `a` to `z`, digits and `_`, such as `instance_id`";
    report.at(span, message, help);
    None
}

/// Reports a name that is that of another field, a dot and more: on the wire, `Disk.Size` may be the member
/// `Size` of the struct `Disk`.
pub(super) fn refuse_overlaps(
    fields: &[Arc<Field>],
    spans: &BTreeMap<String, Span>,
    what: &str,
    report: &mut Report,
) -> bool {
    let mut none = true;
    for field in fields.iter().filter(|field| !field.ty.is_single() && field.style == Style::Flat) {
        let mut alike = spans.range(field.name.clone()..);
        let alike = alike.by_ref().take_while(|(name, _)| name.starts_with(&field.name));
        // What a value of any kind is called on the wire cannot be sorted among these before it is known.
        let marks = if field.ty == Type::Any { &['.', '-', '$'][..] } else { &['.'] };
        for (name, span) in alike.filter(|(name, _)| name[field.name.len()..].starts_with(marks)) {
            let message =
                format!("{what} `{name}` looks like a part of `{}` on the wire", field.name);
            let help = format!("describe it inside `{}`, or both with dots", field.name);
            report.at(*span, message, help);
            none = false;
        }
    }
    none
}
