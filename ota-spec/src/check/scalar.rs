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
        let help = numbered(&name.value)
            .unwrap_or_else(|| "use a letter, then letters, digits and `_`".to_owned());
        report.at(name.span, message, help);
    }
    valid
}

/// Checks that a parameter, field or member can be called so.
pub(super) fn field_name(name: &Spanned<String>, what: &str, report: &mut Report) -> bool {
    let valid = names::is_field_name(&name.value) && numbered(&name.value).is_none();
    if !valid {
        let message = format!("`{}` is not a valid {what} name", name.value);
        let help = numbered(&name.value).unwrap_or_else(|| {
            "use letters, digits, `_`, `-`, `:`, `@`, `$`, and dots between them".to_owned()
        });
        report.at(name.span, message, help);
    }
    valid
}

/// What to write for a name that stands for those of a list, such as `Tag.N.Key`.
fn numbered(name: &str) -> Option<String> {
    let (list, rest) = name.split_once('.')?;
    let (number, member) = rest.split_once('.').map_or((rest, None), |(n, rest)| (n, Some(rest)));
    if !number.eq_ignore_ascii_case("n") || !names::is_wire_name(list) {
        return None;
    }
    Some(match member {
        None => format!("describe `{list}` as a `RepeatList`; its items are numbered when sent"),
        Some(member) => format!(
            "describe `{list}` as a `RepeatList` whose `items` are a `Struct` with the field `{member}`"
        ),
    })
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

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn names_of_the_wire_are_explained_as_what_they_are_made_of() {
        for (name, help) in [
            (
                "Tag.N.Key",
                "describe `Tag` as a `RepeatList` whose `items` are a `Struct` with the field `Key`",
            ),
            ("Name.n", "describe `Name` as a `RepeatList`; its items are numbered when sent"),
        ] {
            assert_eq!(numbered(name).as_deref(), Some(help));
        }
        assert!(
            ["1.2", "Na me", "Data.Key", "Tag.1.Key"].iter().all(|name| numbered(name).is_none())
        );
    }
}
