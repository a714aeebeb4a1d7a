//! What a broken rule asks for.

use std::fmt;

use crate::words::{Test, all_of, alternatives, any_of, denied};

/// What a rule asks of one parameter, or of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Set one of the alternatives, and no other if `exactly`.
    SetOneOf {
        /// Parameters that count together, side by side.
        alternatives: Vec<Vec<String>>,
        /// Whether one is the most as well.
        exactly: bool,
    },
    /// Set it, since these are set.
    SetWith(Vec<String>),
    /// Do not set it, since these are set.
    NotWith(Vec<String>),
    /// Set one of these as well.
    OnlyWith(Vec<String>),
    /// Set it.
    Set,
    /// Do not set it.
    NotSet,
    /// Let it not be this, while the other conditions hold.
    Denied {
        /// What it is.
        test: Test,
        /// The other conditions, in words.
        while_: Vec<String>,
    },
    /// Let it have another relation to another parameter.
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
