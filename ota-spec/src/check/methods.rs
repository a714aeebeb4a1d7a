//! Checks that the methods of choices and waits do not collide with those of parameters.

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
    for name in choices {
        let method = names::field(&name.value);
        let taken = if names::BUILDER_METHODS.contains(&method.as_str()) {
            Some("every builder".to_owned())
        } else {
            parameter(&method, parameters).or_else(|| {
                let wait = waits.iter().find(|(_, other)| *other == method);
                wait.map(|(wait, _)| format!("wait `{}`", wait.value))
            })
        };
        refuse("choice", name, &method, taken, report);
    }
    for (name, method) in &waits {
        refuse("wait", name, method, parameter(method, parameters), report);
    }
}

/// The parameter that has this method.
fn parameter(method: &str, parameters: &[Arc<Field>]) -> Option<String> {
    let found = parameters.iter().find(|field| names::builder_setter(&field.name) == method);
    found.map(|field| format!("parameter `{}`", field.name))
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
