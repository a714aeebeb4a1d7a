//! Rules between the parameters of an operation, judged in `call::check::rules`.

/// A rule between parameters.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The rule.
    pub kind: RuleKind,
    /// The conditions under which it applies, all of them.
    pub when: &'static [Condition],
    /// The rule as a sentence.
    pub says: &'static str,
}

impl Rule {
    /// A rule that always applies.
    pub const fn new(kind: RuleKind, says: &'static str) -> Self {
        Self { kind, when: &[], says }
    }

    /// Applies the rule only to requests that meet all these conditions.
    #[must_use]
    pub const fn when(self, when: &'static [Condition]) -> Self {
        Self { when, ..self }
    }
}

/// The kinds of rules. Every name is that of a parameter.
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

impl RuleKind {
    /// The parameter to name first in a violation.
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
