//! Checks that the methods of choices and waits do not collide with those of parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::model::Field;
use crate::names;
use crate::raw::{Choice, Spanned, Wait};

/// Reports choices and waits whose method is that of a parameter or another one of the builder.
pub(super) fn check(
    choices: &[Choice],
    waits: &[Wait],
    parameters: &[Arc<Field>],
    report: &mut Report,
) {
    let waits: Vec<(&Spanned<String>, String)> = waits
        .iter()
        .filter_map(|wait| wait.name.as_ref())
        .map(|name| (name, names::wait_until(&name.value)))
        .collect();
    let choices = choices.iter().filter_map(|choice| choice.name.as_ref());
    let by_method = |field: &Arc<Field>| (names::builder_setter(&field.ident), field.name.clone());
    let parameters: BTreeMap<String, String> = parameters.iter().map(by_method).collect();
    let parameter = |method: &str| Some(format!("parameter `{}`", parameters.get(method)?));
    let waiting: BTreeMap<&str, &str> =
        waits.iter().rev().map(|(name, method)| (method.as_str(), name.value.as_str())).collect();
    for name in choices {
        let method = names::field(&name.value);
        let taken = if names::BUILDER_METHODS.contains(&method.as_str()) {
            Some("every builder".to_owned())
        } else {
            parameter(&method)
                .or_else(|| waiting.get(method.as_str()).map(|wait| format!("wait `{wait}`")))
        };
        refuse("choice", name, &method, taken, report);
    }
    for (name, method) in &waits {
        refuse("wait", name, method, parameter(method), report);
    }
}

fn refuse(
    what: &str,
    name: &Spanned<String>,
    method: &str,
    taken: Option<String>,
    report: &mut Report,
) {
    if let Some(other) = taken {
        let message = format!("{what} `{}` needs the method `{method}`", name.value);
        report.at(name.span, message, format!("{other} has it; rename the {what}"));
    }
}
