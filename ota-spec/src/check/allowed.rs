//! Checks `enum` of a shape: a closed list of values without names of their own.

use crate::diagnostic::Report;
use crate::json::Node;
use crate::limits;
use crate::model::Type;
use crate::raw;
use crate::spelling::spelling;

/// The type, narrowed to the values of `enum`; each must fit its other limits.
pub(super) fn narrow(mut ty: Type, node: Option<Node>, report: &mut Report) -> Option<Type> {
    let Some(node) = node else {
        return Some(ty);
    };
    let span = node.span;
    let items = raw::array(node, "enum", report)?;
    if items.is_empty() {
        report.at(span, "an `enum` without values", "list what is allowed");
        return None;
    }
    let mut values: Vec<String> = Vec::new();
    let mut valid = true;
    for item in items {
        let value = item.to_value();
        if let Some(violation) = limits::check_value("enum", &ty, &value).first() {
            report.at(item.span, "a value of `enum` does not fit", violation.message.as_str());
            valid = false;
            continue;
        }
        let Some(value) = spelling(&ty, &value) else { continue };
        if values.contains(&value) {
            report.at(item.span, format!("`{value}` is listed twice"), "remove one of them");
            valid = false;
        }
        values.push(value);
    }
    match &mut ty {
        Type::String(text) => text.allowed = values,
        Type::Integer(range) | Type::Long(range) => {
            range.allowed = values.iter().filter_map(|value| value.parse().ok()).collect();
        }
        _ => {}
    }
    valid.then_some(ty)
}
