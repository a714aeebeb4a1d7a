//! Checks the conditions of rules: that their values are possible.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::constants::constant;
use super::known::Known;
use crate::diagnostic::Report;
use crate::json::{Kind, Node};
use crate::keys;
use crate::model::{Condition, Field, Handle, Test};
use crate::raw::{self, Object, Spanned};

/// An object from parameters to the tests that they must pass.
pub(super) fn conditions(
    node: &Node,
    key: &str,
    known: Known<'_>,
    report: &mut Report,
) -> Option<Vec<Condition>> {
    let members = raw::members(node.clone(), key, report)?;
    if members.is_empty() {
        let help = "write `\"Parameter\": value`";
        report.at(node.span, format!("`{key}` without conditions"), help);
        return None;
    }
    let mut found = Vec::new();
    let count = members.len();
    for member in members {
        let name = Spanned { value: member.key, span: member.key_span };
        let Some(field) = known.find(&name, report) else { continue };
        let test = test(member.value, field, report);
        found.extend(test.map(|test| Condition { parameter: Handle::new(field), test }));
    }
    (found.len() == count).then_some(found)
}

fn test(node: Node, field: &Arc<Field>, report: &mut Report) -> Option<Test> {
    let span = node.span;
    if matches!(node.kind, Kind::Object(_)) {
        let mut object = Object::open(node, &keys::CONDITION, report)?;
        return Some(Test::Set(object.boolean("set", report)?.value));
    }
    let items = match node.kind {
        Kind::Array(items) => items,
        kind => vec![Node { span, kind }],
    };
    if !field.ty.is_single() {
        let (name, label) = (&field.name, field.ty.label());
        let message = format!("`{name}` of type `{label}` has no single value");
        report.at(span, message, "write `{ \"set\": true }` or `{ \"set\": false }`");
        return None;
    }
    if items.is_empty() {
        report.at(span, "a condition that nothing fulfils", "list the values");
        return None;
    }
    let count = items.len();
    let mut seen = BTreeSet::new();
    let mut values = Vec::new();
    for item in items {
        if let Some(value) = constant(&item, field, "the condition", report) {
            if seen.insert(value.to_string()) {
                values.push(value);
            } else {
                report.at(item.span, format!("`{value}` is listed twice"), "remove one");
            }
        }
    }
    let default = field.default.as_ref().and_then(|value| field.ty.constant(value));
    (values.len() == count).then_some(Test::OneOf { values, default })
}
