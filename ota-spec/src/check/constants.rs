//! Checks single values in a spec.

use crate::diagnostic::Report;
use crate::json::Node;
use crate::limits;
use crate::model::{Constant, Field};

/// A value that a parameter or field can have.
pub(super) fn constant(
    node: &Node,
    field: &Field,
    what: &str,
    report: &mut Report,
) -> Option<Constant> {
    let value = node.to_value();
    if let Some(violation) = limits::check_value(&field.name, &field.ty, &value).first() {
        let message = format!("{what} does not fit `{}`", field.name);
        report.at(node.span, message, violation.to_string());
        return None;
    }
    let constant = field.ty.constant(&value);
    if constant.is_none() {
        let message =
            format!("`{}` of type `{}` has no single value", field.name, field.ty.label());
        report.at(node.span, message, "name a parameter with a single value");
    }
    constant
}
