//! Names and values in running text.

/// A name or a value in backticks: one on each side, or more than it has in a row itself, as
/// Markdown asks for it. The empty text is shown as `""`.
pub fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest + 1);
    // A parser takes one blank from each end of a span that has both and more than blanks.
    let blank_ends = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    match text {
        "" => "`\"\"`".to_owned(),
        text if text.starts_with('`') || text.ends_with('`') || blank_ends => {
            format!("{ticks} {text} {ticks}")
        }
        text => format!("{ticks}{text}{ticks}"),
    }
}
