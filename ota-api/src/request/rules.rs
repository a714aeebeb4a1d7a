//! The description of how the parameters of an operation depend on each other.
//!
//! It is judged in [`check`](crate::call::check); `ota-violation` words a broken rule.

use std::ops::RangeInclusive;

use ota_violation::rules::{Count, Needs, Relation};

/// Names of parameters.
pub(crate) type Names = &'static [&'static str];

/// A rule between parameters.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The requirement.
    pub(crate) kind: RuleKind,
    /// When it must hold: all of these.
    pub(crate) when: &'static [Condition],
}

impl Rule {
    const fn new(kind: RuleKind) -> Self {
        Self { kind, when: &[] }
    }

    const fn compare(one: &'static str, other: &'static str, relation: Relation) -> Self {
        Self::new(RuleKind::Compare { one, other, relation })
    }

    const fn one_of(alternatives: &'static [Names], count: Count) -> Self {
        Self::new(RuleKind::OneOf { alternatives, count })
    }

    const fn presence(of: Names, needs: Needs, names: Names) -> Self {
        Self::new(RuleKind::Presence { of, needs, names })
    }

    /// Exactly one alternative is set, and that one completely.
    pub const fn exactly_one_of(alternatives: &'static [Names]) -> Self {
        Self::one_of(alternatives, Count::ExactlyOne)
    }

    /// At least one alternative is set, and that one completely.
    pub const fn at_least_one_of(alternatives: &'static [Names]) -> Self {
        Self::one_of(alternatives, Count::AtLeastOne)
    }

    /// At most one alternative is set.
    pub const fn at_most_one_of(alternatives: &'static [Names]) -> Self {
        Self::one_of(alternatives, Count::AtMostOne)
    }

    /// All of `names` are set if any of `of` is set, or always if `of` is empty.
    pub const fn needs_all(of: Names, names: Names) -> Self {
        Self::presence(of, Needs::All, names)
    }

    /// One of `names` is set if any of `of` is set.
    pub const fn needs_any(of: Names, names: Names) -> Self {
        Self::presence(of, Needs::Any, names)
    }

    /// None of `names` is set if any of `of` is set, or ever if `of` is empty.
    pub const fn needs_none(of: Names, names: Names) -> Self {
        Self::presence(of, Needs::None, names)
    }

    /// These conditions do not all hold.
    pub const fn forbids(conditions: &'static [Condition]) -> Self {
        Self::new(RuleKind::Forbids(conditions))
    }

    /// `one` is less than `other`.
    pub const fn less(one: &'static str, other: &'static str) -> Self {
        Self::compare(one, other, Relation::Less)
    }

    /// The two differ.
    pub const fn differ(one: &'static str, other: &'static str) -> Self {
        Self::compare(one, other, Relation::Differ)
    }

    /// The product of the two is at most `most`.
    pub const fn product(one: &'static str, other: &'static str, most: i64) -> Self {
        Self::compare(one, other, Relation::Product(most))
    }

    /// `one` minus `other` is in this range.
    pub const fn difference(
        one: &'static str,
        other: &'static str,
        range: RangeInclusive<i64>,
    ) -> Self {
        Self::compare(one, other, Relation::Difference(*range.start(), *range.end()))
    }

    /// Applies the rule only to requests that meet all these conditions.
    #[must_use]
    pub const fn when(self, when: &'static [Condition]) -> Self {
        Self { when, ..self }
    }
}

/// The kinds of rules. Every name is that of a parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RuleKind {
    /// A number of alternatives is set; an alternative is set if any of its parameters is.
    OneOf {
        /// The alternatives: parameters that count together.
        alternatives: &'static [Names],
        /// How many.
        count: Count,
    },
    /// If any of some parameters is set, or always if there are none, others must or must not be set.
    Presence {
        /// The parameters that trigger the rule.
        of: Names,
        /// Whether all, any or none of the others must be set.
        needs: Needs,
        /// The others.
        names: Names,
    },
    /// These conditions do not all hold.
    Forbids(&'static [Condition]),
    /// A relation between two numbers, if both are set.
    Compare {
        /// The first.
        one: &'static str,
        /// The second.
        other: &'static str,
        /// The relation.
        relation: Relation,
    },
}

/// A condition on one parameter.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// It is set, or it is not.
    Set(&'static str, bool),
    /// It has one of these values; the last part is its default.
    OneOf(&'static str, &'static [&'static str], Option<&'static str>),
}

impl Condition {
    /// The parameter is set.
    pub const fn set(name: &'static str) -> Self {
        Self::Set(name, true)
    }

    /// The parameter is not set.
    pub const fn not_set(name: &'static str) -> Self {
        Self::Set(name, false)
    }

    /// The parameter has one of these values.
    pub const fn is(name: &'static str, values: &'static [&'static str]) -> Self {
        Self::OneOf(name, values, None)
    }

    /// Counts a parameter that is not set as `default`.
    #[must_use]
    pub const fn or_by_default(self, default: &'static str) -> Self {
        match self {
            Self::OneOf(name, values, _) => Self::OneOf(name, values, Some(default)),
            Self::Set(..) => self,
        }
    }
}
