//! The problems of parameters, each with its message.

use std::fmt;

use crate::demand::{Demand, Reason};
use crate::format::Format;
use crate::malformed::Malformed;
use crate::number::Number;
use crate::suggest::Help;
use crate::words::code;

/// The problem of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is required; an empty list or map counts as absent.
    Missing,
    /// Its name is unknown.
    Unknown(Option<Help>),
    /// It cannot be read as its type.
    Malformed(Malformed),
    /// It is not finite.
    NotFinite,
    /// It is a struct without members, so nothing of it would be sent.
    NoMember,
    /// It is a map with a key that is empty or has a dot.
    Key(String),
    /// It is an item with a comma, where commas stand between the items.
    Comma,
    /// It is not one of the allowed values.
    NotOneOf {
        /// The value.
        found: String,
        /// The allowed values.
        allowed: Vec<String>,
    },
    /// It does not match a regular expression.
    Pattern {
        /// The regular expression.
        pattern: String,
        /// A character that it does not allow, if that tells more.
        stray: Option<char>,
    },
    /// It is a string of another form.
    Format(Format),
    /// It has too few or too many characters or items.
    Count {
        /// The things that are counted.
        of: Counted,
        /// The number of them.
        found: usize,
        /// The bound that is exceeded.
        bound: Bound<usize>,
    },
    /// It is too small or too large.
    Range {
        /// The number.
        found: String,
        /// The bound that is exceeded.
        bound: Bound<String>,
    },
    /// It repeats an earlier item of a list with unique items.
    Twice {
        /// The number of the earlier item.
        first: usize,
    },
    /// It conflicts with the values of other parameters.
    Rule {
        /// The demand on it.
        demand: Demand,
        /// The reasons: the conditions of the rule, all of which hold.
        when: Vec<Reason>,
    },
}

/// The things that a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The characters of a string.
    Characters,
    /// The bytes of a string in UTF-8.
    Bytes,
    /// The characters of all strings of a list.
    CharactersInAll,
    /// The items of a list.
    Items,
}

/// The bound of a range that is exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound<T> {
    /// The lower end.
    AtLeast(T),
    /// The upper end.
    AtMost(T),
    /// The lower end, which is itself beyond.
    MoreThan(T),
    /// The upper end, which is itself beyond.
    LessThan(T),
}

/// What is allowed: `at least 1`.
impl<T: fmt::Display> fmt::Display for Bound<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "at least {least}"),
            Self::AtMost(most) => write!(f, "at most {most}"),
            Self::MoreThan(least) => write!(f, "more than {least}"),
            Self::LessThan(most) => write!(f, "less than {most}"),
        }
    }
}

/// The kind of limit or rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is required.
    Required,
    /// Its name is unknown.
    Unknown,
    /// It must be of its type.
    Type,
    /// It must be one of the allowed values.
    Enum,
    /// A string must not be shorter or longer.
    Length,
    /// A string must match a regular expression, or have a certain form.
    Pattern,
    /// A number must not be smaller or larger.
    Range,
    /// A list must not be shorter or longer.
    Items,
    /// No item may occur twice.
    Unique,
    /// It conflicts with the values of other parameters.
    Dependency,
}

impl Problem {
    /// The problem of a count, if it is out of bounds.
    pub fn of_count(of: Counted, found: usize, least: usize, most: usize) -> Option<Self> {
        let bound = match found {
            found if found < least => Bound::AtLeast(least),
            found if found > most => Bound::AtMost(most),
            _ => return None,
        };
        Some(Self::Count { of, found, bound })
    }

    /// The problem of a number, if it is out of bounds; `exclusive` says whether each bound is itself beyond.
    pub fn of_range(
        found: Number,
        [least, most]: [Option<Number>; 2],
        exclusive: [bool; 2],
    ) -> Option<Self> {
        let [above, below] = exclusive;
        let low = least.filter(|least| {
            let order = found.compare(*least);
            order.is_lt() || (above && order.is_eq())
        });
        let high = most.filter(|most| {
            let order = found.compare(*most);
            order.is_gt() || (below && order.is_eq())
        });
        let bound = match (low, high) {
            (Some(least), _) if above => Bound::MoreThan(least.to_string()),
            (Some(least), _) => Bound::AtLeast(least.to_string()),
            (None, Some(most)) if below => Bound::LessThan(most.to_string()),
            (None, Some(most)) => Bound::AtMost(most.to_string()),
            (None, None) => return None,
        };
        Some(Self::Range { found: found.to_string(), bound })
    }

    /// The problem of a text that does not match a pattern. Where that is a list of characters, the first one
    /// that is not in it is named, unless it can be seen: a secret may be made of those.
    pub fn mismatch(pattern: &str, text: &str, is_match: impl Fn(&str) -> bool) -> Self {
        let inside = pattern.strip_prefix("^[");
        let inside = inside.and_then(|rest| rest.strip_suffix("]*$").or(rest.strip_suffix("]+$")));
        let is_list = inside.is_some_and(|inside| !inside.contains(['[', ']']));
        let is_stray = |c: &char| !c.is_ascii_graphic() && !is_match(c.encode_utf8(&mut [0; 4]));
        let stray = is_list.then(|| text.chars().find(is_stray)).flatten();
        Self::Pattern { pattern: pattern.to_owned(), stray }
    }

    /// The problem of a value that is not allowed.
    pub fn not_one_of<T: fmt::Display>(
        found: impl Into<String>,
        allowed: impl IntoIterator<Item = T>,
    ) -> Self {
        let allowed = allowed.into_iter().map(|value| value.to_string()).collect();
        Self::NotOneOf { found: found.into(), allowed }
    }

    /// The kind of limit or rule that is broken.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Missing => Kind::Required,
            Self::Unknown(_) => Kind::Unknown,
            Self::Malformed(_) | Self::NotFinite | Self::NoMember | Self::Key(_) | Self::Comma => {
                Kind::Type
            }
            Self::NotOneOf { .. } => Kind::Enum,
            Self::Pattern { .. } | Self::Format(_) => Kind::Pattern,
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
            Self::Unknown(None) => f.write_str("does not exist"),
            Self::Unknown(Some(help)) => write!(f, "does not exist; {help}"),
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::NotFinite => f.write_str("must be a finite number"),
            Self::NoMember => f.write_str("must have a member that is set"),
            Self::Key(key) => {
                write!(f, "must not have the key {}; a key is not empty and has no dots", code(key))
            }
            Self::Comma => f.write_str("must not have a comma, which stands between the items"),
            Self::NotOneOf { found, allowed } => {
                write!(f, "must not be {}; {}", code(found), Help::of_value(found, allowed))
            }
            Self::Pattern { pattern, stray: None } => write!(f, "must match {}", code(pattern)),
            Self::Pattern { pattern, stray: Some(stray) } => {
                let number = u32::from(*stray);
                write!(f, "must match {}, which does not allow U+{number:04X}", code(pattern))
            }
            Self::Count { of, found, bound } => {
                let (what, behind) = match of {
                    Counted::Characters => ("characters", ""),
                    Counted::Bytes => ("bytes", ""),
                    Counted::CharactersInAll => ("characters", " in all items"),
                    Counted::Items => ("items", ""),
                };
                write!(f, "must have {bound} {what}{behind}, not {found}")
            }
            Self::Format(format) => write!(f, "must be {format}"),
            Self::Range { found, bound } => write!(f, "must be {bound}, not {found}"),
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

#[cfg(test)]
mod tests {
    use super::Problem;

    /// The message about a text, for a pattern of these characters.
    fn shown(pattern: &str, text: &str) -> String {
        let is_match = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
        Problem::mismatch(pattern, text, is_match).to_string()
    }

    #[test]
    fn a_character_that_cannot_be_seen_is_named_by_its_number() {
        for (text, number) in [("dev\r", "U+000D"), ("d ev", "U+0020"), ("d\u{200b}", "U+200B")] {
            for pattern in ["^[a-z]*$", "^[a-z]+$"] {
                let expected = format!("must match `{pattern}`, which does not allow {number}");
                assert_eq!(shown(pattern, text), expected);
            }
        }
    }

    #[test]
    fn what_can_be_seen_or_is_no_list_of_characters_is_left_to_the_pattern() {
        assert_eq!(shown("^[a-z]*$", "aB!"), "must match `^[a-z]*$`");
        for pattern in ["^[a-z]+-[a-z]+$", "^a b$", "^(?:[a-z]*|x)$"] {
            assert_eq!(shown(pattern, "a\r"), format!("must match `{pattern}`"));
        }
    }
}
