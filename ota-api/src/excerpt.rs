//! The start of a text that a server sent, fit to be shown.

/// The start of a text of an answer, enough to recognise it.
pub(crate) fn excerpt(text: &str) -> String {
    cut(text, 60)
}

/// A text without control characters and marks that turn the line around, cut where it gets too
/// long to read.
pub(crate) fn shorten(text: &str) -> String {
    cut(text, 1000)
}

fn cut(text: &str, longest: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut short: String =
        text.chars().take(longest).map(|c| if hidden(c) { ' ' } else { c }).collect();
    if text.chars().nth(longest).is_some() {
        short.push_str("...");
    }
    short
}
