//! The demands of broken rules.

use std::fmt;

use crate::words::{Test, all_of, alternatives, any_of, condition, denied};

/// A condition that holds, as a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The parameter, with the way to it.
    pub parameter: String,
    /// The test that it passes.
    pub test: Test,
    /// Whether it does so by its default, as it is not set.
    pub by_default: bool,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = if self.by_default { " (its default)" } else { "" };
        write!(f, "{}{note}", condition(&self.parameter, &self.test))
    }
}

/// The demand of a rule on one parameter, or on the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Set one of the alternatives; if `exactly`, no other.
    SetOneOf {
        /// The alternatives, each of parameters that count as one.
        alternatives: Vec<Vec<String>>,
        /// Whether no more than one may be set.
        exactly: bool,
    },
    /// Set it, because these are set.
    SetWith(Vec<String>),
    /// Do not set it, because these are set.
    NotWith(Vec<String>),
    /// Set one of these as well.
    OnlyWith(Vec<String>),
    /// Set it.
    Set,
    /// Do not set it.
    NotSet,
    /// Give it another value, while the other conditions hold.
    Denied {
        /// The test that it must not pass.
        test: Test,
        /// The other conditions.
        while_: Vec<Reason>,
    },
    /// Make it less than another parameter.
    Less {
        /// The other.
        than: String,
        /// The value of the other.
        limit: String,
        /// Its own value.
        found: String,
    },
    /// Give it another value than this parameter has.
    Differ(String),
    /// Make its product with another parameter smaller.
    Product {
        /// The other.
        with: String,
        /// The largest product.
        most: i64,
        /// The product.
        found: String,
    },
    /// Change how much more than another parameter it is.
    Difference {
        /// The other.
        to: String,
        /// The least and the most that it may be more.
        between: (i64, i64),
        /// How much more it is.
        found: String,
    },
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetOneOf { alternatives: found, exactly } => {
                let how_many = if *exactly { "exactly" } else { "at least" };
                write!(f, "must set {how_many} one of {}", alternatives(found))
            }
            Self::SetWith(with) => write!(f, "must be set together with {}", all_of(with)),
            Self::NotWith(with) => write!(f, "cannot be set together with {}", all_of(with)),
            Self::OnlyWith(with) => write!(f, "can be set only together with {}", any_of(with)),
            Self::Set => f.write_str("must be set"),
            Self::NotSet => f.write_str("must not be set"),
            Self::Denied { test, while_ } => {
                f.write_str(&denied(test))?;
                let all = while_.iter().enumerate();
                all.map(|(index, condition)| (if index == 0 { "while" } else { "and" }, condition))
                    .try_for_each(|(word, condition)| write!(f, " {word} {condition}"))
            }
            Self::Less { than, limit, found } => {
                write!(f, "must be less than `{than}` ({limit}), not {found}")
            }
            Self::Differ(other) => write!(f, "must not be the same as `{other}`"),
            Self::Product { with, most, found } => {
                write!(f, "times `{with}` must be at most {most}, not {found}")
            }
            Self::Difference { to, between: (least, most), found } => {
                write!(f, "must be {least} to {most} more than `{to}`, not {found}")
            }
        }
    }
}
