//! How the parameters of an operation depend on each other.
//!
//! What a rule says in words is generated with it; here it is only judged.

use crate::argument::{Argument, Given};
use crate::check::scalar;
use crate::encode::Shared;
use crate::operation::Parameter;

/// A rule between parameters.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What must hold.
    pub kind: RuleKind,
    /// When it must hold: all of these.
    pub when: &'static [Condition],
    /// The rule in words.
    pub says: &'static str,
}

impl Rule {
    /// A rule that always must hold.
    pub const fn new(kind: RuleKind, says: &'static str) -> Self {
        Self { kind, when: &[], says }
    }

    /// The same rule, for requests that meet all these conditions.
    #[must_use]
    pub const fn when(self, when: &'static [Condition]) -> Self {
        Self { when, ..self }
    }
}

/// What must hold. Every name is that of a parameter.
#[derive(Debug, Clone, Copy)]
pub enum RuleKind {
    /// Exactly one alternative is set, and that one completely.
    ExactlyOneOf(&'static [&'static [&'static str]]),
    /// At least one alternative is set completely.
    AtLeastOneOf(&'static [&'static [&'static str]]),
    /// At most one alternative is set.
    AtMostOneOf(&'static [&'static [&'static str]]),
    /// All are set or none.
    AllTogether(&'static [&'static str]),
    /// All are set.
    Requires(&'static [&'static str]),
    /// None is set.
    Excludes(&'static [&'static str]),
    /// The first ones are set only if one of the second ones is.
    OnlyWith(&'static [&'static str], &'static [&'static str]),
    /// These conditions do not all hold.
    Forbids(&'static [Condition]),
    /// The first is less than the second.
    LessThan(&'static str, &'static str),
    /// The two differ.
    NotEqual(&'static str, &'static str),
    /// The product is at most the limit.
    MaxProduct(&'static str, &'static str, i64),
    /// The first minus the second lies between the two numbers.
    Difference(&'static str, &'static str, i64, i64),
}

/// A condition on one parameter.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// It is set, or it is not.
    Set(&'static str, bool),
    /// It has one of these values; the last part is what counts where it is not set.
    OneOf(&'static str, &'static [&'static str], Option<&'static str>),
}

/// The parameter is set.
pub const fn set(name: &'static str) -> Condition {
    Condition::Set(name, true)
}

/// The parameter is not set.
pub const fn not_set(name: &'static str) -> Condition {
    Condition::Set(name, false)
}

/// The parameter has one of these values.
pub const fn is(name: &'static str, values: &'static [&'static str]) -> Condition {
    Condition::OneOf(name, values, None)
}

/// The parameter has one of these values, where not being set means `default`.
pub const fn is_or_else(
    name: &'static str,
    values: &'static [&'static str],
    default: &'static str,
) -> Condition {
    Condition::OneOf(name, values, Some(default))
}

/// The values of a request, by name.
pub(crate) struct Values<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) arguments: &'a [&'a dyn Argument],
    pub(crate) shared: &'a Shared,
}

impl Values<'_> {
    fn given(&self, name: &str) -> Given<'_> {
        let mut pairs = self.parameters.iter().zip(self.arguments);
        match pairs.find(|(parameter, _)| parameter.name == name) {
            Some((parameter, value)) => match (value.given(), self.shared.get(parameter)) {
                (Given::Absent, Some(text)) => Given::Text(text),
                (given, _) => given,
            },
            None => Given::Absent,
        }
    }

    fn is_set(&self, name: &str) -> bool {
        match self.given(name) {
            Given::Absent => false,
            Given::List(list) => list.count() > 0,
            Given::Map(map) => !map.is_empty(),
            // A required parameter that was not set yet is an empty text; an optional one that is
            // empty was set, and is sent.
            Given::Text(text) => !text.is_empty() || !self.is_required(name),
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
                let text = scalar(self.given(name)).filter(|_| self.is_set(name));
                let text = text.as_deref().or(*default);
                text.is_some_and(|text| values.contains(&text))
            }
        }
    }

    fn number(&self, name: &str) -> Option<f64> {
        match self.given(name) {
            Given::Whole(number) => Some(number as f64),
            Given::Double(number) => Some(number),
            Given::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Judges two numbers; what is not set cannot be wrong.
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
                let texts = (scalar(self.given(one)), scalar(self.given(other)));
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

impl RuleKind {
    /// The parameter to name first.
    pub(crate) fn subject(&self) -> &'static str {
        match self {
            Self::ExactlyOneOf(alternatives)
            | Self::AtLeastOneOf(alternatives)
            | Self::AtMostOneOf(alternatives) => {
                alternatives.first().and_then(|names| names.first()).copied().unwrap_or_default()
            }
            Self::AllTogether(names)
            | Self::Requires(names)
            | Self::Excludes(names)
            | Self::OnlyWith(names, _) => names.first().copied().unwrap_or_default(),
            Self::Forbids(conditions) => match conditions.first() {
                Some(Condition::Set(name, _) | Condition::OneOf(name, ..)) => name,
                None => "",
            },
            Self::LessThan(one, _)
            | Self::NotEqual(one, _)
            | Self::MaxProduct(one, ..)
            | Self::Difference(one, ..) => one,
        }
    }
}
