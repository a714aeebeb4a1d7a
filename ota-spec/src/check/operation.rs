//! Checks a file of `ops/`.

use super::example;
use super::shape::{self, Place, Types, same_in_rust, wire_name};
use super::{count, word};
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::model::{ErrorCode, Method, Operation, Outline, Repeat, Service};
use crate::raw::{self, Spanned};
use crate::suggest;

/// What an operation may refer to.
pub(super) struct Scope<'a> {
    pub(super) types: &'a Types,
    pub(super) service: &'a Service,
    /// `None` if `errors.json` could not be read.
    pub(super) errors: Option<&'a [ErrorCode]>,
}

const METHODS: [(&str, Method); 2] = [("GET", Method::Get), ("POST", Method::Post)];

const REPEATS: [(&str, Repeat); 3] = [
    ("read", Repeat::Read),
    ("safe", Repeat::Safe),
    ("reconcile", Repeat::Reconcile),
];

/// Consumes the file `<stem>.json`. `Err` holds what is left, if anything could be read.
pub(super) fn check(
    stem: &str,
    node: Node,
    scope: &Scope<'_>,
    report: &mut Report,
) -> Result<Operation, Option<Outline>> {
    let Some(raw) = raw::Operation::read(node, report) else {
        return Err(None);
    };
    let outline = Outline {
        action: stem.to_owned(),
        parameters: raw
            .parameters
            .iter()
            .filter_map(|field| Some(field.name.as_ref()?.value.clone()))
            .chain(
                scope
                    .service
                    .parameters
                    .iter()
                    .map(|field| field.name.clone()),
            )
            .collect(),
    };
    check_raw(stem, raw, scope, report)
        .filter(|_| report.is_empty())
        .ok_or(Some(outline))
}

fn check_raw(
    stem: &str,
    raw: raw::Operation,
    scope: &Scope<'_>,
    report: &mut Report,
) -> Option<Operation> {
    let action = raw
        .action
        .and_then(|action| check_action(stem, action, report));
    let group = raw
        .group
        .and_then(|group| wire_name(&group, "group", report).then_some(group.value));
    let qps = raw.qps.and_then(|node| count(&node, "qps", 1, report));
    let methods = match raw.methods {
        None => vec![Method::Post, Method::Get],
        Some(words) => check_methods(&words, report),
    };
    let repeat = raw
        .repeat
        .and_then(|text| word(&text, "repeat class", &REPEATS, report));
    for error in &raw.errors {
        check_error(error, scope.errors, report);
    }
    let shared = &scope.service.parameters;
    for field in raw
        .parameters
        .iter()
        .filter_map(|field| field.name.as_ref())
    {
        if shared
            .iter()
            .any(|known| same_in_rust(&known.name, &field.value))
        {
            let message = format!("parameter `{}` belongs to `service.json`", field.value);
            report.at(
                field.span,
                message,
                "remove it here: every operation has it",
            );
        }
    }
    require_examples(&raw.parameters, report);
    for field in raw.response.iter().filter_map(|field| field.name.as_ref()) {
        if scope
            .service
            .envelope
            .names()
            .contains(&field.value.as_str())
        {
            let message = format!("response field `{}` belongs to the envelope", field.value);
            report.at(field.span, message, "remove it: every answer has it");
        }
    }
    let parameters = shape::fields(raw.parameters, Place::Request, scope.types, report);
    let response = shape::fields(raw.response, Place::Answer, scope.types, report);
    let text = |text: Spanned<String>| text.value;
    let mut parameters = parameters?;
    parameters.extend(shared.iter().cloned());
    let mut operation = Operation {
        action: action?,
        group: group?,
        summary: text(raw.summary?),
        doc: raw.doc.map(text).unwrap_or_default(),
        qps,
        methods,
        repeat: repeat?,
        parameters,
        response: response?,
        errors: raw.errors.into_iter().map(text).collect(),
        notes: raw.notes.into_iter().map(text).collect(),
        sources: raw.sources.into_iter().map(text).collect(),
        examples: Vec::new(),
    };
    // Examples can be judged only against an operation without mistakes.
    if report.is_empty() {
        operation.examples = example::check(raw.examples, &operation, scope.service, report);
    }
    Some(operation)
}

fn check_action(stem: &str, action: Spanned<String>, report: &mut Report) -> Option<String> {
    if !wire_name(&action, "operation", report) {
        return None;
    }
    if action.value != stem {
        let message = format!(
            "action `{}` stands in a file named `{stem}.json`",
            action.value
        );
        report.at(
            action.span,
            message,
            format!("name the file `{}.json`", action.value),
        );
        return None;
    }
    Some(action.value)
}

fn check_methods(words: &[Spanned<String>], report: &mut Report) -> Vec<Method> {
    let mut methods = Vec::new();
    for text in words {
        let Some(method) = word(text, "method", &METHODS, report) else {
            continue;
        };
        if methods.contains(&method) {
            report.at(
                text.span,
                format!("method `{}` is listed twice", text.value),
                "remove one",
            );
        }
        methods.push(method);
    }
    // POST keeps long lists out of the address, so it is the one to send where both work.
    methods.sort_by_key(|method| *method != Method::Post);
    methods
}

fn check_error(code: &Spanned<String>, known: Option<&[ErrorCode]>, report: &mut Report) {
    let Some(known) = known else { return };
    if !known.iter().any(|error| error.code == code.value) {
        let help =
            match suggest::nearest(&code.value, known.iter().map(|error| error.code.as_str())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "describe it in `errors.json`".to_owned(),
            };
        report.at(
            code.span,
            format!("unknown error code `{}`", code.value),
            help,
        );
    }
}

/// A required parameter needs an example: documentation and tests are made from it.
fn require_examples(fields: &[raw::Field], report: &mut Report) {
    for field in fields {
        let (Some(name), Some(required)) = (&field.name, &field.required) else {
            continue;
        };
        if required.value && field.example.is_none() {
            let message = format!("the required parameter `{}` has no `example`", name.value);
            let span = Span {
                start: name.span.start,
                end: name.span.end,
            };
            report.at(
                span,
                message,
                "add one: documentation and tests are made from it",
            );
        }
    }
}
