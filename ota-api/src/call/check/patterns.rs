//! The patterns of limits, each compiled once in a process.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use regex_lite::Regex;

/// The patterns compiled so far. There are as many as specs have, since they are all `'static`.
static COMPILED: RwLock<BTreeMap<&'static str, Option<Pattern>>> = RwLock::new(BTreeMap::new());

/// A compiled pattern.
#[derive(Debug)]
struct Pattern {
    regex: Regex,
    /// What it says of ASCII alone, if it is the same for every character: most patterns are, and looking each character up
    /// takes a small part of the time.
    ascii: Option<Ascii>,
}

/// The characters that a text consists of.
#[derive(Debug)]
struct Ascii {
    allowed: [bool; 128],
    may_be_empty: bool,
}

/// Whether a text matches a pattern. Specs are checked before code is generated, so the pattern compiles;
/// one that did not would limit nothing.
pub(super) fn is_match(pattern: &'static str, text: &str) -> bool {
    let matches =
        |known: &Option<Pattern>| known.as_ref().is_none_or(|pattern| pattern.is_match(text));
    if let Some(known) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return matches(known);
    }
    let compiled = Pattern::new(pattern);
    let is_match = matches(&compiled);
    COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern, compiled);
    is_match
}

impl Pattern {
    fn new(pattern: &str) -> Option<Self> {
        let regex = Regex::new(pattern).ok()?;
        let ascii = Ascii::of(pattern, &regex);
        Some(Self { regex, ascii })
    }

    fn is_match(&self, text: &str) -> bool {
        match &self.ascii {
            Some(ascii) if text.is_ascii() => ascii.is_match(text),
            _ => self.regex.is_match(text),
        }
    }
}

impl Ascii {
    /// For a pattern that is one class of characters, `^[...]*$` or `^[...]+$`.
    fn of(pattern: &str, regex: &Regex) -> Option<Self> {
        let class = pattern.strip_prefix("^[")?;
        let (class, may_be_empty) = match class.strip_suffix("]*$") {
            Some(class) => (class, true),
            None => (class.strip_suffix("]+$")?, false),
        };
        if class.contains(['[', ']']) || class.ends_with('\\') {
            return None;
        }
        let mut allowed = [false; 128];
        for (character, allowed) in ('\0'..).zip(&mut allowed) {
            *allowed = regex.is_match(character.encode_utf8(&mut [0; 4]));
        }
        Some(Self { allowed, may_be_empty })
    }

    fn is_match(&self, text: &str) -> bool {
        let is_allowed = |byte| self.allowed.get(usize::from(byte)).is_some_and(|allowed| *allowed);
        (self.may_be_empty || !text.is_empty()) && text.bytes().all(is_allowed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_lite::Regex;

    use super::{Pattern, is_match};

    /// Patterns of one class, and others that look like it.
    const PATTERNS: [&str; 12] = [
        "^[!#-&(-~]*$",
        "^[^\\u{0}-\\u{1f}\\u{7f}]*$",
        "^[A-Za-z0-9\\u{80}-\\u{10ffff}._\\-]+$",
        "^[a-c]+$",
        "^[^a-c]+$",
        "^[a-c\\]]*$",
        "^[a-c\\]*$",
        "^[a-c]x|[a-c]*$",
        "^[a-c]*|[a]+$",
        "^[A-Za-z][A-Za-z0-9_]*$",
        "[a-c]*$",
        "^https?://.+$",
    ];

    #[test]
    fn a_pattern_matches_the_second_time_as_the_first() {
        for _ in 0..2 {
            assert!(is_match("^[a-c]*$", "abc"));
            assert!(!is_match("^[a-c]*$", "abx"));
            assert!(is_match("(", "anything"));
        }
    }

    #[test]
    fn most_patterns_are_looked_up() {
        for pattern in &PATTERNS[..5] {
            assert!(Pattern::new(pattern).unwrap().ascii.is_some(), "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn looking_up_says_what_the_pattern_says(
            text in prop_oneof!["[a-c]{0,4}", "[ -~]{0,6}", "\\PC{0,4}", "[a-dx\\]\\n\\x00ä]{0,4}"],
            index in 0..PATTERNS.len(),
        ) {
            let Ok(regex) = Regex::new(PATTERNS[index]) else { return Ok(()) };
            prop_assert_eq!(is_match(PATTERNS[index], &text), regex.is_match(&text));
        }
    }
}
