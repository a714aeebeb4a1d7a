//! Shortens strings that a server sent, for errors.

/// The start of a string, enough to recognise it.
pub(crate) fn excerpt(text: &str) -> String {
    cut(text, 60)
}

/// A string without characters that are unsafe to show, cut to a readable length.
pub(crate) fn shorten(text: &str) -> String {
    cut(text, 1000)
}

/// The same for what a server sends in the place of a sentence. With the rest of an error it takes a kilobyte at most.
pub(crate) fn sentence(text: &str) -> String {
    let start = start(text, 500);
    let mark = if start.len() < text.len() { "..." } else { "" };
    shorten(start) + mark
}

/// The same for what a server sends in the place of a code or an ID.
pub(crate) fn word(text: &str) -> String {
    let start = start(text, 100);
    let mark = if start.len() < text.len() { "..." } else { "" };
    shorten(start) + mark
}

/// As much of a string that a server sent as an error keeps, in bytes.
pub(crate) const KEPT: usize = 64 * 1024;

/// The start of a string, of at most so many bytes.
pub(crate) fn start(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

fn cut(text: &str, longest: usize) -> String {
    let mut short: String =
        text.chars().take(longest).map(|c| if is_unsafe(c) { ' ' } else { c }).collect();
    if text.chars().nth(longest).is_some() {
        short.push_str("...");
    }
    short
}

/// Whether a character controls a terminal, breaks a line, changes the direction of text or is
/// invisible. `ota_spec::visible` has the same list, with explanations; programs that use this crate do
/// not contain it. A test keeps the two equal.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}
