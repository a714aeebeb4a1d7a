//! The connections between parameters and calls: rules, choices, pages, parts and waiting. OpenAPI describes
//! one parameter of one call at a time, so all of it is noted.

use ota_spec::model::{Choice, ChoiceOption, Constant, Field, Handle, Operation, Page, Wait};
use ota_spec::words;

use super::sides::Side;
use super::unsaid::Topic;
use super::writer::Writer;

impl Writer<'_> {
    pub(super) fn choice(&mut self, choice: &Choice) {
        // The identifiers are made from the names, the parameters are those of the options.
        let Choice { name, ident: _, setter: _, doc, zh: _, selector, parameters: _, options } =
            choice;
        let options: Vec<String> =
            options.iter().map(|found| option(found, selector.as_ref())).collect();
        self.note(Topic::Choice, name, format!("{doc} {}", options.join("; ")));
    }

    pub(super) fn pages(&mut self, page: &Page) {
        self.note(Topic::Page, &page.by.parameter().name, words::pages(page));
    }

    pub(super) fn split(&mut self, over: &str) {
        let says = "a list beyond its limit can be sent in several calls";
        self.note(Topic::Split, over, says);
    }

    pub(super) fn wait(&mut self, wait: &Wait) {
        let Wait { name, method: _, doc, zh: _, state, until, fail, interval, timeout } = wait;
        let mut says = format!("`{name}`: {doc} Call again until it is {}", any_of(until));
        if !fail.is_empty() {
            says.push_str(&format!(", or give up if it is {}", any_of(fail)));
        }
        says.push_str(&format!(", every {interval} s at first, for {timeout} s in all"));
        let path: Vec<&str> = state.iter().map(|field| field.name.as_str()).collect();
        self.note(Topic::Wait, &path.join("."), says);
    }

    /// The further behaviour of an operation.
    pub(super) fn connections(&mut self, operation: &Operation) {
        self.rules(&operation.rules, Side::Request, "");
        for choice in &operation.choices {
            self.choice(choice);
        }
        if let Some(page) = &operation.page {
            self.pages(page);
        }
        if let Some(split) = &operation.split {
            self.split(&split.over.field.name);
        }
        for wait in &operation.waits {
            self.wait(wait);
        }
    }
}

/// The Chinese texts of what is noted in English: rules, choices with their options, and waits.
pub(super) fn chinese(operation: &Operation) -> Vec<String> {
    let rules = operation.rules.iter().filter_map(|rule| rule.zh.clone());
    let mut texts: Vec<String> = rules.collect();
    let mut add = |name: &str, zh: &Option<String>| {
        texts.extend(zh.iter().map(|zh| format!("`{name}`: {zh}")));
    };
    for choice in &operation.choices {
        add(&choice.name, &choice.zh);
        for option in &choice.options {
            add(&format!("{}.{}", choice.name, option.name), &option.zh);
        }
    }
    for wait in &operation.waits {
        add(&wait.name, &wait.zh);
    }
    texts
}

fn option(found: &ChoiceOption, selector: Option<&Handle<Field>>) -> String {
    let ChoiceOption { name, ident: _, function: _, doc, zh: _, value, required, optional, fixed } =
        found;
    let mut says = Vec::new();
    if let (Some(selector), Some(value)) = (selector, value) {
        says.push(format!("`{selector}` is `{value}`"));
    }
    for (parameter, value) in fixed {
        says.push(format!("`{parameter}` is `{value}`"));
    }
    says.extend(required.iter().map(|parameter| format!("needs `{parameter}`")));
    says.extend(optional.iter().map(|parameter| format!("may have `{parameter}`")));
    if says.is_empty() {
        format!("`{name}`: {doc}")
    } else {
        format!("`{name}`: {doc} ({})", says.join(", "))
    }
}

fn any_of(values: &[Constant]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}
