//! Checks `split` and `wait`: that the fields they name exist and fit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::constants::constant;
use super::known::{self, Known};
use super::scalar::{count, wire_name};
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::model::{Constant, Field, Handle, Idempotency, ListField, Split, Type, Wait};
use crate::names;
use crate::raw::{self, Spanned};
use ota_violation::suggest;

/// Seconds between two calls, unless the spec says otherwise.
const INTERVAL: u32 = 2;

/// Seconds to wait in all, unless the spec says otherwise.
const TIMEOUT: u32 = 600;

/// Consumes `split`.
pub(super) fn split(raw: raw::Split, parameters: Known<'_>, report: &mut Report) -> Option<Split> {
    let name = raw.over?;
    let (field, list) = parameters.of_type(&name, known::list, "RepeatList", report)?;
    let over = ListField { field, list };
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
        zh: raw.zh.map(|text| text.value),
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
