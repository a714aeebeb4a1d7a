//! From the prose and the limits of a spec to rustdoc pages.

use std::fmt::Write;

use ota_spec::Spec;
use ota_spec::model::{Field, NamedKind, Operation, Type};
use ota_spec::value::Value;
use ota_spec::words;

use proc_macro2::TokenStream;
use quote::quote;

use crate::Methods;
use crate::names;

/// The text as documentation: one attribute, however long, since each costs the compiler time.
pub(crate) fn attribute(text: &str) -> TokenStream {
    let text = text.trim_end();
    quote!(#[doc = #text])
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
    if let Some(advice) = &operation.deprecated {
        paragraph(&format!("**Deprecated**: {advice}."));
    }
    paragraph(&format!("Operation `{}`. {}", operation.action, words::sending(operation)));
    paragraph(&format!("# Parameters\n\n{}", parameter_table(&operation.parameters)));
    paragraph(&bullets("# Rules", &operation.rules.iter().map(words::rule).collect::<Vec<_>>()));
    paragraph(&ways(operation));
    paragraph(&format!("# Example\n\n{}", example(operation, methods)));
    paragraph(&errors(operation, spec));
    paragraph(&bullets("# Notes", &operation.notes));
    paragraph(&bullets("# Sources", &operation.sources));
    page
}

/// What the builder can do beside sending one call.
fn ways(operation: &Operation) -> String {
    let builder = names::builder(&operation.action);
    let link = |method: &str| format!("[`{method}`]({builder}::{method})");
    let mut lines = Vec::new();
    for choice in &operation.choices {
        let setter = names::setter(&choice.name).to_string();
        lines.push(format!(
            "{}: {} sets what belongs together.",
            choice.doc.trim_end_matches('.'),
            link(&setter)
        ));
    }
    if let Some(page) = &operation.page {
        let window =
            page.window.map(|rows| format!(" The service gives out the first {rows} rows only."));
        lines.push(format!(
            "All items, page after page: {}; whole pages: {}.{}",
            link("items"),
            link("pages"),
            window.unwrap_or_default()
        ));
    }
    if let Some(over) = &operation.split {
        lines.push(format!("A longer list of `{over}`, in parts: {}.", link("send_parts")));
    }
    for wait in &operation.waits {
        let method = ota_spec::names::wait_until(&wait.name);
        lines.push(format!("{} {}.", wait.doc, link(&method)));
    }
    bullets("# More ways to call", &lines)
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
            words::limits(&field.ty).join(", "),
            cell(&meaning(field)),
        );
    }
    table
}

/// What a parameter is, what its absence means and whether it should still be used.
fn meaning(field: &Field) -> String {
    let mut text = field.doc.clone();
    if let Some(default) = &field.default {
        let _ = write!(text, " Default: `{default}`.");
    }
    if let Some(advice) = &field.deprecated {
        let _ = write!(text, " **Deprecated**: {advice}.");
    }
    text
}

fn type_label(ty: &Type) -> String {
    match ty {
        Type::List(list) => format!("{} of {}", ty.label(), type_label(&list.items)),
        Type::Named(named) => format!("[`{}`]", names::type_name(&named.name)),
        Type::Map(item) => format!("Map of {}", type_label(item)),
        _ => ty.label().to_owned(),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
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
        (Type::Struct(_) | Type::Map(_), _) => None,
        (Type::Named(named), Value::Number(text)) if matches!(named.kind, NamedKind::Enum(_)) => {
            Some(format!("{text:?}"))
        }
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
    let limits = words::limits(&field.ty);
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
