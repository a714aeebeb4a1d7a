//! The violations of a broken rule: the parameter to name, and the demand on it.
//!
//! Callers know which rule is broken; this module decides which parameter is reported for it and
//! how.

use std::cmp::Ordering;

use crate::demand::Demand;
use crate::number::Number;
use crate::problem::Problem;
use crate::violation::Violation;
use crate::words::{Test, condition};

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

/// A requirement between parameters, by their names.
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

/// The violations of a broken rule whose conditions all hold.
pub fn broken(rule: &Rule<'_>, when: &[Condition<'_>], facts: &dyn Facts) -> Vec<Violation> {
    let when = shown(when, facts);
    let found = match rule {
        Rule::OneOf { alternatives, count } => one_of(alternatives, *count, facts),
        Rule::Presence { of, needs, names } => presence(of, *needs, names, facts),
        Rule::Forbids(conditions) => forbids(conditions, facts),
        Rule::Compare { one, other, relation } => {
            vec![compared(one, other, *relation, facts)]
        }
    };
    found
        .into_iter()
        .map(|(name, demand)| Violation::new(name, Problem::Rule { demand, when: when.clone() }))
        .collect()
}

fn set<'a>(names: &[&'a str], facts: &dyn Facts) -> Vec<&'a str> {
    names.iter().copied().filter(|name| facts.is_set(name)).collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Conditions that hold, in words.
fn shown(conditions: &[Condition<'_>], facts: &dyn Facts) -> Vec<String> {
    let one = |Condition { parameter, test }: &Condition<'_>| {
        let by_default = matches!(test, Test::OneOf(_)) && !facts.is_set(parameter);
        let note = if by_default { " (its default)" } else { "" };
        format!("{}{note}", condition(parameter, test))
    };
    conditions.iter().map(one).collect()
}

fn one_of<'a>(
    alternatives: &[Vec<&'a str>],
    count: Count,
    facts: &dyn Facts,
) -> Vec<(&'a str, Demand)> {
    let chosen: Vec<&Vec<&str>> =
        alternatives.iter().filter(|names| !set(names, facts).is_empty()).collect();
    match chosen.as_slice() {
        [] if count.at_least_one() => {
            let alternatives = alternatives.iter().map(|names| owned(names)).collect();
            vec![("", Demand::SetOneOf { alternatives, exactly: count.at_most_one() })]
        }
        [one, others @ ..] if count.at_most_one() && !others.is_empty() => {
            let first = owned(&set(one, facts));
            let others = others.iter().flat_map(|names| set(names, facts));
            others.map(|name| (name, Demand::NotWith(first.clone()))).collect()
        }
        [first, ..] if count.at_least_one() => incomplete(first, facts),
        _ => Vec::new(),
    }
}

/// The missing ones of names that count as one.
fn incomplete<'a>(names: &[&'a str], facts: &dyn Facts) -> Vec<(&'a str, Demand)> {
    let with = owned(&set(names, facts));
    let lacking = names.iter().copied().filter(|name| !facts.is_set(name));
    lacking.map(|name| (name, Demand::SetWith(with.clone()))).collect()
}

fn presence<'a>(
    of: &[&'a str],
    needs: Needs,
    names: &[&'a str],
    facts: &dyn Facts,
) -> Vec<(&'a str, Demand)> {
    match needs {
        Needs::All if of == names => incomplete(names, facts),
        Needs::All => {
            let lacking = names.iter().copied().filter(|name| !facts.is_set(name));
            lacking.map(|name| (name, Demand::Set)).collect()
        }
        Needs::None => set(names, facts).into_iter().map(|name| (name, Demand::NotSet)).collect(),
        Needs::Any => {
            let with = owned(names);
            set(of, facts).into_iter().map(|name| (name, Demand::OnlyWith(with.clone()))).collect()
        }
    }
}

fn forbids<'a>(conditions: &[Condition<'a>], facts: &dyn Facts) -> Vec<(&'a str, Demand)> {
    conditions
        .split_first()
        .map(|(first, rest)| {
            let test = first.test.clone();
            (first.parameter, Demand::Denied { test, while_: shown(rest, facts) })
        })
        .into_iter()
        .collect()
}

fn compared<'a>(
    one: &'a str,
    other: &'a str,
    relation: Relation,
    facts: &dyn Facts,
) -> (&'a str, Demand) {
    let numbers = facts.number(one).zip(facts.number(other));
    let whole = numbers.and_then(|(one, other)| one.whole().zip(other.whole()));
    let shown = |number: Option<i128>| number.map(|number| number.to_string()).unwrap_or_default();
    let (subject, sentence) = match relation {
        Relation::Less => {
            let (found, limit) = numbers
                .map(|(one, other)| (one.to_string(), other.to_string()))
                .unwrap_or_default();
            (one, format!("must be less than `{other}` ({limit}), not {found}"))
        }
        Relation::Differ => (other, format!("must not be the same as `{one}`")),
        Relation::Product(most) => {
            let product = shown(whole.map(|(one, other)| one * other));
            (one, format!("times `{other}` must be at most {most}, not {product}"))
        }
        Relation::Difference(least, most) => {
            let difference = shown(whole.map(|(one, other)| one - other));
            (one, format!("must be {least} to {most} more than `{other}`, not {difference}"))
        }
    };
    (subject, Demand::Relation(sentence))
}
