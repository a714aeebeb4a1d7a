//! Checks the conditions of rules: that their values can occur.

use super::known::Known;
use super::shape::is_single;
use crate::diagnostic::Report;
use crate::json::{Kind, Node};
use crate::limits;
use crate::model::{Condition, Field, Test};
use crate::raw::{self, Object, Spanned};
use crate::spelling::spelling;

/// An object from parameters to what must be true of them.
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
        found.extend(test.map(|test| Condition { parameter: name.value, test }));
    }
    (found.len() == count).then_some(found)
}

fn test(node: Node, field: &Field, report: &mut Report) -> Option<Test> {
    let span = node.span;
    if matches!(node.kind, Kind::Object(_)) {
        let mut object = Object::open(node, "a condition", &["set"], report)?;
        return Some(Test::Set(object.require_boolean("set", report)?.value));
    }
    let items = match node.kind {
        Kind::Array(items) => items,
        kind => vec![Node { span, kind }],
    };
    if !is_single(&field.ty) {
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
    let mut values = Vec::new();
    for item in items {
        if let Some(value) = value(&item, field, "the condition", report) {
            match values.contains(&value) {
                true => report.at(item.span, format!("`{value}` is listed twice"), "remove one"),
                false => values.push(value),
            }
        }
    }
    (values.len() == count).then_some(Test::OneOf(values))
}

/// A value that a parameter or field can have, in one spelling.
pub(super) fn value(node: &Node, field: &Field, what: &str, report: &mut Report) -> Option<String> {
    let value = node.to_value();
    let violations = limits::check_value(&field.name, &field.ty, &value);
    if let Some(violation) = violations.first() {
        let message = format!("{what} does not fit `{}`", field.name);
        report.at(node.span, message, violation.to_string());
        return None;
    }
    spelling(&field.ty, &value)
}
