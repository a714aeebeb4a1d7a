//! The form of results, and strings for shells.

use std::borrow::Cow;
use std::ffi::OsString;

use clap::{Arg, ArgMatches};
use ota_spec::visible;

/// The form of results and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Lines for people.
    Text,
    /// JSON for programs.
    Json,
    /// Rows with columns; errors are lines.
    Table,
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

    /// The flag of calls, which know tables, too.
    pub(crate) fn of_calls() -> Arg {
        let help = "How to write results and errors; a table has as many columns as fit";
        Self::argument().value_parser(["text", "json", "table"]).help(help)
    }

    /// The flag of commands, which choose by themselves: lists are tables.
    pub(crate) fn of_commands() -> Arg {
        let help =
            "How to write results and errors; left out, lists are tables and the rest is text";
        let argument = Arg::new("output").long("output").value_name("FORM");
        argument.value_parser(["text", "json", "table"]).help(help)
    }

    /// The form that was asked for, if one was.
    pub(crate) fn chosen(matches: &ArgMatches) -> Option<Self> {
        matches.get_one::<String>("output").map(|_| Self::of(matches))
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
            Some("table") => Self::Table,
            _ => Self::Text,
        }
    }
}

/// The text as one word of a shell command.
pub(crate) fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("'{}'", visible::line(text).replace('\'', r"'\''")))
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn words_that_a_shell_would_act_on_are_quoted() {
        assert_eq!(shell_word("device1"), "device1");
        assert_eq!(shell_word("T0F5b5****"), "'T0F5b5****'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word(""), "''");
    }
}
