//! Names and conditions in words.

use std::fmt::Display;

/// A name or a value as a Markdown code span, with more backticks on each side than it has in a
/// row. The empty string is shown as `""`.
pub fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest + 1);
    // Markdown strips one blank from both ends of a span, unless it is all blanks.
    let blank_ends = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    match text {
        "" => "`\"\"`".to_owned(),
        text if text.starts_with('`') || text.ends_with('`') || blank_ends => {
            format!("{ticks} {text} {ticks}")
        }
        text => format!("{ticks}{text}{ticks}"),
    }
}

/// Names or values joined by "or": `` `a`, `b` or `c` ``.
pub fn any_of<T: Display>(names: &[T]) -> String {
    joined(names.iter().map(|name| code(&name.to_string())).collect(), "or")
}

/// Names joined by "and": `` `a`, `b` and `c` ``.
pub fn all_of<T: Display>(names: &[T]) -> String {
    joined(names.iter().map(|name| code(&name.to_string())).collect(), "and")
}

/// Alternatives of a rule; parameters that count as one are joined by "with".
pub fn alternatives<T: Display>(alternatives: &[Vec<T>]) -> String {
    let each = |names: &Vec<T>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" with ")
    };
    joined(alternatives.iter().map(each).collect(), "or")
}

fn joined(mut parts: Vec<String>, word: &str) -> String {
    match parts.pop() {
        Some(last) if !parts.is_empty() => format!("{} {word} {last}", parts.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// A test of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is set, or it is not.
    Set(bool),
    /// It has one of these values.
    OneOf(Vec<String>),
}

/// A condition in words, such as "`TargetSelection` is `GRAY`".
pub fn condition(parameter: &str, test: &Test) -> String {
    match test {
        Test::Set(true) => format!("`{parameter}` is set"),
        Test::Set(false) => format!("`{parameter}` is not set"),
        Test::OneOf(values) => format!("`{parameter}` is {}", any_of(values)),
    }
}

/// The demand on a parameter so that a condition on it does not hold.
pub fn denied(test: &Test) -> String {
    match test {
        Test::Set(true) => "must not be set".to_owned(),
        Test::Set(false) => "must be set".to_owned(),
        Test::OneOf(values) => format!("must not be {}", any_of(values)),
    }
}
