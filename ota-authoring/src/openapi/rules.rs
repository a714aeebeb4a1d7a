//! The rules between parameters, or between the members of a struct: OpenAPI describes them one by one.

use ota_spec::model::{Condition, Field, Handle, Needs, Rule, RuleKind};
use ota_spec::words;

use super::sides::Side;
use super::unsaid::Topic;
use super::writer::Writer;

impl Writer<'_> {
    /// Notes rules of requests. `place` leads to the struct whose members they are about.
    pub(super) fn rules(&mut self, rules: &[Rule], side: Side, place: &str) {
        for rule in rules.iter().filter(|_| side == Side::Request) {
            // The conditions and the reason are parts of the sentence.
            let Rule { kind, when: _, doc: _, zh: _ } = rule;
            let name = |name: &str| match place {
                "" => name.to_owned(),
                place => format!("{place}.{name}"),
            };
            let names: Vec<String> = parameters(kind).into_iter().map(name).collect();
            self.note(Topic::Rule, &names.join(", "), words::rule(rule));
        }
    }
}

/// The parameters that a rule is about.
fn parameters(kind: &RuleKind) -> Vec<&str> {
    match kind {
        RuleKind::OneOf { alternatives, .. } => names(alternatives.iter().flatten()),
        RuleKind::Presence { of, needs: Needs::Any, .. } => names(of),
        RuleKind::Presence { parameters, .. } => names(parameters),
        RuleKind::Forbids(conditions) => {
            names(conditions.iter().map(|Condition { parameter, test: _ }| parameter))
        }
        RuleKind::Compare { one, other, .. } => names([one, other]),
    }
}

fn names<'a>(parameters: impl IntoIterator<Item = &'a Handle<Field>>) -> Vec<&'a str> {
    parameters.into_iter().map(|parameter| parameter.name.as_str()).collect()
}
