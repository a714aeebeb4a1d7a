//! Behaviour beyond single parameters: rules, choices, pages, parts and waiting.

use ota_spec::model::{Choice, Constant, Field, Handle, Operation, Wait};
use ota_spec::words;

use crate::page::{INDENT, Page};

pub(super) fn write(operation: &Operation, page: &mut Page) {
    if !operation.rules.is_empty() {
        page.heading("Rules");
        for rule in &operation.rules {
            page.put(INDENT, "- ", words::rule(rule));
        }
    }
    for choice in &operation.choices {
        write_choice(choice, page);
    }
    if let Some(paging) = &operation.page {
        page.heading("Pages");
        page.put(INDENT, "", words::pages(paging));
    }
    if let Some(split) = &operation.split {
        page.heading("Parts");
        let over = &split.over.field;
        let text = format!(
            "A list of `{over}` that is longer than its limit can be sent in several calls."
        );
        page.put(INDENT, "", &text);
    }
    for wait in &operation.waits {
        page.heading(format!("Waiting: {}", wait.name));
        page.put(INDENT, "", &wait.doc);
        page.put(INDENT, "", waiting(wait));
    }
}

fn write_choice(choice: &Choice, page: &mut Page) {
    page.heading(format!("Choice: {}", choice.name));
    page.put(INDENT, "", &choice.doc);
    for option in &choice.options {
        page.put(INDENT, "", &option.name);
        page.put(INDENT * 3, "", &option.doc);
        if let (Some(selector), Some(value)) = (&choice.selector, &option.value) {
            page.put(INDENT * 3, "- ", format!("`{selector}` is `{value}`"));
        }
        for (name, value) in &option.fixed {
            page.put(INDENT * 3, "- ", format!("`{name}` is `{value}`"));
        }
        if !option.required.is_empty() {
            page.put(INDENT * 3, "- ", format!("needs {}", names(&option.required)));
        }
        if !option.optional.is_empty() {
            page.put(INDENT * 3, "- ", format!("may have {}", names(&option.optional)));
        }
    }
}

fn waiting(wait: &Wait) -> String {
    let path: Vec<&str> = wait.state.iter().map(|field| field.name.as_str()).collect();
    let mut text = format!("Waits until `{}` is {}", path.join("."), values(&wait.until));
    if !wait.fail.is_empty() {
        text.push_str(&format!("; gives up if it is {}", values(&wait.fail)));
    }
    let (interval, timeout) = (wait.interval, wait.timeout);
    text.push_str(&format!(". Looks every {interval} s at first, for {timeout} s in all."));
    text
}

/// Names in backticks.
fn names(all: &[Handle<Field>]) -> String {
    ota_spec::suggest::list(all.iter().map(|field| field.name.as_str()))
}

/// Values of which one is meant.
fn values(all: &[Constant]) -> String {
    let quoted: Vec<String> = all.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}
