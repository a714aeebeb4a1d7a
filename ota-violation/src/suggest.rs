//! Did you mean …?

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

/// The help behind a caret: the nearest name if there is one, else all allowed names.
pub fn help<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(written, candidates.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if candidates.clone().into_iter().next().is_none() => {
            "nothing is allowed here".to_owned()
        }
        None => format!("allowed: {}", list(candidates)),
    }
}

/// The same for a value. Numbers are never near each other.
pub(crate) fn value(found: &str, allowed: &[String]) -> String {
    let texts = allowed.iter().map(String::as_str);
    if allowed.iter().all(|value| value.parse::<i64>().is_ok()) {
        return format!("allowed: {}", list(texts));
    }
    help(found, texts)
}

/// Most mistakes of one text for each of which a near name is looked for.
pub const EXPLAINED: usize = 100;

/// Most names that a list shows.
const LISTED: usize = 60;

/// The names in backticks, separated by commas; of a very long list the first ones and how many more.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let shown: Vec<String> = names.by_ref().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
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
