//! Finds types of `types.json`, and whether the side that names them can carry them.

use super::carried::Carried;
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
            report.lazily(word.span, || {
                let known = BUILT_IN.into_iter().chain(types.names());
                (format!("unknown type `{name}`"), suggest::help(name, known))
            });
        }
        return None;
    }
    let ty = Type::Named(types.get(name)?);
    let Some(foreign) = foreign(types.carried_by(&ty), side) else {
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
fn foreign(carried: Carried, side: Side) -> Option<&'static str> {
    match side {
        Side::Shared => None,
        Side::Response => carried.repeat_list.then_some("RepeatList"),
        Side::Parameter | Side::Request if carried.list => Some("List"),
        Side::Parameter | Side::Request => carried.map.then_some("Map"),
    }
}
