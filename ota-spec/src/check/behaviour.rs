//! Checks `page`, `split` and `wait`: that the fields they name exist and fit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::constants::constant;
use super::known::{self, Known};
use super::scalar::{count, wire_name};
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::model::{
    Constant, Field, Handle, Idempotency, ListField, Page, Range, Split, Type, Wait,
};
use crate::names;
use crate::raw::{self, Spanned};
use ota_violation::suggest;

/// Most items on a page, unless the parameter has a limit.
const LARGEST: i64 = 100;

/// Seconds between two calls, unless the spec says otherwise.
const INTERVAL: u32 = 2;

/// Seconds to wait in all, unless the spec says otherwise.
const TIMEOUT: u32 = 600;

/// Consumes `page`.
pub(super) fn page(
    raw: raw::Page,
    parameters: Known<'_>,
    response: Known<'_>,
    report: &mut Report,
) -> Option<Page> {
    let number = raw.number.as_ref().and_then(|name| integer(parameters, name, report));
    let size = raw.size.as_ref().and_then(|name| integer(parameters, name, report));
    let total = match &raw.total {
        None => Some(None),
        Some(name) => integer(response, name, report).map(|(field, _)| Some(field)),
    };
    let items = raw.items.as_ref().and_then(|name| list(response, name, "List", report));
    let limit = match &raw.limit {
        None => Some(None),
        Some(node) => count(node, "limit", 1, report).map(Some),
    };
    let ((number, _), (size, range)) = (number?, size?);
    let size_span = raw.size?.span;
    if number == size {
        let message = format!("`{size}` is the number of the page, too");
        report.at(size_span, message, "name the parameter with the number of items on a page");
    }
    let largest = range.maximum.or(range.allowed.iter().copied().max()).unwrap_or(LARGEST);
    if largest < 1 {
        let message = format!("`{size}` allows no items on a page");
        report.at(size_span, message, "let it be 1 or more");
    }
    Some(Page { number, size, largest, total: total?, items: items?, limit: limit? })
}

/// An `Integer` parameter or field, with its limits.
fn integer<'a>(
    known: Known<'a>,
    name: &Spanned<String>,
    report: &mut Report,
) -> Option<(Handle<Field>, &'a Range<i64>)> {
    let range = |ty: &'a Type| match ty {
        Type::Integer(range) => Some(range),
        _ => None,
    };
    of_type(known, name, range, "Integer", report)
}

/// A parameter or field that is a list.
fn list(
    known: Known<'_>,
    name: &Spanned<String>,
    wanted: &str,
    report: &mut Report,
) -> Option<ListField> {
    let list = |ty: &Type| match ty {
        Type::List(list) => Some(list.clone()),
        _ => None,
    };
    let (field, list) = of_type(known, name, list, wanted, report)?;
    Some(ListField { field, list })
}

/// A parameter or field of a certain type, with the part of the type that `read` returns.
fn of_type<'a, T>(
    known: Known<'a>,
    name: &Spanned<String>,
    read: impl Fn(&'a Type) -> Option<T>,
    wanted: &str,
    report: &mut Report,
) -> Option<(Handle<Field>, T)> {
    let field = known.find(name, report)?;
    let found = read(&field.ty);
    if found.is_none() {
        let message = format!("{} `{}` is no `{wanted}`", known.what, field.name);
        let candidates = known.fields.iter().filter(|field| read(&field.ty).is_some());
        let candidates = candidates.map(|field| field.name.as_str());
        let help = match candidates.clone().next() {
            Some(_) => format!("these are: {}", suggest::list(candidates)),
            None => format!("there is no {} of type `{wanted}`", known.what),
        };
        report.at(name.span, message, help);
    }
    Some((Handle::new(field), found?))
}

/// Consumes `split`.
pub(super) fn split(raw: raw::Split, parameters: Known<'_>, report: &mut Report) -> Option<Split> {
    let name = raw.over?;
    let over = list(parameters, &name, "RepeatList", report)?;
    let mut refuse = |problem: &str, help: &str| {
        report.at(name.span, format!("`{}` {problem}", over.field), help);
    };
    if !over.field.required {
        refuse("is not required", "a call can be split only over a list that it always has");
    }
    let Some(most) = over.list.max_items else {
        refuse("has no `maxItems`", "say how many items a part may have");
        return None;
    };
    Some(Split { over, most })
}

/// Consumes the waits; those with mistakes are left out. `key` is where `wait` stands.
pub(super) fn waits(
    (key, raw): (Span, Vec<raw::Wait>),
    idempotency: Option<Idempotency>,
    response: Known<'_>,
    report: &mut Report,
) -> Vec<Wait> {
    if idempotency.is_some_and(|found| found != Idempotency::ReadOnly) {
        let help = "waiting calls again and again: only what has `\"idempotency\": \"readOnly\"` can do so";
        report.at(key, "`wait` goes only with an operation that reads", help);
    }
    let mut waits: Vec<Wait> = Vec::new();
    // The names of the waits by their methods.
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for raw in raw {
        if let Some(name) = &raw.name {
            wire_name(name, "wait", report);
            if let Some(twin) = taken.get(&names::wait_until(&name.value)) {
                let message = format!("wait `{}` has the same Rust name as another", name.value);
                report.at(name.span, message, format!("rename it or `{twin}`"));
            }
        }
        if let Some(wait) = wait(raw, response, report) {
            taken.insert(wait.method.clone(), wait.name.clone());
            waits.push(wait);
        }
    }
    waits
}

fn wait(raw: raw::Wait, response: Known<'_>, report: &mut Report) -> Option<Wait> {
    let seconds = |node: Option<&Node>, key: &str, normal: u32, report: &mut Report| match node {
        None => Some(normal),
        Some(node) => count(node, key, 1, report),
    };
    let interval = seconds(raw.interval.as_ref(), "interval", INTERVAL, report);
    let timeout = seconds(raw.timeout.as_ref(), "timeout", TIMEOUT, report);
    if let (Some(interval), Some(timeout)) = (interval, timeout)
        && interval > timeout
    {
        let span = raw.interval.as_ref().map_or(raw.span, |node| node.span);
        let help = format!("{interval} seconds is more than {timeout} seconds");
        report.at(span, "`interval` is longer than `timeout`", help);
    }
    let state = state(&raw.state, response, report)?;
    let last = state.last()?;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut values = |nodes: &[Node]| -> Vec<Constant> {
        let mut found = Vec::new();
        for node in nodes {
            let Some(value) = constant(node, last, "the state", report) else { continue };
            if !seen.insert(value.to_string()) {
                let message = format!("state `{value}` is listed twice");
                report.at(node.span, message, "remove one of them");
            }
            found.push(value);
        }
        found
    };
    let until = values(&raw.until);
    let fail = values(&raw.fail);
    let name = raw.name?.value;
    Some(Wait {
        method: names::wait_until(&name),
        name,
        doc: raw.doc?.value,
        state,
        until,
        fail,
        interval: interval?,
        timeout: timeout?,
    })
}

/// The fields of a path, of which the last is the state.
fn state<'a>(
    path: &[Spanned<String>],
    response: Known<'a>,
    report: &mut Report,
) -> Option<Vec<Handle<Field>>> {
    let (last, above) = path.split_last()?;
    let mut found = Vec::new();
    let mut inside: Option<&[Arc<Field>]> = None;
    let find = |name: &Spanned<String>, inside: Option<&'a [Arc<Field>]>, report: &mut Report| {
        let Some(members) = inside else { return response.find(name, report) };
        let field = members.iter().find(|member| member.name == name.value);
        if field.is_none() {
            known::unknown("field", name, members, report);
        }
        field
    };
    for part in above {
        let field = find(part, inside, report)?;
        found.push(Handle::new(field));
        let Some(members) = item(&field.ty).members() else {
            let message = format!("`{}` of type `{}` has no fields", field.name, field.ty.label());
            report.at(part.span, message, "a path leads through structs and lists of structs");
            return None;
        };
        inside = Some(members);
    }
    let field = find(last, inside, report)?;
    found.push(Handle::new(field));
    if !field.ty.is_single() {
        let message = format!("`{}` of type `{}` is no state", field.name, field.ty.label());
        let help = match item(&field.ty).members() {
            Some(members) => {
                let names = suggest::list(members.iter().map(|member| member.name.as_str()));
                format!("lead on to one of its fields: {names}")
            }
            None => "name a field with a single value".to_owned(),
        };
        report.at(last.span, message, help);
        return None;
    }
    Some(found)
}

/// The items of a list, however deeply nested; any other type is its own.
fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(list) => item(&list.items),
        other => other,
    }
}
