//! The pages of operations, of their responses, and of the structs that requests carry.

use std::fmt::Write;
use std::sync::Arc;

use ota_spec::markdown;
use ota_spec::model::{Choice, ChoiceOption, Field, NamedKind, Operation, Rule, Type};
use ota_spec::names::{self as spelled, builder_setter, member_setter};
use ota_spec::value::Value;
use ota_spec::words::{self, code};

use super::{bullets, line, prose, rules};
use crate::names;

/// The page of an operation: what it does, parameters, limits, errors, an example, sources.
pub(crate) fn operation(operation: &Operation, client: Option<&str>) -> String {
    let mut page = format!("{}\n", line(&operation.summary));
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            page.push('\n');
            page.push_str(text);
            page.push('\n');
        }
    };
    paragraph(&prose(&operation.doc));
    if let Some(advice) = &operation.deprecated {
        paragraph(&format!("**Deprecated**: {}.", line(advice)));
    }
    paragraph(&format!("Operation `{}`. {}", operation.action, words::sending(operation)));
    paragraph(&format!("# Parameters\n\n{}", parameter_table(operation)));
    paragraph(&rules(&operation.rules));
    paragraph(&ways(operation));
    paragraph(&format!("# Response\n\n{}", returned(operation)));
    paragraph(&format!("# Example\n\n{}", example(operation, client)));
    paragraph(&errors(operation));
    paragraph(&bullets("# Notes", operation.notes.iter().map(|note| line(note))));
    paragraph(&bullets("# Sources", operation.sources.iter().map(|source| line(source))));
    page
}

/// The methods of the builder besides sending one call.
fn ways(operation: &Operation) -> String {
    let builder = &operation.idents.builder;
    let link = |method: &str| format!("[`{method}`]({builder}::{method})");
    let mut lines = Vec::new();
    for choice in &operation.choices {
        lines.push(format!(
            "{}: {} sets what belongs together.",
            line(choice.doc.trim_end_matches('.')),
            link(&choice.setter)
        ));
    }
    if let Some(page) = &operation.page {
        let limit =
            page.limit.map(|rows| format!(" The service gives out the first {rows} rows only."));
        lines.push(format!(
            "All items, page after page: {}; whole pages: {}.{}",
            link("items"),
            link("pages"),
            limit.unwrap_or_default()
        ));
    }
    if let Some(split) = &operation.split {
        let over = &split.over.field;
        lines.push(format!("A longer list of `{over}`, in parts: {}.", link("send_parts")));
    }
    for wait in &operation.waits {
        lines.push(format!("{} {}.", line(&wait.doc), link(&wait.method)));
    }
    bullets("# More ways to call", lines.into_iter())
}

fn parameter_table(operation: &Operation) -> String {
    if operation.parameters.is_empty() {
        return "None.".to_owned();
    }
    let builder = &operation.idents.builder;
    let setter = |field: &Field| format!("{builder}::{}", builder_setter(&field.ident));
    table("parameter", &operation.parameters, setter)
}

/// What can be set, each with a link to the method that sets it.
fn table(title: &str, fields: &[Arc<Field>], setter: impl Fn(&Field) -> String) -> String {
    let mut table =
        format!("| {title} | type | required | limits | meaning |\n|---|---|---|---|---|");
    for field in fields {
        let required = match (field.required, field.fill) {
            (true, None) => "yes",
            (true, Some(_)) => "set by the client",
            (false, _) => "no",
        };
        let name = match field.ty {
            Type::List(_) => format!("{}.N", field.name),
            _ => field.name.clone(),
        };
        let _ = write!(
            table,
            "\n| [`{name}`](method@{}) | {} | {required} | {} | {} |",
            setter(field),
            type_label(&field.ty),
            markdown::cell(&words::limits(&field.ty).join(", ")),
            meaning(field),
        );
    }
    table
}

/// The page of a struct that requests carry: what it is, its members, and the rules between them.
pub(crate) fn members(ident: &str, page: &str, fields: &[Arc<Field>], found: &[Rule]) -> String {
    let mut page = page.to_owned();
    if !fields.is_empty() {
        let setter = |field: &Field| format!("{ident}::{}", member_setter(&field.ident));
        let _ = write!(page, "\n\n# Members\n\n{}", table("member", fields, setter));
    }
    if !found.is_empty() {
        let _ = write!(page, "\n\n{}", rules(found));
    }
    page
}

/// What a call returns: a link to the response, and its fields.
fn returned(operation: &Operation) -> String {
    let (builder, response) = (&operation.idents.builder, &operation.idents.response);
    let start = format!("[`send`](method@{builder}::send) returns a [`{response}`]");
    if operation.response.is_empty() {
        return format!("{start}, which has nothing but the envelope.");
    }
    let mut text = format!("{start}:\n\n| field | type | meaning |\n|---|---|---|");
    for field in &operation.response {
        let _ = write!(
            text,
            "\n| [`{}`](field@{response}::{}) | {} | {} |",
            field.name,
            field.ident,
            type_label(&field.ty),
            meaning(field),
        );
    }
    text
}

/// The documentation of a parameter, its default and its deprecation.
fn meaning(field: &Field) -> String {
    let mut text = markdown::cell(&field.doc);
    if let Some(default) = &field.default {
        let _ = write!(text, " Default: {}.", markdown::cell(&code(&default.to_string())));
    }
    if let Some(advice) = &field.deprecated {
        let _ = write!(text, " **Deprecated**: {}.", markdown::cell(advice));
    }
    text
}

fn type_label(ty: &Type) -> String {
    match ty {
        Type::List(list) => format!("{} of {}", ty.label(), type_label(&list.items)),
        Type::Named(named) => format!("[`{}`]", named.ident),
        Type::Struct(inner) => format!("[`{}`]", inner.ident),
        Type::Map(item) => format!("Map of {}", type_label(item)),
        _ => ty.label().to_owned(),
    }
}

/// A call that sets the required parameters and makes the choices, compiled where the path of the client is known.
fn example(operation: &Operation, client: Option<&str>) -> String {
    let language = if client.is_some() { "no_run" } else { "ignore" };
    let path = client.unwrap_or(spelled::CLIENT);
    let chosen: Vec<_> = operation.choices.iter().filter_map(made).collect();
    let mut text = format!(
        "# async fn example(client: &{path}) -> Result<(), Box<dyn std::error::Error>> {{\n"
    );
    // The enums stand beside the client.
    if let Some((module, _)) = client.and_then(|client| client.rsplit_once("::")) {
        for (choice, _) in &chosen {
            let _ = writeln!(text, "use {module}::{};", choice.ident);
        }
        text.push_str(if chosen.is_empty() { "" } else { "\n" });
    }
    let method = names::ident(&operation.idents.method);
    let _ = write!(text, "let response = client\n    .{method}()\n");
    let is_chosen = |field: &Field| chosen.iter().any(|(choice, _)| is_of(choice, field));
    let fields = operation.parameters.iter().filter(|field| field.must_be_set());
    for field in fields.filter(|field| !is_chosen(field)) {
        let Some(value) = field.example.as_ref().and_then(|value| literal(&field.ty, value)) else {
            continue;
        };
        let _ = writeln!(text, "    .{}({value})", names::ident(&builder_setter(&field.ident)));
    }
    for (choice, value) in &chosen {
        let _ = writeln!(text, "    .{}({value})", names::ident(&choice.setter));
    }
    let _ = write!(text, "    .send()\n    .await?;\n{}\n# Ok(())\n# }}", shown(operation));
    markdown::fence(language, &text)
}

/// Prints the ID of what the operation made, or else that of the request.
fn shown(operation: &Operation) -> String {
    let is_id = |field: &&Arc<Field>| matches!(&field.ty, Type::Named(named) if matches!(named.kind, NamedKind::Id(_)));
    let inside = |field: &Arc<Field>| {
        let Type::Struct(inner) = &field.ty else { return None };
        let (outer, id) = (names::ident(&field.ident), inner.fields.iter().find(is_id)?);
        let id = names::ident(&id.ident);
        Some(format!("response.{outer}.as_ref().and_then(|made| made.{id}.as_ref())"))
    };
    let made = operation.look_up.as_ref().and_then(|_| operation.response.iter().find_map(inside));
    match made {
        Some(id) => format!("println!(\"{{:?}}\", {id});"),
        None => "println!(\"{}\", response.request_id());".to_owned(),
    }
}

/// Whether a choice sets this parameter.
fn is_of(choice: &Choice, field: &Field) -> bool {
    let own = choice.parameters.iter().chain(&choice.selector);
    own.map(|own| &own.name).any(|name| *name == field.name)
}

/// A choice with its first option that can be written with the examples of its parameters.
fn made(choice: &Choice) -> Option<(&Choice, String)> {
    let written = |option: &ChoiceOption| {
        let values =
            option.required.iter().map(|field| literal(&field.ty, field.example.as_ref()?));
        let values: Vec<String> = values.collect::<Option<_>>()?;
        let function = names::ident(&option.function);
        Some(format!("{}::{function}({})", choice.ident, values.join(", ")))
    };
    let value = choice.options.iter().find_map(written)?;
    Some((choice, value))
}

/// The value as a Rust expression that a setter takes; `None` if there is no short one.
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

fn errors(operation: &Operation) -> String {
    if operation.errors.is_empty() {
        return String::new();
    }
    let mut text = "# Errors\n\nAmong the codes that `Error::code` can give:\n\n\
                    | code | meaning | what to do |\n|---|---|---|"
        .to_owned();
    for error in &operation.errors {
        let cells = [&words::code(&error.code), &error.meaning, &error.advice];
        let [code, meaning, advice] = cells.map(|text| markdown::cell(text));
        let _ = write!(text, "\n| {code} | {meaning} | {advice} |");
    }
    text
}

/// The page of a response: the samples.
pub(crate) fn response(operation: &Operation) -> String {
    let mut text = format!("The response of `{}`.", operation.action);
    if let Some(body) = operation.body() {
        let _ = write!(text, " Its field `{}` is the whole body.", body.name);
    }
    if operation.response.is_empty() {
        text.push_str(" Nothing but the envelope that every response has.");
    }
    if let Some(json) = operation.examples.iter().find_map(|example| example.json.as_ref()) {
        let _ = write!(text, "\n\n# In JSON\n\n{}", markdown::fence("json", &json.pretty()));
    }
    if let Some(xml) = operation.examples.iter().find_map(|example| example.xml.as_ref()) {
        let _ = write!(text, "\n\n# In XML\n\n{}", markdown::fence("xml", xml.trim()));
    }
    text
}
