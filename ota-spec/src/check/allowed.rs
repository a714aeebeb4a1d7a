//! Checks `enum` of a shape: a closed list of values without names of their own.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::diagnostic::Report;
use crate::json::Node;
use crate::limits;
use crate::model::Type;
use crate::raw;
use crate::value::Value;

/// The strings of `enum`; each must fit the other limits of the type.
pub(super) fn strings(node: Option<Node>, ty: &Type, report: &mut Report) -> Option<Vec<String>> {
    let read = |value: Value| match value {
        Value::String(text) => Some(text),
        _ => None,
    };
    values(node, ty, read, report)
}

/// The whole numbers of `enum`; each must fit the other limits of the type.
pub(super) fn whole_numbers(
    node: Option<Node>,
    ty: &Type,
    report: &mut Report,
) -> Option<Vec<i64>> {
    let read = |value: Value| match value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    };
    values(node, ty, read, report)
}

/// Nothing where there is no `enum`, `None` where it has mistakes.
fn values<T: Ord + Clone + Display>(
    node: Option<Node>,
    ty: &Type,
    read: impl Fn(Value) -> Option<T>,
    report: &mut Report,
) -> Option<Vec<T>> {
    let Some(node) = node else {
        return Some(Vec::new());
    };
    let span = node.span;
    let items = raw::array(node, "enum", report)?;
    if items.is_empty() {
        report.at(span, "an `enum` without values", "list what is allowed");
        return None;
    }
    let count = items.len();
    let mut seen = BTreeSet::new();
    let mut found: Vec<T> = Vec::new();
    for item in items {
        let value = item.to_value();
        let violation = limits::check_value("enum", ty, &value).into_iter().next();
        let Some(value) = read(value).filter(|_| violation.is_none()) else {
            let help = violation.map(|violation| violation.message()).unwrap_or_default();
            report.at(item.span, "a value of `enum` does not fit", help);
            continue;
        };
        if seen.insert(value.clone()) {
            found.push(value);
        } else {
            report.at(item.span, format!("`{value}` is listed twice"), "remove one of them");
        }
    }
    (found.len() == count).then_some(found)
}
