//! The demands of broken rules.

use std::fmt;

use crate::words::{Test, all_of, alternatives, any_of, denied};

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
        /// The other conditions, in words.
        while_: Vec<String>,
    },
    /// Change its relation to another parameter.
    Relation(String),
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
            Self::Relation(sentence) => f.write_str(sentence),
        }
    }
}
