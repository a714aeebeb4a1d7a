//! The help of an operation, from its spec.

use std::sync::Arc;

use ota_dynamic::input::item;
use ota_spec::Value;
use ota_spec::model::{Field, Fill, Operation, Type};
use ota_spec::words;

use super::names::{Flag, kebab};
use super::style::Style;
use super::value;
use crate::output::shell_word;

/// The facts about a parameter, beside its prose.
pub(super) fn facts(field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    facts.push(if field.is_demanded() { "required" } else { "optional" }.to_owned());
    facts.extend(field.fill.map(|fill| match fill {
        Fill::Region => "the region of `--region` if left out".to_owned(),
        Fill::Token => "a new token if left out".to_owned(),
    }));
    if matches!(field.ty, Type::List(_)) {
        facts.push("one flag per item".to_owned());
    }
    facts.extend(words::limits(&field.ty));
    if let Some(members) = item(&field.ty).members() {
        let member = |field: &Arc<Field>| {
            let required = if field.required { ", required" } else { "" };
            format!("`{}` ({}{required})", field.name, field.ty.label())
        };
        let members: Vec<String> = members.iter().map(member).collect();
        facts.push(format!("a JSON object with {}", members.join(", ")));
        let rules = item(&field.ty).rules().iter().map(words::rule);
        facts.extend(rules.map(|rule| rule.trim_end_matches('.').to_owned()));
    }
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items = items.iter().map(|item| item.scalar().unwrap_or_else(|| item.to_string()));
            items.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    if let Type::Map(values) = item(&field.ty) {
        facts.push(format!("a JSON object with values of type {}", values.label()));
    }
    if let Type::Any = item(&field.ty) {
        facts.push("any JSON value; a string needs no quotes".to_owned());
    }
    if field.secret {
        facts.push("secret: other users of this machine may see the command line".to_owned());
        return facts;
    }
    facts.extend(field.default.iter().map(|value| format!("default: {}", shown(value))));
    facts.extend(field.example.iter().map(|value| format!("example: {}", shown(value))));
    facts
}

/// The description of a parameter.
pub(super) fn doc(field: &Field) -> String {
    match &field.deprecated {
        Some(instead) => format!("Deprecated: {instead} {}", field.doc),
        None => field.doc.clone(),
    }
}

pub(super) fn about(operation: &Operation) -> String {
    let mut text = operation.summary.clone();
    if let Some(instead) = &operation.deprecated {
        text.push_str("\n\nDeprecated: ");
        text.push_str(instead);
    }
    if !operation.doc.is_empty() {
        text.push_str("\n\n");
        text.push_str(&operation.doc);
    }
    text.push_str("\n\n");
    text.push_str(&words::sending(operation));
    if !operation.rules.is_empty() {
        text.push_str("\n\nRules:");
        for rule in &operation.rules {
            text.push_str("\n- ");
            text.push_str(&words::rule(rule));
        }
    }
    text
}

/// A command line that calls the operation: its example, or one made of the examples of what it requires.
pub(super) fn example(operation: &Operation, flags: &[Flag], style: &Style<'_>) -> String {
    let mut lines = vec![format!("  {}", style.head)];
    for (field, flag) in operation.parameters.iter().zip(flags) {
        let shown = match style.example {
            Some(request) => request.get(&field.name),
            None => field.example.as_ref().filter(|_| field.is_demanded()),
        };
        if style.is_filled(operation, field) {
            continue;
        }
        let is_secret = field.secret && (shown.is_some() || field.is_demanded());
        if !style.has(field) || (shown.is_none() && !is_secret) {
            continue;
        }
        if is_secret {
            lines.push(format!("--{} \"$SECRET\"", flag.long));
            continue;
        }
        let values = match (shown, &field.ty) {
            (Some(Value::Array(items)), Type::List(_)) => items.as_slice(),
            (Some(value), _) => std::slice::from_ref(value),
            (None, _) => &[],
        };
        let is_place = style.is_place(field);
        let word = |value: &Value| {
            let text = value.scalar().unwrap_or_else(|| value.to_string());
            let text = shell_word(&text);
            if is_place { text.into_owned() } else { format!("--{} {text}", flag.long) }
        };
        if !values.is_empty() {
            let words = values.iter().map(word).collect::<Vec<_>>().join(" ");
            // What needs no flag stands behind the command.
            let at = if is_place { 1 } else { lines.len() };
            lines.insert(at, words);
        }
    }
    format!("Example:\n{}", lines.join(" \\\n      "))
}

/// The flags that a call cannot do without.
pub(super) fn usage(operation: &Operation, flags: &[Flag], style: &Style<'_>) -> String {
    let mut usage = style.head.clone();
    let dots = |field: &Field| if matches!(field.ty, Type::List(_)) { "..." } else { "" };
    if let Some(place) = style.place {
        let name = kebab(&place.name).replace('-', "_").to_uppercase();
        usage.push_str(&format!(" <{name}>{}", dots(place)));
    }
    for (field, flag) in operation.parameters.iter().zip(flags) {
        let is_left_out =
            style.is_place(field) || style.is_filled(operation, field) || !style.has(field);
        if field.is_demanded() && !is_left_out {
            let value = value::name(item(&field.ty));
            usage.push_str(&format!(" --{} <{value}>{}", flag.long, dots(field)));
        }
    }
    format!("{usage} [OPTIONS]")
}

/// How else the flags may be written.
pub(super) fn spellings(flags: &[Flag]) -> String {
    match flags.iter().find_map(|flag| flag.alias.as_deref()) {
        Some(alias) => format!("\n\nFlags of parameters may also be written as in `--{alias}`."),
        None => String::new(),
    }
}

/// The errors that the spec names, with their meaning.
pub(super) fn errors(operation: &Operation) -> String {
    let mut text = String::new();
    for error in &operation.errors {
        text.push_str(&format!("\n  {error}\n      {}", error.meaning));
    }
    if text.is_empty() { text } else { format!("\n\nErrors:{text}") }
}
