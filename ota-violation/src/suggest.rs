//! Did you mean …?

use std::fmt;

/// The candidate nearest to `written`, if it is near enough to be a typo.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A typo does not change the length much, and the distance of long strings is costly.
    let near = |candidate: &&str| {
        let (written, candidate) = (written.len(), candidate.len());
        written.abs_diff(candidate) <= candidate
    };
    let wanted = written.to_lowercase();
    let measured = |candidate: &str| {
        let name = candidate.to_lowercase();
        // `Bool` is short for `Boolean`; `iot` is not short for every error code.
        let short =
            wanted.len() >= 3 && name.starts_with(&wanted) && wanted.len() * 3 >= name.len();
        if short { 1 } else { distance(&wanted, &name) }
    };
    candidates
        .into_iter()
        .filter(near)
        .map(|candidate| (measured(candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The number of characters to insert, remove, replace or swap with their neighbours.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    // The distances of the two starts before this one to all starts of the other text.
    let mut earlier: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut before = None;
    for (row, c) in one.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, d) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(c != *d);
            let mut least = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped = column > 0 && before == Some(*d) && other[column - 1] == c;
            if swapped {
                least = least.min(earlier[column - 1] + 1);
            }
            current.push(least);
        }
        earlier = std::mem::replace(&mut last, current);
        before = Some(c);
    }
    last[other.len()]
}

/// The help for a name or value that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Help {
    /// An allowed one is near.
    Near(String),
    /// These are allowed.
    Allowed(Names),
    /// Nothing is allowed.
    Nothing,
    /// It is inside of something without parts.
    Whole {
        /// The name of that.
        name: String,
        /// The type of that.
        of: String,
    },
}

impl Help {
    /// The nearest name if there is one, else all allowed names.
    pub fn of<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        match nearest(written, candidates.clone()) {
            Some(name) => Self::Near(name.to_owned()),
            None => match Names::of(candidates) {
                Names { shown, .. } if shown.is_empty() => Self::Nothing,
                names => Self::Allowed(names),
            },
        }
    }

    /// The same for a value. Numbers are never near each other.
    pub fn of_value(found: &str, allowed: &[String]) -> Self {
        let texts = allowed.iter().map(String::as_str);
        if allowed.iter().all(|value| value.parse::<i64>().is_ok()) {
            return Self::Allowed(Names::of(texts));
        }
        Self::of(found, texts)
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Near(name) => write!(f, "did you mean `{name}`?"),
            Self::Allowed(names) => write!(f, "allowed: {names}"),
            Self::Nothing => f.write_str("nothing is allowed here"),
            Self::Whole { name, of } => write!(f, "`{name}` is one {of}"),
        }
    }
}

/// The help behind a caret: the nearest name if there is one, else all allowed names.
pub fn help<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    Help::of(written, candidates).to_string()
}

/// Most mistakes of one text for each of which a near name is looked for.
pub const EXPLAINED: usize = 100;

/// Most names that a list shows.
const LISTED: usize = 60;

/// A list of names; of a very long one the first ones and how many more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The names that are shown.
    pub shown: Vec<String>,
    /// The number of the others.
    pub more: usize,
}

impl Names {
    /// The list of these names.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names = names.into_iter();
        let shown = names.by_ref().take(LISTED).map(str::to_owned).collect();
        Self { shown, more: names.count() }
    }
}

/// The names in backticks, separated by commas.
impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.shown.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}`{name}`")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// The names in backticks, separated by commas; of a very long list the first ones and how many more.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    Names::of(names).to_string()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn each_slip_of_the_pen_counts_once() {
        assert_eq!(distance("gruop", "group"), 1);
        assert_eq!(distance("grp", "group"), 2);
        assert_eq!(distance("groups", "group"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("ca", "abc"), 3);
        assert_eq!(distance("köln", "koeln"), 2);
    }

    #[test]
    fn only_what_is_near_is_meant() {
        assert_eq!(nearest("Bool", ["Boolean", "Double"]), Some("Boolean"));
        assert_eq!(nearest("iot", ["iot.ota.JobNotFound"]), None);
        assert_eq!(nearest("REED", ["RED", "GREEN"]), Some("RED"));
    }
}
