//! Checks `page`: that the fields it names exist, fit, and suffice to walk all pages.

use super::known::Known;
use super::scalar::count;
use crate::diagnostic::Report;
use crate::model::{Page, PageBy, Type};
use crate::raw::{self, Spanned};

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
        Some(name) => parameters.integer(name, report).map(Some),
    };
    let total = match &raw.total {
        None => Some(None),
        Some(name) => response.integer(name, report).map(|(field, _)| Some(field)),
    };
    let items = raw.items.as_ref().and_then(|name| response.list(name, "List", report));
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
        largest = range.maximum.or(range.allowed.iter().copied().max()).unwrap_or(LARGEST);
        if largest < 1 {
            let message = format!("`{field}` allows no items on a page");
            report.at(name.span, message, "let it be 1 or more");
        }
        size_parameter = Some(field);
    }
    Some(Page { by, size: size_parameter, largest, total, items: items?, limit: limit? })
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
        "number" => parameters.integer(name, report).map(|(field, _)| PageBy::Number(field)),
        "offset" => offset(parameters, name, report),
        _ => {
            let token = parameters.text(name, report);
            let next = match &raw.next {
                Some(next) => response.text(next, report),
                None => {
                    let message = "`token` needs `next`";
                    let help =
                        "add the `String` field of the response with the token of the next page";
                    report.at(name.span, message, help);
                    None
                }
            };
            let (token, next) = (token?, next?);
            if token.required {
                let message = format!("`{token}` is required");
                let help = "the first page is asked for without a token: let it be optional";
                report.at(name.span, message, help);
            }
            Some(PageBy::Token { token, next })
        }
    }
}

/// The parameter with the number of items before a page.
fn offset(parameters: Known<'_>, name: &Spanned<String>, report: &mut Report) -> Option<PageBy> {
    let range = |ty: &Type| match ty {
        Type::Integer(range) => Some(range.minimum),
        Type::Long(range) => Some(range.minimum),
        _ => None,
    };
    let (field, least) = parameters.of_type(name, range, "Integer` or `Long", report)?;
    if least.is_some_and(|least| least > 0) {
        let message = format!("`{field}` does not allow 0");
        report.at(name.span, message, "an offset is the number of items before the page");
    }
    Some(PageBy::Offset(field))
}

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
