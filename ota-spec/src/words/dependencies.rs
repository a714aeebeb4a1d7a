//! Rules and their conditions in words.

use std::fmt::Display;

use super::code::code;
use crate::model::{Condition, Field, Handle, Rule, RuleKind, Test};

/// A rule as an English sentence made from it, and behind it the sentence of the spec if there is
/// one: what must hold comes before why.
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

/// A condition in words, such as "`TargetSelection` is `GRAY`".
pub fn condition(condition: &Condition) -> String {
    let name = &condition.parameter;
    match &condition.test {
        Test::Set(true) => format!("`{name}` is set"),
        Test::Set(false) => format!("`{name}` is not set"),
        Test::OneOf { values, .. } => format!("`{name}` is {}", any_of(values)),
    }
}

/// Conditions that hold together.
fn conditions(conditions: &[Condition]) -> String {
    conditions.iter().map(condition).collect::<Vec<_>>().join(" and ")
}

/// Names or values of which one counts: `` `a`, `b` or `c` ``.
pub(crate) fn any_of<T: Display>(names: &[T]) -> String {
    joined(names.iter().map(|name| code(&name.to_string())).collect(), "or")
}

/// Names that count together: `` `a`, `b` and `c` ``.
pub(crate) fn all_of<T: Display>(names: &[T]) -> String {
    joined(names.iter().map(|name| code(&name.to_string())).collect(), "and")
}

/// Alternatives of a rule; parameters that count together are joined by "with".
pub(crate) fn alternatives(alternatives: &[Vec<Handle<Field>>]) -> String {
    let each = |names: &Vec<Handle<Field>>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" with ")
    };
    joined(alternatives.iter().map(each).collect(), "or")
}

fn joined(mut parts: Vec<String>, word: &str) -> String {
    match parts.pop() {
        Some(last) if !parts.is_empty() => format!("{} {word} {last}", parts.join(", ")),
        last => last.unwrap_or_default(),
    }
}

fn demand(kind: &RuleKind) -> String {
    match kind {
        RuleKind::ExactlyOneOf(found) => format!("set exactly one of {}", alternatives(found)),
        RuleKind::AtLeastOneOf(found) => format!("set at least one of {}", alternatives(found)),
        RuleKind::AtMostOneOf(found) => format!("set at most one of {}", alternatives(found)),
        RuleKind::AllTogether(names) => format!("set all of {}, or none of them", all_of(names)),
        RuleKind::Requires(names) => format!("{} must be set", all_of(names)),
        RuleKind::Excludes(names) => format!("{} must not be set", all_of(names)),
        RuleKind::OnlyWith { parameters, with } => {
            format!("set {} only together with {}", all_of(parameters), any_of(with))
        }
        RuleKind::Forbids(conditions) => forbidden(conditions),
        RuleKind::LessThan(one, other) => format!("`{one}` must be less than `{other}`"),
        RuleKind::NotEqual(one, other) => format!("`{one}` and `{other}` must differ"),
        RuleKind::MaxProduct(one, other, limit) => {
            format!("`{one}` times `{other}` must be at most {limit}")
        }
        RuleKind::Difference { later, earlier, minimum, maximum } => {
            format!("`{later}` must be {minimum} to {maximum} more than `{earlier}`")
        }
    }
}

/// What must not be: the first condition, while the others hold.
fn forbidden(found: &[Condition]) -> String {
    let Some((first, rest)) = found.split_first() else {
        return String::new();
    };
    let demand = format!("`{}` {}", first.parameter, denied(&first.test));
    match rest {
        [] => demand,
        rest => format!("{demand} while {}", conditions(rest)),
    }
}

/// What a parameter must be so that a condition on it does not hold.
pub(crate) fn denied(test: &Test) -> String {
    match test {
        Test::Set(true) => "must not be set".to_owned(),
        Test::Set(false) => "must be set".to_owned(),
        Test::OneOf { values, .. } => format!("must not be {}", any_of(values)),
    }
}
