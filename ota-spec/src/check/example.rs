//! Checks the examples of an operation, so that everything the documentation shows works.

use std::collections::BTreeSet;

use crate::diagnostic::{Report, Span};
use crate::json::{Kind, Node};
use crate::limits;
use crate::model::{Example, Operation, Style};
use crate::raw::{self, Spanned};
use crate::sample;
use crate::value::Value;
use crate::wire;

/// Consumes the examples of an operation that has no other mistakes.
pub(super) fn check(
    examples: Vec<raw::Example>,
    operation: &Operation,
    report: &mut Report,
) -> Vec<Example> {
    let mut checked = Vec::new();
    for example in examples {
        let (Some(title), Some(request)) = (example.title, example.request) else {
            continue;
        };
        let fits = check_request(&request, operation, report);
        // A query of a request with mistakes has the same mistakes.
        if let Some(query) = example.query.as_ref().filter(|_| fits) {
            check_query(query, &request, operation, report);
        }
        if let Some(json) =
            example.json.as_ref().filter(|json| is_response(json, operation, report))
        {
            let found = sample::check_json(operation, &json.to_value());
            report.each(&found, |report, problem| {
                let message = "the JSON sample does not decode";
                report.at(json.locate(&problem.path), message, problem.to_string());
            });
        }
        if let Some(xml) = &example.xml {
            let found = sample::check_xml(operation, &xml.value);
            for problem in found {
                report.at(xml.span, "the XML sample does not decode", problem.to_string());
            }
        }
        checked.push(Example {
            title: title.value,
            zh: example.zh.map(|text| text.value),
            request: request.to_value(),
            query: example.query.map(|query| query.value),
            json: example.json.as_ref().map(Node::to_value),
            xml: example.xml.map(|xml| xml.value),
        });
    }
    checked
}

/// Whether a sample can be a response: an object, unless it is all of what the operation returns.
fn is_response(json: &Node, operation: &Operation, report: &mut Report) -> bool {
    let fits = operation.bare || matches!(json.kind, Kind::Object(_));
    if !fits {
        let message = format!("`json` must be an object, not {}", json.to_value().kind());
        report.at(json.span, message, "write an object, or say that the response is `bare`");
    }
    fits
}

fn check_request(request: &Node, operation: &Operation, report: &mut Report) -> bool {
    let violations = limits::check_request(operation, &request.to_value());
    report.each(&violations, |report, violation| {
        report.at(
            request.locate(violation.parameter()),
            "the example does not fit the parameters",
            violation.to_string(),
        );
    });
    violations.is_empty()
}

/// The documented query and the request must be the same call.
fn check_query(
    query: &Spanned<String>,
    request: &Node,
    operation: &Operation,
    report: &mut Report,
) {
    let Some(mut documented) = wire::parse_query(&query.value) else {
        report.at(query.span, "the query is not UTF-8", "encode UTF-8 bytes as `%XX`");
        return;
    };
    let action = documented.iter().position(|(name, _)| name == "Action");
    if let Some((_, value)) = action.map(|index| documented.remove(index))
        && value != operation.action
    {
        let message = format!("the query names the action `{value}`");
        let span = pair_span(query, &("Action".to_owned(), value), report);
        report.at(span, message, format!("write `Action={}`", operation.action));
    }
    let styled = operation.parameters.iter().filter(|field| field.style == Style::Json);
    let styled: BTreeSet<&str> = styled.map(|field| field.name.as_str()).collect();
    for (name, text) in &mut documented {
        if styled.contains(name.as_str())
            && let Ok(value) = Value::from_json(text)
        {
            *text = value.to_string();
        }
    }
    let mut sent = wire::flatten(&operation.parameters, &request.to_value());
    sent.sort();
    documented.sort();
    let pair = |(name, value): &(String, String)| format!("{name}={value}");
    let extra = documented.iter().find(|pair| sent.binary_search(pair).is_err());
    let lost = sent.iter().find(|pair| documented.binary_search(pair).is_err());
    let span = extra.map_or(query.span, |extra| pair_span(query, extra, report));
    let help = match (extra, lost) {
        (Some(extra), _) => format!("the request does not give `{}`", pair(extra)),
        (None, Some(lost)) => format!("the query lacks `{}`", pair(lost)),
        (None, None) if sent.len() != documented.len() => "a parameter is given twice".to_owned(),
        (None, None) => return,
    };
    report.at(span, "the query is not what the request encodes to", help);
}

/// The place of a pair in the query; the whole query if it is written with JSON escapes.
fn pair_span(query: &Spanned<String>, pair: &(String, String), report: &Report) -> Span {
    let mut start = query.span.start + 1;
    for part in report.text(query.span).trim_matches('"').split('&') {
        let parsed = wire::parse_query(part);
        if parsed.is_some_and(|parsed| parsed.first() == Some(pair)) {
            let end = start + part.len();
            return Span { start, end };
        }
        start += part.len() + 1;
    }
    query.span
}
