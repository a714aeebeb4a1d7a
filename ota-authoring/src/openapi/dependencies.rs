//! The connections between parameters and calls: rules, choices, pages, parts and waiting. OpenAPI describes
//! one parameter of one call at a time, so all of it is noted.

use ota_spec::model::{Choice, ChoiceOption, Condition, Operation, Page, Rule, RuleKind, Wait};
use ota_spec::words;

use super::unsaid::Topic;
use super::writer::Writer;

impl Writer<'_> {
    pub(super) fn rule(&mut self, rule: &Rule) {
        // The conditions and the reason are parts of the sentence.
        let Rule { kind, when: _, doc: _ } = rule;
        self.note(Topic::Rule, &parameters(kind).join(", "), words::rule(rule));
    }

    pub(super) fn choice(&mut self, choice: &Choice) {
        let Choice { name, doc, selector, options } = choice;
        let options: Vec<String> =
            options.iter().map(|found| option(found, selector.as_deref())).collect();
        self.note(Topic::Choice, name, format!("{doc} {}", options.join("; ")));
    }

    pub(super) fn pages(&mut self, page: &Page) {
        let Page { number, size, total, items, window } = page;
        let mut says = format!(
            "`{number}` counts pages from 1, `{size}` is how much a page holds, `{items}` has its items"
        );
        if let Some(total) = total {
            says.push_str(&format!(", `{total}` is how many there are in all"));
        }
        if let Some(window) = window {
            says.push_str(&format!("; `{number}` times `{size}` is at most {window}"));
        }
        self.note(Topic::Page, number, says);
    }

    pub(super) fn split(&mut self, over: &str) {
        let says = "a list beyond its limit can be sent in several calls";
        self.note(Topic::Split, over, says);
    }

    pub(super) fn wait(&mut self, wait: &Wait) {
        let Wait { name, doc, state, until, fail, interval, timeout } = wait;
        let mut says = format!("`{name}`: {doc} Call again until it is {}", any_of(until));
        if !fail.is_empty() {
            says.push_str(&format!(", or give up if it is {}", any_of(fail)));
        }
        says.push_str(&format!(", every {interval} s at first, for {timeout} s in all"));
        self.note(Topic::Wait, &state.join("."), says);
    }

    /// The further behaviour of an operation.
    pub(super) fn connections(&mut self, operation: &Operation) {
        for rule in &operation.rules {
            self.rule(rule);
        }
        for choice in &operation.choices {
            self.choice(choice);
        }
        if let Some(page) = &operation.page {
            self.pages(page);
        }
        if let Some(over) = &operation.split {
            self.split(over);
        }
        for wait in &operation.waits {
            self.wait(wait);
        }
    }
}

fn option(found: &ChoiceOption, selector: Option<&str>) -> String {
    let ChoiceOption { name, doc, value, required, optional, fixed } = found;
    let mut says = Vec::new();
    if let (Some(selector), Some(value)) = (selector, value) {
        says.push(format!("`{selector}` is `{}`", value.scalar().unwrap_or_default()));
    }
    for (parameter, value) in fixed {
        says.push(format!("`{parameter}` is `{}`", value.scalar().unwrap_or_default()));
    }
    says.extend(required.iter().map(|parameter| format!("needs `{parameter}`")));
    says.extend(optional.iter().map(|parameter| format!("may have `{parameter}`")));
    if says.is_empty() {
        format!("`{name}`: {doc}")
    } else {
        format!("`{name}`: {doc} ({})", says.join(", "))
    }
}

/// The parameters that a rule is about.
fn parameters(kind: &RuleKind) -> Vec<&str> {
    match kind {
        RuleKind::ExactlyOneOf(found)
        | RuleKind::AtLeastOneOf(found)
        | RuleKind::AtMostOneOf(found) => found.iter().flatten().map(String::as_str).collect(),
        RuleKind::AllTogether(names) | RuleKind::Requires(names) | RuleKind::Excludes(names) => {
            names.iter().map(String::as_str).collect()
        }
        RuleKind::OnlyWith { parameters, with: _ } => {
            parameters.iter().map(String::as_str).collect()
        }
        RuleKind::Forbids(conditions) => {
            conditions.iter().map(|Condition { parameter, test: _ }| parameter.as_str()).collect()
        }
        RuleKind::LessThan(one, other)
        | RuleKind::NotEqual(one, other)
        | RuleKind::MaxProduct(one, other, _) => vec![one, other],
        RuleKind::Difference { later, earlier, minimum: _, maximum: _ } => vec![later, earlier],
    }
}

fn any_of(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}
