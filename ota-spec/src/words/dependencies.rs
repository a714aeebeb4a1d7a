//! Rules and their conditions in words.

use ota_violation::rules::{Needs, Relation};
use ota_violation::words::{self, all_of, alternatives, any_of, denied};

use crate::model::{Condition, Count, Field, Handle, Page, PageBy, Rule, RuleKind, Test};

/// A rule as a sentence, followed by the sentence of the spec if there is one: the requirement
/// comes before the reason.
pub fn rule(rule: &Rule) -> String {
    let demand = demand(&rule.kind);
    let sentence = if rule.when.is_empty() {
        demand
    } else {
        format!("when {}, {demand}", conditions(&rule.when))
    };
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => {
            let why = if rule.doc.is_empty() { "" } else { " " };
            format!("{}{}.{why}{}", first.to_uppercase(), characters.as_str(), rule.doc)
        }
        None => sentence,
    }
}

/// How the pages of a list are walked.
pub fn pages(page: &Page) -> String {
    let Page { by, size, largest: _, total, items, size_used: _, limit } = page;
    let mut text = match by {
        PageBy::Number(number) => format!("`{number}` is the number of the page, counted from 1"),
        PageBy::Offset(offset) => format!("`{offset}` is how many items come before the page"),
        PageBy::Token { token, next } => {
            format!("`{token}` is the `{next}` of the page before; the first page has none")
        }
    };
    if let Some(size) = size {
        text.push_str(&format!("; `{size}` is how much a page holds"));
    }
    text.push_str(&format!(". Its items are in `{}`.", items.field));
    if let Some(total) = total {
        text.push_str(&format!(" `{total}` is how many there are on all pages."));
    }
    if let Some(limit) = limit {
        text.push_str(&format!(" Nothing beyond item {limit} can be asked for."));
    }
    text
}

/// A condition in words, such as "`TargetSelection` is `GRAY`".
pub fn condition(condition: &Condition) -> String {
    words::condition(&condition.parameter.name, &tested(&condition.test))
}

/// A test in the words of violations.
pub fn tested(test: &Test) -> words::Test {
    match test {
        Test::Set(set) => words::Test::Set(*set),
        Test::OneOf { values, .. } => {
            words::Test::OneOf(values.iter().map(ToString::to_string).collect())
        }
    }
}

/// Conditions that hold at the same time.
fn conditions(conditions: &[Condition]) -> String {
    conditions.iter().map(condition).collect::<Vec<_>>().join(" and ")
}

fn demand(kind: &RuleKind) -> String {
    match kind {
        RuleKind::OneOf { alternatives: found, count } => {
            let how_many = match count {
                Count::ExactlyOne => "exactly",
                Count::AtLeastOne => "at least",
                Count::AtMostOne => "at most",
            };
            format!("set {how_many} one of {}", alternatives(found))
        }
        RuleKind::Presence { of, needs, parameters } => presence(of, *needs, parameters),
        RuleKind::Forbids(conditions) => forbidden(conditions),
        RuleKind::Compare { one, other, relation } => match relation {
            Relation::Less => format!("`{one}` must be less than `{other}`"),
            Relation::Differ => format!("`{one}` and `{other}` must differ"),
            Relation::Product(most) => format!("`{one}` times `{other}` must be at most {most}"),
            Relation::Difference(least, most) => {
                format!("`{one}` must be {least} to {most} more than `{other}`")
            }
        },
    }
}

fn presence(of: &[Handle<Field>], needs: Needs, parameters: &[Handle<Field>]) -> String {
    match (of, needs) {
        ([], Needs::All) => format!("{} must be set", all_of(parameters)),
        ([], Needs::Any) => format!("set at least one of {}", any_of(parameters)),
        ([], Needs::None) => format!("{} must not be set", all_of(parameters)),
        (of, Needs::All) if of == parameters => {
            format!("set all of {}, or none of them", all_of(parameters))
        }
        (of, Needs::All) => format!("set {} only together with {}", all_of(of), all_of(parameters)),
        (of, Needs::Any) => format!("set {} only together with {}", all_of(of), any_of(parameters)),
        (of, Needs::None) => format!("set {} only without {}", all_of(of), any_of(parameters)),
    }
}

/// The state that a rule forbids: the first condition, while the others hold.
fn forbidden(found: &[Condition]) -> String {
    let Some((first, rest)) = found.split_first() else {
        return String::new();
    };
    let demand = format!("`{}` {}", first.parameter, denied(&tested(&first.test)));
    match rest {
        [] => demand,
        rest => format!("{demand} while {}", conditions(rest)),
    }
}
