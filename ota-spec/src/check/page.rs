//! Checks `page`: that the fields it names exist, fit, and suffice to walk all pages.

use std::sync::Arc;

use super::known::{self, Known};
use super::path;
use super::scalar::count;
use crate::diagnostic::Report;
use crate::model::{Field, FieldPath, Handle, ListField, Page, PageBy, Range, Type};
use crate::raw::{self, Spanned};
use crate::value::Value;

/// Most items on a page, unless the parameter has a limit.
const LARGEST: i64 = 100;

/// Consumes `page`.
pub(super) fn check(
    raw: raw::Page,
    parameters: Known<'_>,
    response: Known<'_>,
    report: &mut Report,
) -> Option<Page> {
    let by = by(&raw, parameters, response, report);
    let size = match &raw.size {
        None => Some(None),
        Some(name) => parameters.of_type(name, known::integer, "Integer", report).map(Some),
    };
    let total = match &raw.total {
        None => Some(None),
        Some(name) => path::of_type(name, response, known::integer, "Integer", report)
            .map(|(field, _)| Some(field)),
    };
    let items = raw.items.as_ref().and_then(|name| path::list(name, response, report));
    let limit = match &raw.limit {
        None => Some(None),
        Some(node) => count(node, "limit", 1, report).map(Some),
    };
    let (by, size, total) = (by?, size?, total?);
    needs(&by, &raw, report);
    let mut largest = LARGEST;
    let mut size_parameter = None;
    if let (Some((field, range)), Some(name)) = (size, &raw.size) {
        if field == *by.parameter() {
            let message = format!("`{field}` says which page is wanted, too");
            report.at(name.span, message, "name the parameter with the number of items on a page");
        }
        let most = range.allowed.iter().copied().max().or(range.maximum);
        largest = most.unwrap_or(LARGEST.max(range.minimum.unwrap_or(LARGEST)));
        if largest < 1 {
            let message = format!("`{field}` allows no items on a page");
            report.at(name.span, message, "let it be 1 or more");
        }
        size_parameter = Some(field);
    }
    let items = items?;
    let size_used = size_parameter.as_ref().and_then(|size| size_used(size, &items, response));
    Some(Page { by, size: size_parameter, largest, total, items, size_used, limit: limit? })
}

/// The field of the response that is called like the parameter with the size: one of the response itself, or one
/// beside the items.
fn size_used(
    size: &Handle<Field>,
    items: &ListField<FieldPath>,
    response: Known<'_>,
) -> Option<FieldPath> {
    let outer = items.field.outer();
    let beside = outer.last().and_then(|outer| outer.ty.members()).unwrap_or_default();
    [(&[][..], response.fields), (outer, beside)].into_iter().find_map(|(outer, fields)| {
        let is_size = |field: &&Arc<Field>| field.name == size.name && whole(&field.ty).is_some();
        let field = fields.iter().find(is_size)?;
        Some(FieldPath::new(outer.to_vec(), Handle::new(field)))
    })
}

/// Which page is wanted: exactly one way.
fn by(
    raw: &raw::Page,
    parameters: Known<'_>,
    response: Known<'_>,
    report: &mut Report,
) -> Option<PageBy> {
    let ways = [("number", &raw.number), ("offset", &raw.offset), ("token", &raw.token)];
    let mut given = ways.iter().filter_map(|(key, name)| name.as_ref().map(|name| (*key, name)));
    let Some((way, name)) = given.next() else {
        let message = "`page` does not say how a call asks for a page";
        report.at(raw.span, message, "add `number`, `offset`, or `token` and `next`");
        return None;
    };
    if let Some((other, name)) = given.next() {
        let message = format!("`page` has both `{way}` and `{other}`");
        report.at(name.span, message, "keep the one by which a client walks the pages");
        return None;
    }
    if let (Some(next), false) = (&raw.next, way == "token") {
        let message = format!("`next` does not go with `{way}`");
        report.at(next.span, message, "it is the field with the next `token`");
    }
    match way {
        "number" => {
            let (field, range) = parameters.of_type(name, known::integer, "Integer", report)?;
            starts(&field, range, name, &NUMBER, report);
            Some(PageBy::Number(field))
        }
        "offset" => {
            let (field, range) = parameters.of_type(name, whole, "Integer` or `Long", report)?;
            starts(&field, range, name, &OFFSET, report);
            Some(PageBy::Offset(field))
        }
        _ => token(raw, name, parameters, response, report),
    }
}

/// The limits of whole numbers.
fn whole(ty: &Type) -> Option<&Range<i64>> {
    match ty {
        Type::Integer(range) | Type::Long(range) => Some(range),
        _ => None,
    }
}

/// Where a walk by numbers starts.
struct Start {
    first: i64,
    why: &'static str,
    /// What to do about a parameter that may be less.
    less: &'static str,
}

const NUMBER: Start = Start {
    first: 1,
    why: "pages are counted from 1; leave out `page` if the first one has another number",
    less: "pages are counted from 1: say so with `minimum` or `default`, or leave out `page` if the first one \
           has another number",
};

const OFFSET: Start = Start {
    first: 0,
    why: "an offset is the number of items before the page; leave out `page` if it counts from \
          another number",
    less: "",
};

/// Reports a parameter that a walk cannot start or go on with.
fn starts(
    field: &Handle<Field>,
    range: &Range<i64>,
    name: &Spanned<String>,
    start: &Start,
    report: &mut Report,
) {
    let Start { first, why, less } = *start;
    let assumed = field.default.as_ref().and_then(Value::scalar);
    let fits = range.minimum.is_none_or(|least| least <= first)
        && range.maximum.is_none_or(|most| most >= first);
    if !range.allowed.is_empty() {
        let message = format!("`{field}` has a list of values");
        report.at(name.span, message, "a walk goes on to any page: remove `enum`");
    } else if !fits {
        report.at(name.span, format!("`{field}` does not allow {first}"), why);
    } else if let Some(assumed) = assumed {
        if assumed != first.to_string() {
            let message = format!("`{field}` is {assumed} if it is left out, not {first}");
            report.at(name.span, message, why);
        }
    } else if let Some(least) = range.minimum.filter(|least| *least < first && !less.is_empty()) {
        report.at(name.span, format!("`{field}` may be {least}"), less);
    }
}

/// The parameter with the token of a page, and the field with that of the next one.
fn token(
    raw: &raw::Page,
    name: &Spanned<String>,
    parameters: Known<'_>,
    response: Known<'_>,
    report: &mut Report,
) -> Option<PageBy> {
    let token = parameters.of_type(name, known::text, "String", report).map(|(field, ())| field);
    let next = match &raw.next {
        Some(at) => {
            let next = path::of_type(at, response, known::text, "String", report);
            Some((next.map(|(field, ())| field), at))
        }
        None => {
            let message = "`token` needs `next`";
            let help = "add the `String` field of the response with the token of the next page";
            report.at(name.span, message, help);
            None
        }
    };
    if let Some(token) = &token {
        let listed = matches!(&token.ty, Type::String(limits) if !limits.allowed.is_empty());
        let assumes = token.default.as_ref().is_some_and(|assumed| *assumed != Value::from(""));
        let mut refuse = |is: bool, what: &str, help: &str| {
            if is {
                report.at(name.span, format!("`{token}` {what}"), help);
            }
        };
        let first = "the first page is asked for without a token";
        refuse(token.required, "is required", &format!("{first}: let it be optional"));
        refuse(token.fill.is_some(), "has `fill`", &format!("{first}: remove `fill`"));
        refuse(assumes, "has a `default`", &format!("{first}: remove `default`"));
        refuse(listed, "has a list of values", "a walk goes on with any token: remove `enum`");
        refuse(token.secret, "is secret", SHOWN);
    }
    let (next, at) = next?;
    let (token, next) = (token?, next?);
    if next.secret {
        report.at(at.span, format!("`{next}` is secret"), SHOWN);
    }
    Some(PageBy::Token { token, next })
}

const SHOWN: &str =
    "the place of the next page is shown to callers, who may keep it: remove `secret`";

/// Reports what a way to walk needs or does not take.
fn needs(by: &PageBy, raw: &raw::Page, report: &mut Report) {
    match by {
        PageBy::Number(_) if raw.size.is_none() => {
            let help = "add the parameter with the number of items on a page";
            report.at(raw.span, "`number` needs `size`", help);
        }
        PageBy::Offset(_) if raw.size.is_none() && raw.total.is_none() => {
            let help = "only with one of them a client knows the last page";
            report.at(raw.span, "`offset` needs `size` or `total`", help);
        }
        PageBy::Token { .. } => {
            if let Some(limit) = &raw.limit {
                let help = "a token does not say how many items are before its page";
                report.at(limit.span, "`limit` does not go with `token`", help);
            }
        }
        _ => {}
    }
}
