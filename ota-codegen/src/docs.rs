//! From the prose and the limits of a spec to rustdoc pages.

use std::fmt::Write;

use ota_spec::Spec;
use ota_spec::model::{Field, List, NamedKind, Operation, Range, Repeat, Text, Type};
use ota_spec::value::Value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::Methods;
use crate::names;

/// The text as `///` lines.
pub(crate) fn lines(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| match line {
        "" => String::new(),
        line => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// The page of an operation: what it does, parameters, limits, errors, an example, sources.
pub(crate) fn operation(operation: &Operation, spec: &Spec, methods: Methods) -> String {
    let mut page = format!("{}\n", operation.summary);
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            page.push('\n');
            page.push_str(text);
            page.push('\n');
        }
    };
    paragraph(&operation.doc);
    paragraph(&sending(operation));
    paragraph(&format!("# Parameters\n\n{}", parameter_table(&operation.parameters)));
    paragraph(&format!("# Example\n\n{}", example(operation, methods)));
    paragraph(&errors(operation, spec));
    paragraph(&bullets("# Notes", &operation.notes));
    paragraph(&bullets("# Sources", &operation.sources));
    page
}

/// How often it may be called, and what calling it twice does.
fn sending(operation: &Operation) -> String {
    let mut text = format!("Operation `{}`.", operation.action);
    if let Some(qps) = operation.qps {
        let _ =
            write!(text, " One account may call it {qps} times a second, its RAM users included.");
    }
    text.push_str(match operation.repeat {
        Repeat::Read => " It only reads.",
        Repeat::Safe => " Sending it twice leaves the same state as sending it once.",
        Repeat::Reconcile => {
            " Sending it twice may act twice: look at the state before sending again."
        }
    });
    text
}

fn parameter_table(parameters: &[Field]) -> String {
    if parameters.is_empty() {
        return "None.".to_owned();
    }
    let mut table =
        "| parameter | type | required | limits | meaning |\n|---|---|---|---|---|".to_owned();
    for field in parameters {
        let required = if field.required { "yes" } else { "no" };
        let name = match field.ty {
            Type::List(_) => format!("{}.N", field.name),
            _ => field.name.clone(),
        };
        let _ = write!(
            table,
            "\n| `{name}` | {} | {required} | {} | {} |",
            type_label(&field.ty),
            limits(&field.ty).join(", "),
            cell(&field.doc),
        );
    }
    table
}

fn type_label(ty: &Type) -> String {
    match ty {
        Type::List(list) => format!("{} of {}", ty.label(), type_label(&list.items)),
        Type::Named(named) => format!("[`{}`]", names::type_name(&named.name)),
        _ => ty.label().to_owned(),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The limits in words.
fn limits(ty: &Type) -> Vec<String> {
    let mut found = Vec::new();
    match ty {
        Type::String(text) => text_limits(text, &mut found),
        Type::Integer(range) | Type::Long(range) => range_limits(range, &mut found),
        Type::Double(range) => range_limits(range, &mut found),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text, &mut found),
            NamedKind::Enum(_) | NamedKind::Struct(_) => {}
        },
        Type::List(list) => list_limits(list, &mut found),
        Type::Boolean | Type::Struct(_) => {}
    }
    found
}

fn text_limits(text: &Text, found: &mut Vec<String>) {
    match (text.min_length, text.max_length) {
        (Some(1), None) => found.push("not empty".to_owned()),
        (Some(least), None) => found.push(format!("at least {least} characters")),
        (None, Some(most)) => found.push(format!("at most {most} characters")),
        (Some(least), Some(most)) => found.push(format!("{least} to {most} characters")),
        (None, None) => {}
    }
}

fn range_limits<N: std::fmt::Display>(range: &Range<N>, found: &mut Vec<String>) {
    match (&range.minimum, &range.maximum) {
        (Some(least), None) => found.push(format!("at least {least}")),
        (None, Some(most)) => found.push(format!("at most {most}")),
        (Some(least), Some(most)) => found.push(format!("{least} to {most}")),
        (None, None) => {}
    }
}

fn list_limits(list: &List, found: &mut Vec<String>) {
    match (list.min_items, list.max_items) {
        (Some(least), None) => found.push(format!("at least {least} items")),
        (None, Some(most)) => found.push(format!("at most {most} items")),
        (Some(least), Some(most)) => found.push(format!("{least} to {most} items")),
        (None, None) => {}
    }
    if list.unique {
        found.push("unique".to_owned());
    }
    found.extend(limits(&list.items).into_iter().map(|limit| format!("each {limit}")));
}

/// A call that sets the required parameters, compiled where the client's methods need no import.
fn example(operation: &Operation, methods: Methods) -> String {
    let fence = match methods {
        Methods::Inherent => "no_run",
        Methods::Trait => "ignore",
    };
    let mut text = format!(
        "```{fence}\n# async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {{\n"
    );
    let method = names::method(&operation.action);
    let _ = write!(text, "let reply = client\n    .{method}()\n");
    for field in operation.parameters.iter().filter(|field| field.required) {
        let Some(value) = field.example.as_ref().and_then(|value| literal(&field.ty, value)) else {
            continue;
        };
        let _ = writeln!(text, "    .{}({value})", names::setter(&field.name));
    }
    text.push_str(
        "    .send()\n    .await?;\nprintln!(\"{}\", reply.request_id());\n# Ok(())\n# }\n```",
    );
    text
}

/// The value as a Rust expression that a setter takes; `None` for what has no short one.
fn literal(ty: &Type, value: &Value) -> Option<String> {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let items: Option<Vec<_>> =
                items.iter().map(|item| literal(&list.items, item)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        (Type::Struct(_), _) => None,
        (Type::Double(_), Value::Number(text)) => Some(format!("{text}_f64")),
        (_, Value::String(text)) => Some(format!("{text:?}")),
        (_, value) => value.scalar(),
    }
}

fn errors(operation: &Operation, spec: &Spec) -> String {
    if operation.errors.is_empty() {
        return String::new();
    }
    let mut text = "# Errors\n\nAmong the codes that `Error::code` can give:\n\n\
                    | code | meaning | what to do |\n|---|---|---|"
        .to_owned();
    for code in &operation.errors {
        if let Some(error) = spec.error(code) {
            let _ =
                write!(text, "\n| `{code}` | {} | {} |", cell(&error.meaning), cell(&error.advice));
        }
    }
    text
}

fn bullets(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    lines.iter().fold(format!("{title}\n"), |text, line| format!("{text}\n- {line}"))
}

/// The page of an answer: the samples.
pub(crate) fn answer(operation: &Operation) -> String {
    let mut text = format!("What `{}` answers.", operation.action);
    if operation.response.is_empty() {
        text.push_str(" Nothing but the envelope that every answer has.");
    }
    if let Some(json) = operation.examples.iter().find_map(|example| example.json.as_ref()) {
        let _ = write!(text, "\n\n# In JSON\n\n```json\n{}\n```", json.pretty());
    }
    if let Some(xml) = operation.examples.iter().find_map(|example| example.xml.as_ref()) {
        let _ = write!(text, "\n\n# In XML\n\n```xml\n{}\n```", xml.trim());
    }
    text
}

/// A field of a request.
pub(crate) fn field(field: &Field) -> String {
    let limits = limits(&field.ty);
    let mut text = field.doc.clone();
    if !limits.is_empty() {
        let _ = write!(text, "\n\nLimits: {}.", limits.join(", "));
    }
    if let Some(default) = &field.default {
        let _ = write!(text, "\n\nDefault: `{default}`.");
    }
    text
}

/// The setter of a parameter.
pub(crate) fn setter(of: &Field) -> String {
    let kind = if of.required { "the required" } else { "the optional" };
    format!("Sets {kind} parameter `{}`. {}", of.name, field(of))
}

/// The client method that starts an operation.
pub(crate) fn method(operation: &Operation) -> String {
    format!("{} See [`{}`].", operation.summary, names::type_name(&operation.action))
}
