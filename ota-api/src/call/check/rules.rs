//! Judges the rules between parameters.

use crate::config::defaults::ClientDefaults;
use crate::request::argument::{Argument, ValueRef, scalar};
use crate::request::parameter::Parameter;
use crate::request::rules::{Condition, Rule, RuleKind};

/// The values of a request, by name.
pub(crate) struct Values<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) arguments: &'a [&'a dyn Argument],
    pub(crate) defaults: &'a ClientDefaults,
}

impl Values<'_> {
    fn value(&self, name: &str) -> ValueRef<'_> {
        let mut pairs = self.parameters.iter().zip(self.arguments);
        match pairs.find(|(parameter, _)| parameter.name == name) {
            Some((parameter, value)) => self.defaults.or_default(parameter, value.value_ref()),
            None => ValueRef::Absent,
        }
    }

    fn is_set(&self, name: &str) -> bool {
        match self.value(name) {
            ValueRef::Absent => false,
            ValueRef::List(list) => list.count() > 0,
            ValueRef::Map(map) => !map.is_empty(),
            // A required parameter that is not set yet is an empty string. An optional one that is
            // empty was set, and is sent.
            ValueRef::String(text) => !text.is_empty() || !self.is_required(name),
            _ => true,
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

    fn number(&self, name: &str) -> Option<f64> {
        match self.value(name) {
            ValueRef::Whole(number) => Some(number as f64),
            ValueRef::Double(number) => Some(number),
            ValueRef::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Judges two numbers; if one is not set, the rule holds.
    fn pair(&self, one: &str, other: &str, judge: impl Fn(f64, f64) -> bool) -> bool {
        match (self.number(one), self.number(other)) {
            (Some(one), Some(other)) => judge(one, other),
            _ => true,
        }
    }

    fn keeps(&self, kind: &RuleKind) -> bool {
        let count = |alternatives: &[&[&str]]| {
            let chosen = alternatives.iter().filter(|names| self.any(names)).count();
            (chosen, alternatives.iter().any(|names| self.all(names)))
        };
        match *kind {
            RuleKind::ExactlyOneOf(alternatives) => count(alternatives) == (1, true),
            RuleKind::AtLeastOneOf(alternatives) => count(alternatives).1,
            RuleKind::AtMostOneOf(alternatives) => count(alternatives).0 <= 1,
            RuleKind::AllTogether(names) => self.all(names) || !self.any(names),
            RuleKind::Requires(names) => self.all(names),
            RuleKind::Excludes(names) => !self.any(names),
            RuleKind::OnlyWith(names, with) => !self.any(names) || self.any(with),
            RuleKind::Forbids(conditions) => !conditions.iter().all(|test| self.holds(test)),
            RuleKind::LessThan(one, other) => self.pair(one, other, |one, other| one < other),
            RuleKind::NotEqual(one, other) => {
                let texts = (scalar(self.value(one)), scalar(self.value(other)));
                !matches!(texts, (Some(one), Some(other)) if one == other)
            }
            RuleKind::MaxProduct(one, other, most) => {
                self.pair(one, other, |one, other| one * other <= most as f64)
            }
            RuleKind::Difference(later, earlier, least, most) => {
                self.pair(later, earlier, |later, earlier| {
                    (least as f64..=most as f64).contains(&(later - earlier))
                })
            }
        }
    }
}

/// The rules that are broken.
pub(crate) fn broken<'r>(
    rules: &'r [Rule],
    values: &'r Values<'_>,
) -> impl Iterator<Item = &'r Rule> {
    rules.iter().filter(|rule| {
        rule.when.iter().all(|condition| values.holds(condition)) && !values.keeps(&rule.kind)
    })
}
