//! Finds types of `types.json`, and whether the side that names them can carry them.

use super::scope::{Scope, Side};
use super::shape_keys::BUILT_IN;
use crate::diagnostic::Report;
use crate::model::Type;
use crate::raw::Spanned;
use ota_violation::suggest;

/// A type of `types.json`.
pub(super) fn named(word: &Spanned<String>, scope: Scope<'_>, report: &mut Report) -> Option<Type> {
    let Scope { side, types, .. } = scope;
    let name = word.value.as_str();
    if !types.has(name) {
        if types.comes_later(name) {
            let message = format!("type `{name}` does not stand before its user");
            let help = "a type may use only those that stand before it in `types.json`";
            report.at(word.span, message, help);
        } else if types.complete() {
            let known = BUILT_IN.into_iter().chain(types.names());
            let message = format!("unknown type `{name}`");
            report.at(word.span, message, suggest::help(name, known));
        }
        return None;
    }
    let ty = Type::Named(types.get(name)?);
    let Some(foreign) = foreign(&ty, side) else {
        return Some(ty);
    };
    let (right, carrier) =
        if side.is_request() { ("RepeatList", "a request") } else { ("List", "a response") };
    let (part, help) = match foreign {
        "Map" => {
            ("a `Map` of more than single values".to_owned(), "describe it without".to_owned())
        }
        list => (format!("a `{list}`"), format!("describe the struct in place, with `{right}`")),
    };
    let message = format!("type `{name}` has {part}, which {carrier} cannot carry");
    report.at(word.span, message, help);
    None
}

/// A part of a type that this side cannot carry: a list of the other side, or in a request a map of
/// more than single values.
fn foreign(ty: &Type, side: Side) -> Option<&'static str> {
    match ty {
        Type::List(_) if side == Side::Shared => None,
        Type::List(list) if list.repeat && side == Side::Response => Some("RepeatList"),
        Type::List(list) if !list.repeat && side.is_request() => Some("List"),
        Type::List(list) => foreign(&list.items, side),
        Type::Map(values) if side.is_request() && !values.is_single() => Some("Map"),
        Type::Map(values) => foreign(values, side),
        other => other.members()?.iter().find_map(|member| foreign(&member.ty, side)),
    }
}
