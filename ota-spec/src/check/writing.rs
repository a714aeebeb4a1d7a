//! Checks how a request writes a parameter: where, in which style, and what the client fills in.

use super::scalar::word;
use super::scope::Side;
use crate::diagnostic::{Report, Span};
use crate::model::{Fill, NamedKind, Place, Style, Type};
use crate::raw::Spanned;

pub(super) fn check_place(
    place: &Spanned<String>,
    side: Side,
    report: &mut Report,
) -> Option<Place> {
    if side != Side::Parameter {
        let message = "`in` goes only with a parameter of an operation";
        report.at(place.span, message, "remove it");
        return None;
    }
    word(place, "place", report)
}

pub(super) fn check_fill(
    fill: &Spanned<String>,
    ty: &Type,
    side: Side,
    report: &mut Report,
) -> Option<Fill> {
    if side != Side::Parameter {
        let message = "`fill` goes only with a parameter of an operation";
        report.at(fill.span, message, "remove it");
        return None;
    }
    let is_open = match ty {
        Type::String(text) => text.allowed.is_empty(),
        Type::Named(named) => matches!(named.kind, NamedKind::Id(_)),
        _ => false,
    };
    if !is_open {
        let message = format!("`fill` does not go with `{}`", ty.label());
        report.at(fill.span, message, "only a `String` without `enum`, or an ID, can be filled");
        return None;
    }
    word(fill, "fill", report)
}

pub(super) fn check_style(
    style: &Spanned<String>,
    side: Side,
    report: &mut Report,
) -> Option<Style> {
    if side != Side::Parameter {
        let message = "`style` goes only with a parameter of an operation";
        report.at(style.span, message, "remove it");
        return None;
    }
    word(style, "style", report)
}

/// Whether a value of this type can be written so.
pub(super) fn fits_style(style: Style, ty: &Type, span: Span, report: &mut Report) -> Option<()> {
    let (fits, help) = match (style, ty) {
        (Style::Flat, _) => (true, ""),
        (Style::Json, ty) => (!ty.is_single(), "it is for lists, maps, structs and `Any`"),
        (Style::Comma, Type::List(list)) => (list.items.is_single(), "its items must be single"),
        (Style::Comma, _) => (false, "it is for a `List` of single values"),
    };
    if !fits {
        let message = format!("the style `{}` does not go with `{}`", style.as_str(), ty.label());
        report.at(span, message, help);
    }
    fits.then_some(())
}
