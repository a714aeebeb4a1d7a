//! Checks single values: names, keywords, counts.

use crate::diagnostic::Report;
use crate::json::{Kind, Node};
use crate::model::Written;
use crate::names;
use crate::raw::Spanned;
use ota_violation::suggest;

/// Checks that a name is valid on the wire and in Rust.
pub(super) fn wire_name(name: &Spanned<String>, what: &str, report: &mut Report) -> bool {
    let valid = names::is_wire_name(&name.value);
    if !valid {
        let message = format!("`{}` is not a valid {what} name", name.value);
        report.at(name.span, message, "use a letter, then letters, digits and `_`");
    }
    valid
}

/// A keyword: one of a closed list.
pub(super) fn word<T: Written>(
    text: &Spanned<String>,
    what: &str,
    report: &mut Report,
) -> Option<T> {
    let found = T::WORDS.iter().find(|(name, _)| *name == text.value);
    if found.is_none() {
        let help = suggest::help(&text.value, T::WORDS.iter().map(|(name, _)| *name));
        report.at(text.span, format!("unknown {what} `{}`", text.value), help);
    }
    found.map(|(_, value)| *value)
}

/// A whole number of at least `least`.
pub(super) fn count(node: &Node, what: &str, least: u32, report: &mut Report) -> Option<u32> {
    let number = match &node.kind {
        Kind::Number(text) => text.parse::<u32>().ok().filter(|number| *number >= least),
        _ => None,
    };
    if number.is_none() {
        let message = format!("`{what}` must be a whole number");
        report.at(node.span, message, format!("write one from {least} to {}", u32::MAX));
    }
    number
}
