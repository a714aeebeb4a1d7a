//! The patterns of limits, each compiled once in a process.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use regex_lite::Regex;

/// The patterns compiled so far. There are as many as specs have, since they are all `'static`.
static COMPILED: RwLock<BTreeMap<&'static str, Option<Regex>>> = RwLock::new(BTreeMap::new());

/// Whether a text matches a pattern. Specs are checked before code is generated, so the pattern compiles;
/// one that did not would limit nothing.
pub(super) fn is_match(pattern: &'static str, text: &str) -> bool {
    let matches = |regex: &Option<Regex>| regex.as_ref().is_none_or(|regex| regex.is_match(text));
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return matches(known);
    }
    let compiled = Regex::new(pattern).ok();
    let is_match = matches(&compiled);
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern, compiled);
    is_match
}

#[cfg(test)]
mod tests {
    use super::is_match;

    #[test]
    fn a_pattern_matches_the_second_time_as_the_first() {
        for _ in 0..2 {
            assert!(is_match("^[a-c]*$", "abc"));
            assert!(!is_match("^[a-c]*$", "abx"));
            assert!(is_match("(", "anything"));
        }
    }
}
