//! The violations of a broken rule: the parameter to name, and the demand on it.
//!
//! Callers know which rule is broken; this module decides which parameter is reported for it and
//! how.

use std::cmp::Ordering;

use crate::demand::{Demand, Reason};
use crate::number::Number;
use crate::path;
use crate::problem::Problem;
use crate::violation::Violation;
use crate::words::Test;

/// A relation between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The first is less than the second.
    Less,
    /// The two differ.
    Differ,
    /// The product of two whole numbers is at most this.
    Product(i64),
    /// The first whole number minus the second lies between these.
    Difference(i64, i64),
}

impl Relation {
    /// Whether two numbers have this relation; nothing is rounded. Only whole numbers have products
    /// and differences here.
    pub fn holds(self, one: Number, other: Number) -> bool {
        let both = one.whole().zip(other.whole());
        match self {
            Self::Less => one.compare(other) == Ordering::Less,
            Self::Differ => one.compare(other) != Ordering::Equal,
            Self::Product(most) => both.is_none_or(|(one, other)| one * other <= most.into()),
            Self::Difference(least, most) => both.is_none_or(|(one, other)| {
                (i128::from(least)..=i128::from(most)).contains(&(one - other))
            }),
        }
    }
}

/// The number of alternatives that must be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One, completely.
    ExactlyOne,
    /// One or more, the first of them completely.
    AtLeastOne,
    /// None or one.
    AtMostOne,
}

impl Count {
    /// Whether one alternative must be set.
    pub fn at_least_one(self) -> bool {
        self != Self::AtMostOne
    }

    /// Whether a second alternative must not be set.
    pub fn at_most_one(self) -> bool {
        self != Self::AtLeastOne
    }
}

/// A requirement between parameters, or between the members of a struct, by their names.
#[derive(Debug, Clone)]
pub enum Rule<'a> {
    /// A number of alternatives is set; an alternative is set if any of its parameters is.
    OneOf {
        /// The alternatives, each of parameters that count as one.
        alternatives: Vec<Vec<&'a str>>,
        /// The number of alternatives.
        count: Count,
    },
    /// If any of some parameters is set, or always if there are none, others must or must not be set.
    Presence {
        /// The parameters that trigger the rule.
        of: Vec<&'a str>,
        /// Whether all, any or none of the others must be set.
        needs: Needs,
        /// The others.
        names: Vec<&'a str>,
    },
    /// These conditions do not all hold.
    Forbids(Vec<Condition<'a>>),
    /// A relation between two numbers.
    Compare {
        /// The first.
        one: &'a str,
        /// The second.
        other: &'a str,
        /// The relation.
        relation: Relation,
    },
}

/// The number of parameters that must be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// All.
    All,
    /// One or more.
    Any,
    /// None.
    None,
}

/// A condition on a parameter.
#[derive(Debug, Clone)]
pub struct Condition<'a> {
    /// The parameter.
    pub parameter: &'a str,
    /// The test that it must pass.
    pub test: Test,
}

/// The facts about a request that messages mention.
pub trait Facts {
    /// Whether the parameter is set.
    fn is_set(&self, name: &str) -> bool;
    /// The value of the parameter, if it is a number.
    fn number(&self, name: &str) -> Option<Number>;
}

/// The violations of a broken rule whose conditions all hold. `path` leads to the struct whose members the rule is
/// about; it is empty for the parameters of a request.
pub fn broken(
    rule: &Rule<'_>,
    when: &[Condition<'_>],
    facts: &dyn Facts,
    path: &str,
) -> Vec<Violation> {
    let place = Place { facts, path };
    let when = place.shown(when);
    let found = match rule {
        Rule::OneOf { alternatives, count } => place.one_of(alternatives, *count),
        Rule::Presence { of, needs, names } => place.presence(of, *needs, names),
        Rule::Forbids(conditions) => place.forbids(conditions),
        Rule::Compare { one, other, relation } => vec![place.compared(one, other, *relation)],
    };
    let violation = |(name, demand): (&str, Demand)| {
        Violation::new(place.full(name), Problem::Rule { demand, when: when.clone() })
    };
    found.into_iter().map(violation).collect()
}

/// The parameters of a request, or the members of a struct in it.
struct Place<'f> {
    facts: &'f dyn Facts,
    path: &'f str,
}

impl Place<'_> {
    /// The name in the request; without a name, the place itself.
    fn full(&self, name: &str) -> String {
        if name.is_empty() { self.path.to_owned() } else { path::within(self.path, name) }
    }

    fn is_set(&self, name: &str) -> bool {
        self.facts.is_set(name)
    }

    fn set<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        names.iter().copied().filter(|name| self.is_set(name)).collect()
    }

    fn unset<'a>(&self, names: &[&'a str]) -> impl Iterator<Item = &'a str> {
        names.iter().copied().filter(|name| !self.is_set(name))
    }

    fn all(&self, names: &[&str]) -> Vec<String> {
        names.iter().map(|name| self.full(name)).collect()
    }

    /// Conditions that hold, as reasons.
    fn shown(&self, conditions: &[Condition<'_>]) -> Vec<Reason> {
        let one = |Condition { parameter, test }: &Condition<'_>| Reason {
            parameter: self.full(parameter),
            test: test.clone(),
            by_default: matches!(test, Test::OneOf(_)) && !self.is_set(parameter),
        };
        conditions.iter().map(one).collect()
    }

    fn one_of<'a>(&self, alternatives: &[Vec<&'a str>], count: Count) -> Vec<(&'a str, Demand)> {
        let chosen: Vec<&Vec<&str>> =
            alternatives.iter().filter(|names| !self.set(names).is_empty()).collect();
        match chosen.as_slice() {
            [] if count.at_least_one() => {
                let alternatives = alternatives.iter().map(|names| self.all(names)).collect();
                vec![("", Demand::SetOneOf { alternatives, exactly: count.at_most_one() })]
            }
            [one, others @ ..] if count.at_most_one() && !others.is_empty() => {
                let first = self.all(&self.set(one));
                let others = others.iter().flat_map(|names| self.set(names));
                others.map(|name| (name, Demand::NotWith(first.clone()))).collect()
            }
            [first, ..] if count.at_least_one() => self.incomplete(first),
            _ => Vec::new(),
        }
    }

    /// The missing ones of names that count as one.
    fn incomplete<'a>(&self, names: &[&'a str]) -> Vec<(&'a str, Demand)> {
        let with = self.all(&self.set(names));
        self.unset(names).map(|name| (name, Demand::SetWith(with.clone()))).collect()
    }

    fn presence<'a>(
        &self,
        of: &[&'a str],
        needs: Needs,
        names: &[&'a str],
    ) -> Vec<(&'a str, Demand)> {
        match needs {
            Needs::All if of == names => self.incomplete(names),
            Needs::All => self.unset(names).map(|name| (name, Demand::Set)).collect(),
            Needs::None => self.set(names).into_iter().map(|name| (name, Demand::NotSet)).collect(),
            Needs::Any => {
                let with = self.all(names);
                let set = self.set(of).into_iter();
                set.map(|name| (name, Demand::OnlyWith(with.clone()))).collect()
            }
        }
    }

    fn forbids<'a>(&self, conditions: &[Condition<'a>]) -> Vec<(&'a str, Demand)> {
        conditions
            .split_first()
            .map(|(first, rest)| {
                let test = first.test.clone();
                (first.parameter, Demand::Denied { test, while_: self.shown(rest) })
            })
            .into_iter()
            .collect()
    }

    fn compared<'a>(&self, one: &'a str, other: &'a str, relation: Relation) -> (&'a str, Demand) {
        let numbers = self.facts.number(one).zip(self.facts.number(other));
        let whole = numbers.and_then(|(one, other)| one.whole().zip(other.whole()));
        let shown =
            |number: Option<i128>| number.map(|number| number.to_string()).unwrap_or_default();
        let [first, second] = [one, other].map(|name| self.full(name));
        match relation {
            Relation::Less => {
                let (found, limit) = numbers
                    .map(|(one, other)| (one.to_string(), other.to_string()))
                    .unwrap_or_default();
                (one, Demand::Less { than: second, limit, found })
            }
            Relation::Differ => (other, Demand::Differ(first)),
            Relation::Product(most) => {
                let found = shown(whole.map(|(one, other)| one * other));
                (one, Demand::Product { with: second, most, found })
            }
            Relation::Difference(least, most) => {
                let found = shown(whole.map(|(one, other)| one - other));
                (one, Demand::Difference { to: second, between: (least, most), found })
            }
        }
    }
}
