//! Parameters as both schemes sign them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but letters, digits and `-_.~` is encoded.
pub(super) const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Encodes a name or a value.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The parameters as both schemes sign them: sorted by name, encoded, joined.
pub(super) fn canonical_query<'a>(pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut sorted: Vec<_> = pairs.collect();
    sorted.sort();
    let encoded: Vec<String> = sorted
        .into_iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    encoded.join("&")
}
