//! Rules between parameters as sentences.

use ota_spec::model::{Condition, Rule, RuleKind, Test};

/// The rule in the words of its spec, else in words made from it.
pub(super) fn sentence(rule: &Rule) -> String {
    match rule.doc.is_empty() {
        true => meaning(rule),
        false => rule.doc.clone(),
    }
}

/// What must hold, and when.
pub(super) fn meaning(rule: &Rule) -> String {
    let held = kind(&rule.kind);
    match rule.when.is_empty() {
        true => format!("{held}."),
        false => format!("Where {}: {held}.", conditions(&rule.when)),
    }
}

fn kind(kind: &RuleKind) -> String {
    match kind {
        RuleKind::ExactlyOneOf(all) => format!("exactly one of {} is set", alternatives(all)),
        RuleKind::AtLeastOneOf(all) => format!("at least one of {} is set", alternatives(all)),
        RuleKind::AtMostOneOf(all) => format!("at most one of {} is set", alternatives(all)),
        RuleKind::AllTogether(all) => format!("all of {} are set or none", names(all)),
        RuleKind::Requires(all) => format!("must be set: {}", names(all)),
        RuleKind::Excludes(all) => format!("must not be set: {}", names(all)),
        RuleKind::OnlyWith { parameters, with } => {
            format!("{} may be set only beside one of {}", names(parameters), names(with))
        }
        RuleKind::Forbids(all) => format!("it must not be that {}", conditions(all)),
        RuleKind::LessThan(one, other) => format!("`{one}` is less than `{other}`"),
        RuleKind::NotEqual(one, other) => format!("`{one}` and `{other}` differ"),
        RuleKind::MaxProduct(one, other, limit) => {
            format!("`{one}` times `{other}` is at most {limit}")
        }
        RuleKind::Difference { later, earlier, minimum, maximum } => {
            format!("`{later}` minus `{earlier}` is {minimum} to {maximum}")
        }
    }
}

fn conditions(all: &[Condition]) -> String {
    let one = |condition: &Condition| match &condition.test {
        Test::Set(true) => format!("`{}` is set", condition.parameter),
        Test::Set(false) => format!("`{}` is not set", condition.parameter),
        Test::OneOf(texts) => format!("`{}` is {}", condition.parameter, values(texts)),
    };
    all.iter().map(one).collect::<Vec<_>>().join(" and ")
}

fn alternatives(all: &[Vec<String>]) -> String {
    let one = |together: &Vec<String>| {
        let quoted: Vec<String> = together.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(" with ")
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Names in backticks.
pub(super) fn names(all: &[String]) -> String {
    ota_spec::suggest::list(all.iter().map(String::as_str))
}

/// Values of which one is meant.
pub(super) fn values(all: &[String]) -> String {
    let quoted: Vec<String> = all.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}
