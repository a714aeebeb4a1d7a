//! Finds types of `types.json`, and whether the side that names them can carry them.

use super::carried::Carried;
use super::scope::{Scope, Side};
use super::shape_keys::BUILT_IN;
use crate::diagnostic::Report;
use crate::model::{Handle, Type};
use crate::raw::Spanned;
use ota_violation::suggest;

/// A type of `types.json`.
pub(super) fn named(word: &Spanned<String>, scope: Scope<'_>, report: &mut Report) -> Option<Type> {
    let Scope { side, types, .. } = scope;
    let name = word.value.as_str();
    if !types.has(name) {
        if types.complete() {
            report.lazily(word.span, || {
                let known = BUILT_IN.into_iter().chain(types.names());
                (format!("unknown type `{name}`"), suggest::help(name, known))
            });
        }
        return None;
    }
    let ty = Type::Named(Handle::new(&types.get(name)?));
    let Some(foreign) = foreign(types.carried_by(&ty), side) else {
        return Some(ty);
    };
    let (right, carrier) = match side {
        Side::Parameter | Side::Request => ("RepeatList", "a flat parameter"),
        Side::Text => ("List", "a parameter that is one text"),
        Side::Response | Side::Shared => ("List", "a response"),
    };
    let message = format!("type `{name}` has a `{foreign}`, which {carrier} cannot carry");
    let help = format!("describe the struct in place, with `{right}`");
    report.at(word.span, message, help);
    None
}

/// A list of a kind that this side cannot carry.
fn foreign(carried: Carried, side: Side) -> Option<&'static str> {
    match side {
        Side::Shared => None,
        Side::Response | Side::Text => carried.repeat_list.then_some("RepeatList"),
        Side::Parameter | Side::Request => carried.list.then_some("List"),
    }
}
