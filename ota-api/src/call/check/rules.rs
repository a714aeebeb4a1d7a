//! Judges the rules between parameters, and between the members of structs.

use ota_violation::Violation;
use ota_violation::number::Number;
use ota_violation::rules::{self, Facts, Needs, Relation};
use ota_violation::words::Test;
use serde_json::Value;

use crate::config::defaults::Defaults;
use crate::request::argument::{Argument, Arguments, ValueRef, scalar};
use crate::request::parameter::Parameter;
use crate::request::rules::{Condition, Rule, RuleKind};

/// The values of a request or of a struct in one, by name.
pub(crate) struct Values<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) arguments: &'a [&'a dyn Argument],
    pub(crate) defaults: Defaults<'a>,
}

impl Values<'_> {
    fn value(&self, name: &str) -> ValueRef<'_> {
        let mut pairs = self.parameters.iter().zip(self.arguments);
        match pairs.find(|(parameter, _)| parameter.name == name) {
            Some((parameter, value)) => self.defaults.or_default(parameter, value.value_ref()),
            None => ValueRef::Absent,
        }
    }

    fn is_required(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name && parameter.required)
    }

    fn all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.is_set(name))
    }

    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is_set(name))
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Set(name, set) => self.is_set(name) == *set,
            Condition::OneOf(name, values, default) => {
                let text = scalar(self.value(name)).filter(|_| self.is_set(name));
                let text = text.as_deref().or(*default);
                text.is_some_and(|text| values.contains(&text))
            }
        }
    }

    /// Judges two numbers; what is not set cannot be wrong.
    fn relate(&self, one: &str, other: &str, relation: Relation) -> bool {
        let both = self.number(one).zip(self.number(other));
        both.is_none_or(|(one, other)| relation.holds(one, other))
    }

    /// Whether two values differ, as numbers or as strings.
    fn differ(&self, one: &str, other: &str) -> bool {
        let (first, second) = (self.value(one), self.value(other));
        let is_number = |given| matches!(given, ValueRef::Whole(_) | ValueRef::Double(_));
        if is_number(first) && is_number(second) {
            return self.relate(one, other, Relation::Differ);
        }
        !matches!((scalar(first), scalar(second)), (Some(first), Some(second)) if first == second)
    }

    fn keeps(&self, kind: &RuleKind) -> bool {
        match *kind {
            RuleKind::OneOf { alternatives, count } => {
                let chosen = alternatives.iter().filter(|names| self.any(names)).count();
                let complete = alternatives.iter().any(|names| self.all(names));
                (complete || !count.at_least_one()) && (chosen <= 1 || !count.at_most_one())
            }
            RuleKind::Presence { of, needs, names } => {
                let asked = of.is_empty() || self.any(of);
                !asked
                    || match needs {
                        Needs::All => self.all(names),
                        Needs::Any => self.any(names),
                        Needs::None => !self.any(names),
                    }
            }
            RuleKind::Forbids(conditions) => !conditions.iter().all(|test| self.holds(test)),
            RuleKind::Compare { one, other, relation: Relation::Differ } => self.differ(one, other),
            RuleKind::Compare { one, other, relation } => self.relate(one, other, relation),
        }
    }
}

impl Facts for Values<'_> {
    fn is_set(&self, name: &str) -> bool {
        match self.value(name) {
            ValueRef::Absent => false,
            ValueRef::List(list) => list.count() > 0,
            ValueRef::Map(map) => !map.is_empty(),
            ValueRef::Members(_, inner) => has_member(inner),
            ValueRef::Any(Value::Array(items)) => !items.is_empty(),
            ValueRef::Any(Value::Object(members)) => !members.is_empty(),
            // A required parameter that was not set yet is an empty text; an optional one that is
            // empty was set, and is sent.
            ValueRef::String(text) => !text.is_empty() || !self.is_required(name),
            _ => true,
        }
    }

    fn number(&self, name: &str) -> Option<Number> {
        match self.value(name) {
            ValueRef::Whole(number) => Some(Number::Whole(number)),
            ValueRef::Double(number) => Number::double(number),
            // A number of an enum, or one that was set on the client.
            ValueRef::String(text) => Number::parse(text),
            _ => None,
        }
    }
}

/// Whether a struct has a member: as JSON text, one without any is sent as `{}`.
fn has_member(inner: &dyn Arguments) -> bool {
    let mut found = false;
    inner.arguments(&mut |values| {
        found = values.iter().any(|value| match value.value_ref() {
            ValueRef::Absent => false,
            ValueRef::List(list) => list.count() > 0,
            ValueRef::Map(map) => !map.is_empty(),
            _ => true,
        });
    });
    found
}

/// The violations of the broken rules, under the path of the struct whose members they are about.
pub(crate) fn violations(
    rules: &'static [Rule],
    values: &Values<'_>,
    path: &str,
) -> impl Iterator<Item = Violation> {
    let broken = rules.iter().filter(|rule| {
        rule.when.iter().all(|condition| values.holds(condition)) && !values.keeps(&rule.kind)
    });
    broken.flat_map(|rule| rules::broken(&said(&rule.kind), &conditions(rule.when), values, path))
}

/// The rule in the words of its violations.
fn said(kind: &RuleKind) -> rules::Rule<'static> {
    match *kind {
        RuleKind::OneOf { alternatives, count } => {
            let alternatives = alternatives.iter().map(|names| names.to_vec()).collect();
            rules::Rule::OneOf { alternatives, count }
        }
        RuleKind::Presence { of, needs, names } => {
            rules::Rule::Presence { of: of.to_vec(), needs, names: names.to_vec() }
        }
        RuleKind::Forbids(found) => rules::Rule::Forbids(conditions(found)),
        RuleKind::Compare { one, other, relation } => rules::Rule::Compare { one, other, relation },
    }
}

fn conditions(found: &'static [Condition]) -> Vec<rules::Condition<'static>> {
    let one = |condition: &'static Condition| {
        let (parameter, test) = match condition {
            Condition::Set(name, set) => (*name, Test::Set(*set)),
            Condition::OneOf(name, values, _) => {
                (*name, Test::OneOf(values.iter().map(|value| (*value).to_owned()).collect()))
            }
        };
        rules::Condition { parameter, test }
    };
    found.iter().map(one).collect()
}
