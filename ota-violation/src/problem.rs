//! Everything that can be wrong with a parameter, each with its sentence.

use std::fmt;

use crate::demand::Demand;
use crate::number::Number;
use crate::suggest;
use crate::words::code;

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It must be there; a list or map without entries is not.
    Missing,
    /// Nothing of this name exists; what does.
    Unknown(String),
    /// It cannot be read as its type; what it must be.
    Malformed(String),
    /// It is not finite.
    NotFinite,
    /// It is a struct of which no member is set, so nothing of it would be sent.
    NoMember,
    /// A map has a key that is empty or has a dot.
    Key(String),
    /// It is none of the values that are allowed.
    NotOneOf {
        /// The value.
        found: String,
        /// Those that are allowed.
        allowed: Vec<String>,
    },
    /// It does not match this regular expression.
    Pattern(String),
    /// It has fewer or more characters or items than it may have.
    Count {
        /// What is counted.
        of: Counted,
        /// How many there are.
        found: usize,
        /// How many there may be.
        bound: Bound<usize>,
    },
    /// It is smaller or larger than it may be.
    Range {
        /// The number.
        found: String,
        /// How large it may be.
        bound: Bound<String>,
    },
    /// It is the same as an earlier item of a list without repetitions.
    Twice {
        /// The number of the earlier item.
        first: usize,
    },
    /// It does not go with what other parameters are.
    Rule {
        /// What it must be.
        demand: Demand,
        /// Why: the conditions of the rule, all of which hold.
        when: Vec<String>,
    },
}

/// What has a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The characters of a string.
    Characters,
    /// The characters of all strings of a list.
    CharactersInAll,
    /// The items of a list.
    Items,
}

/// The end of a range that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound<T> {
    /// The lower end.
    AtLeast(T),
    /// The upper end.
    AtMost(T),
}

/// Which sort of limit or rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It must be there.
    Required,
    /// Nothing of this name exists.
    Unknown,
    /// It must be of the type.
    Type,
    /// It must be one of the values.
    Enum,
    /// A string must not be shorter or longer.
    Length,
    /// A string must match a regular expression.
    Pattern,
    /// A number must not be smaller or larger.
    Range,
    /// A list must not be shorter or longer.
    Items,
    /// No item may occur twice.
    Unique,
    /// It does not go with what other parameters are.
    Dependency,
}

impl Problem {
    /// A count beside its bounds, if it is.
    pub fn of_count(of: Counted, found: usize, least: usize, most: usize) -> Option<Self> {
        let bound = match found {
            found if found < least => Bound::AtLeast(least),
            found if found > most => Bound::AtMost(most),
            _ => return None,
        };
        Some(Self::Count { of, found, bound })
    }

    /// A number beside its bounds, if it is.
    pub fn of_range(found: Number, least: Option<Number>, most: Option<Number>) -> Option<Self> {
        let low = least.filter(|least| found.compare(*least).is_lt());
        let high = most.filter(|most| found.compare(*most).is_gt());
        let bound = match (low, high) {
            (Some(least), _) => Bound::AtLeast(least.to_string()),
            (None, Some(most)) => Bound::AtMost(most.to_string()),
            (None, None) => return None,
        };
        Some(Self::Range { found: found.to_string(), bound })
    }

    /// A value that is none of the allowed ones.
    pub fn not_one_of<T: fmt::Display>(
        found: impl Into<String>,
        allowed: impl IntoIterator<Item = T>,
    ) -> Self {
        let allowed = allowed.into_iter().map(|value| value.to_string()).collect();
        Self::NotOneOf { found: found.into(), allowed }
    }

    /// Which sort of limit or rule is broken.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Required,
            Self::Unknown(_) => Kind::Unknown,
            Self::Malformed(_) | Self::NotFinite | Self::NoMember | Self::Key(_) => Kind::Type,
            Self::NotOneOf { .. } => Kind::Enum,
            Self::Pattern(_) => Kind::Pattern,
            Self::Count { of: Counted::Items, .. } => Kind::Items,
            Self::Count { .. } => Kind::Length,
            Self::Range { .. } => Kind::Range,
            Self::Twice { .. } => Kind::Unique,
            Self::Rule { .. } => Kind::Dependency,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is required but not set"),
            Self::Unknown(help) if help.is_empty() => f.write_str("does not exist"),
            Self::Unknown(help) => write!(f, "does not exist; {help}"),
            Self::Malformed(message) => f.write_str(message),
            Self::NotFinite => f.write_str("must be a finite number"),
            Self::NoMember => f.write_str("must have a member that is set"),
            Self::Key(key) => {
                write!(f, "must not have the key {}; a key is not empty and has no dots", code(key))
            }
            Self::NotOneOf { found, allowed } => {
                write!(f, "must not be {}; {}", code(found), suggest::value(found, allowed))
            }
            Self::Pattern(pattern) => write!(f, "must match {}", code(pattern)),
            Self::Count { of, found, bound } => {
                let (what, behind) = match of {
                    Counted::Characters => ("characters", ""),
                    Counted::CharactersInAll => ("characters", " in all items"),
                    Counted::Items => ("items", ""),
                };
                match bound {
                    Bound::AtLeast(least) => {
                        write!(f, "must have at least {least} {what}{behind}")?
                    }
                    Bound::AtMost(most) => write!(f, "must have at most {most} {what}{behind}")?,
                }
                write!(f, ", not {found}")
            }
            Self::Range { found, bound: Bound::AtLeast(least) } => {
                write!(f, "must be at least {least}, not {found}")
            }
            Self::Range { found, bound: Bound::AtMost(most) } => {
                write!(f, "must be at most {most}, not {found}")
            }
            Self::Twice { first } => {
                write!(f, "repeats item {first}; every item must be unique")
            }
            Self::Rule { demand, when } => {
                demand.fmt(f)?;
                let all = when.iter().enumerate();
                all.map(|(index, condition)| (if index == 0 { "when" } else { "and" }, condition))
                    .try_for_each(|(word, condition)| write!(f, " {word} {condition}"))
            }
        }
    }
}
