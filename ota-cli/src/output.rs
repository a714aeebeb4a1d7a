//! What may be written to a terminal, and in which form.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt::Write;

use clap::{Arg, ArgMatches};

/// The form of results and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Lines for people.
    Text,
    /// JSON for programs.
    Json,
}

impl Output {
    /// The flag that chooses the form.
    pub(crate) fn argument() -> Arg {
        Arg::new("output")
            .long("output")
            .value_name("FORM")
            .value_parser(["text", "json"])
            .default_value("text")
            .help("How to write results and errors")
    }

    /// The form that the words of a command line ask for, understood or not.
    pub(crate) fn asked_for(words: &[OsString]) -> Self {
        let words: Vec<&str> = words
            .iter()
            .map(|word| word.to_str().unwrap_or_default())
            .take_while(|word| *word != "--")
            .collect();
        let is_json = words.contains(&"--output=json")
            || words.windows(2).any(|pair| pair == ["--output", "json"]);
        if is_json { Self::Json } else { Self::Text }
    }

    /// The form that was chosen.
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        match matches.get_one::<String>("output").map(String::as_str) {
            Some("json") => Self::Json,
            _ => Self::Text,
        }
    }
}

/// Control characters, and those that reorder the text around them: a terminal acts on them.
fn acts_on_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text on one line, with everything that a terminal would act on escaped.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, acts_on_terminal)
}

/// Lines, with everything that a terminal would act on escaped.
pub(crate) fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && acts_on_terminal(c))
}

fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match hidden(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// JSON that means the same, with everything that a terminal would act on as `\uXXXX`.
///
/// JSON itself forbids only some control characters, and only inside texts, so what is found here
/// stands in a text and may be written as an escape.
pub(crate) fn printable_json(json: &str) -> Cow<'_, str> {
    let hidden = |c: char| c != '\n' && acts_on_terminal(c);
    if !json.contains(hidden) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match hidden(c) {
            // Writing to a `String` cannot fail.
            true => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c));
            }
            false => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// The text as one word of a shell command.
pub(crate) fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("'{}'", printable(text).replace('\'', r"'\''"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{printable, printable_json, shell_word};

    #[test]
    fn what_a_terminal_acts_on_is_escaped() {
        assert_eq!(printable("a\u{1b}[2Jb\n\u{202e}"), r"a\u{1b}[2Jb\n\u{202e}");
        assert_eq!(printable("条码"), "条码");
    }

    #[test]
    fn escaped_json_means_the_same() {
        let json = "{\"text\": \"a\u{9b}b\u{2066}\u{7f}\"}";
        let safe = printable_json(json);
        assert_eq!(safe, r#"{"text": "a\u009bb\u2066\u007f"}"#);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(json), read(&safe));
    }

    #[test]
    fn words_that_a_shell_would_act_on_are_quoted() {
        assert_eq!(shell_word("device1"), "device1");
        assert_eq!(shell_word("T0F5b5****"), "'T0F5b5****'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word(""), "''");
    }
}
