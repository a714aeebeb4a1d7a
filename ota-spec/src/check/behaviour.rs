//! Checks `page`, `split` and `wait`: that they name what they need.

use super::conditions::value;
use super::count;
use super::field::{same_in_rust, wire_name};
use super::known::Known;
use super::shape::is_single;
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::model::{Field, Page, Repeat, Type, Wait};
use crate::raw::{self, Spanned};
use crate::suggest;

/// Seconds between two looks, unless said otherwise.
const INTERVAL: u32 = 2;

/// Seconds to wait in all, unless said otherwise.
const TIMEOUT: u32 = 600;

/// Consumes `page`.
pub(super) fn page(
    raw: raw::Page,
    parameters: Known<'_>,
    response: Known<'_>,
    report: &mut Report,
) -> Option<Page> {
    let integer = |ty: &Type| matches!(ty, Type::Integer(_));
    let list = |ty: &Type| matches!(ty, Type::List(_));
    let mut found =
        |known: Known<'_>, name: Option<Spanned<String>>, fits: &dyn Fn(&Type) -> bool, wanted| {
            let name = name?;
            of_type(known, &name, fits, wanted, report)?;
            Some(name)
        };
    let number = found(parameters, raw.number, &integer, "Integer");
    let size = found(parameters, raw.size, &integer, "Integer");
    let total = raw.total.map(|total| found(response, Some(total), &integer, "Integer"));
    let items = found(response, raw.items, &list, "List");
    let window = raw.window.map(|node| count(&node, "window", 1, report));
    let (number, size) = (number?, size?);
    if number.value == size.value {
        let message = format!("`{}` is the number of the page, too", size.value);
        report.at(size.span, message, "name the parameter with the number of items on a page");
    }
    Some(Page {
        number: number.value,
        size: size.value,
        total: match total {
            None => None,
            Some(total) => Some(total?.value),
        },
        items: items?.value,
        window: match window {
            None => None,
            Some(window) => Some(window?),
        },
    })
}

/// A parameter or field of a certain type.
fn of_type<'a>(
    known: Known<'a>,
    name: &Spanned<String>,
    fits: &dyn Fn(&Type) -> bool,
    wanted: &str,
    report: &mut Report,
) -> Option<&'a Field> {
    let field = known.find(name, report)?;
    if !fits(&field.ty) {
        let message = format!("{} `{}` is no `{wanted}`", known.what, field.name);
        let candidates = known.fields.iter().filter(|field| fits(&field.ty));
        let candidates = candidates.map(|field| field.name.as_str());
        let help = match candidates.clone().next() {
            Some(_) => format!("these are: {}", suggest::list(candidates)),
            None => format!("there is no {} of type `{wanted}`", known.what),
        };
        report.at(name.span, message, help);
        return None;
    }
    Some(field)
}

/// Consumes `split`.
pub(super) fn split(raw: raw::Split, parameters: Known<'_>, report: &mut Report) -> Option<String> {
    let over = raw.over?;
    let list = |ty: &Type| matches!(ty, Type::List(_));
    let field = of_type(parameters, &over, &list, "RepeatList", report)?;
    let mut refuse = |problem: &str, help: &str| {
        report.at(over.span, format!("`{}` {problem}", field.name), help);
    };
    if !field.required {
        refuse("is not required", "a call can be split only over a list that it always has");
    }
    if matches!(&field.ty, Type::List(list) if list.max_items.is_none()) {
        refuse("has no `maxItems`", "say how many items a part may have");
    }
    Some(over.value)
}

/// Consumes the waits; those with mistakes are left out. `key` is where `wait` stands.
pub(super) fn waits(
    (key, raw): (Span, Vec<raw::Wait>),
    repeat: Option<Repeat>,
    response: Known<'_>,
    report: &mut Report,
) -> Vec<Wait> {
    if repeat.is_some_and(|repeat| repeat != Repeat::Read) {
        let help = "waiting calls again and again: only what has `\"repeat\": \"read\"` can do so";
        report.at(key, "`wait` goes only with an operation that reads", help);
    }
    let mut waits: Vec<Wait> = Vec::new();
    for raw in raw {
        if let Some(name) = &raw.name {
            wire_name(name, "wait", report);
            if let Some(twin) = waits.iter().find(|twin| same_in_rust(&twin.name, &name.value)) {
                let message = format!("wait `{}` has the same Rust name as another", name.value);
                report.at(name.span, message, format!("rename it or `{}`", twin.name));
            }
        }
        waits.extend(wait(raw, response, report));
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
    let mut seen: Vec<String> = Vec::new();
    let mut values = |nodes: &[Node]| {
        let found = seen.len();
        for node in nodes {
            let Some(value) = value(node, state, "the state", report) else { continue };
            if seen.contains(&value) {
                let message = format!("state `{value}` is listed twice");
                report.at(node.span, message, "remove one of them");
            }
            seen.push(value);
        }
        seen[found..].to_vec()
    };
    let until = values(&raw.until);
    let fail = values(&raw.fail);
    Some(Wait {
        name: raw.name?.value,
        doc: raw.doc?.value,
        state: raw.state.into_iter().map(|part| part.value).collect(),
        until,
        fail,
        interval: interval?,
        timeout: timeout?,
    })
}

/// The field at the end of a path.
fn state<'a>(
    path: &[Spanned<String>],
    response: Known<'a>,
    report: &mut Report,
) -> Option<&'a Field> {
    let (last, above) = path.split_last()?;
    let mut known = response;
    for part in above {
        let field = known.find(part, report)?;
        let Some(members) = item(&field.ty).members() else {
            let message = format!("`{}` of type `{}` has no fields", field.name, field.ty.label());
            report.at(part.span, message, "a path leads through structs and lists of structs");
            return None;
        };
        known = Known { what: "field", fields: members, declared: &[], complete: true };
    }
    let field = known.find(last, report)?;
    if !is_single(&field.ty) {
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
    Some(field)
}

/// What stands in a list, however deep; anything else is itself.
fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(list) => item(&list.items),
        other => other,
    }
}
