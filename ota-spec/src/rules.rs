//! Checks the rules between the parameters of a request, or between the members of a struct in one.
//!
//! A parameter is set unless it is absent, `null`, or a list or map without entries: those are not
//! sent at all. Values that are not of their type meet no condition and are not compared;
//! [`crate::limits`] reports them.

use std::collections::BTreeMap;
use std::sync::Arc;

use ota_violation::Violation;
use ota_violation::number::Number;
use ota_violation::rules::{self, Facts, Needs, Relation};

use crate::model::{Condition, Field, Handle, NamedKind, Operation, Rule, RuleKind, Test, Type};
use crate::spelling::spelling;
use crate::value::Value;
use crate::words::tested;

/// The rules of an operation that a request breaks. `request` is an object by wire name.
///
/// If one of several parameters is missing, the violation has no parameter.
pub fn check(operation: &Operation, request: &Value) -> Vec<Violation> {
    broken(&operation.rules, &operation.parameters, request, "")
}

/// The rules that an object breaks, which is a request or the struct in one that `path` leads to.
pub(crate) fn broken(
    rules: &[Rule],
    fields: &[Arc<Field>],
    object: &Value,
    path: &str,
) -> Vec<Violation> {
    // Most structs have none, and a list may hold many of those.
    if rules.is_empty() {
        return Vec::new();
    }
    let parameters = fields.iter().map(|field| (field.name.as_str(), field));
    let values = Values { parameters: parameters.collect(), request: object.by_name() };
    let broken = rules.iter().filter(|rule| {
        rule.when.iter().all(|condition| values.holds(condition)) && !values.keeps(&rule.kind)
    });
    broken
        .flat_map(|rule| rules::broken(&said(&rule.kind), &conditions(&rule.when), &values, path))
        .collect()
}

/// The values of a request, or of a struct in one.
struct Values<'a> {
    parameters: BTreeMap<&'a str, &'a Arc<Field>>,
    request: BTreeMap<&'a str, &'a Value>,
}

impl Values<'_> {
    fn keeps(&self, kind: &RuleKind) -> bool {
        let all = |found: &[Handle<Field>]| found.iter().all(|field| self.is_set(&field.name));
        let any = |found: &[Handle<Field>]| found.iter().any(|field| self.is_set(&field.name));
        match kind {
            RuleKind::OneOf { alternatives, count } => {
                let chosen = alternatives.iter().filter(|found| any(found)).count();
                let complete = alternatives.iter().any(|found| all(found));
                (complete || !count.at_least_one()) && (chosen <= 1 || !count.at_most_one())
            }
            RuleKind::Presence { of, needs, parameters } => {
                let asked = of.is_empty() || any(of);
                !asked
                    || match needs {
                        Needs::All => all(parameters),
                        Needs::Any => any(parameters),
                        Needs::None => !any(parameters),
                    }
            }
            RuleKind::Forbids(found) => !found.iter().all(|condition| self.holds(condition)),
            RuleKind::Compare { one, other, relation } => {
                match self.number_of(one).zip(self.number_of(other)) {
                    Some((one, other)) => relation.holds(one, other),
                    None if *relation == Relation::Differ => {
                        let both = self.spelling(one).zip(self.spelling(other));
                        both.is_none_or(|(one, other)| one != other)
                    }
                    None => true,
                }
            }
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        let field = &condition.parameter;
        match &condition.test {
            Test::Set(set) => self.is_set(&field.name) == *set,
            Test::OneOf { values, default } => {
                let value =
                    self.request.get(field.name.as_str()).filter(|_| self.is_set(&field.name));
                let value = match value {
                    Some(value) => field.ty.constant(value),
                    None => default.clone(),
                };
                value.is_some_and(|value| values.contains(&value))
            }
        }
    }

    /// The value of a parameter that is set, in one spelling.
    fn spelling(&self, field: &Field) -> Option<String> {
        spelling(&field.ty, self.request.get(field.name.as_str())?)
    }

    /// Strings are no numbers, even if they look like one: `1.0` and `1.00` are two versions.
    fn number_of(&self, field: &Field) -> Option<Number> {
        let text = self.spelling(field)?;
        match &field.ty {
            Type::Integer(_) | Type::Long(_) => text.parse().ok().map(Number::Whole),
            Type::Double(_) => text.parse().ok().and_then(Number::double),
            Type::Named(named) => match &named.kind {
                NamedKind::Enum(listed) if listed.numeric => text.parse().ok().map(Number::Whole),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Facts for Values<'_> {
    fn is_set(&self, name: &str) -> bool {
        match self.request.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(members)) => !members.is_empty(),
            Some(_) => true,
        }
    }

    fn number(&self, name: &str) -> Option<Number> {
        self.number_of(self.parameters.get(name)?)
    }
}

/// The rule in the words of its violations.
fn said(kind: &RuleKind) -> rules::Rule<'_> {
    match kind {
        RuleKind::OneOf { alternatives, count } => rules::Rule::OneOf {
            alternatives: alternatives.iter().map(|found| names(found)).collect(),
            count: *count,
        },
        RuleKind::Presence { of, needs, parameters } => {
            rules::Rule::Presence { of: names(of), needs: *needs, names: names(parameters) }
        }
        RuleKind::Forbids(found) => rules::Rule::Forbids(conditions(found)),
        RuleKind::Compare { one, other, relation } => {
            rules::Rule::Compare { one: &one.name, other: &other.name, relation: *relation }
        }
    }
}

fn names(fields: &[Handle<Field>]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

fn conditions(found: &[Condition]) -> Vec<rules::Condition<'_>> {
    found
        .iter()
        .map(|condition| rules::Condition {
            parameter: &condition.parameter.name,
            test: tested(&condition.test),
        })
        .collect()
}
