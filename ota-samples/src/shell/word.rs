//! Words of a shell.

use std::fmt::Write;

use ota_spec::visible::is_unsafe;

/// The words of a command, and what has to stand before it.
#[derive(Default)]
pub(crate) struct Words {
    /// Lines that set variables.
    before: String,
    count: usize,
    /// Whether a text has a character that no command line can have.
    pub(crate) has_nul: bool,
}

impl Words {
    /// Lines that stand before the command.
    pub(crate) fn before(&self) -> &str {
        &self.before
    }

    /// The text as a word. Characters that could not be seen, or that a terminal would act on, are
    /// put into a variable from escapes.
    pub(crate) fn word(&mut self, text: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,+@%".contains(c);
        if text.contains('\0') {
            self.has_nul = true;
        }
        if !text.is_empty() && text.chars().all(plain) {
            text.to_owned()
        } else if !text.contains(is_unsafe) {
            single(text)
        } else {
            self.count += 1;
            let name = format!("text{}", self.count);
            // A substitution loses the newlines at the end, so something stands behind them.
            let _ = writeln!(
                self.before,
                "{name}=$(printf -- {}); {name}=${{{name}%.}}",
                single(&format!("{}.", format_of(text)))
            );
            format!("\"${name}\"")
        }
    }
}

/// A word in single quotes, in which a shell sees nothing but their end.
fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The format with which `printf` writes a text.
fn format_of(text: &str) -> String {
    let mut format = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '%' => format.push_str("%%"),
            '\\' => format.push_str("\\\\"),
            '\n' => format.push_str("\\n"),
            '\t' => format.push_str("\\t"),
            c if is_unsafe(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    // Writing to a `String` cannot fail.
                    let _ = write!(format, "\\{byte:03o}");
                }
            }
            c => format.push(c),
        }
    }
    format
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
    use proptest::prop_oneof;
    use proptest::strategy::Strategy;

    use super::Words;

    /// Strings that a shell would act on.
    fn hostile() -> impl Strategy<Value = String> {
        let some =
            "[a-z '\"$`\\\\!*?~#&|;<>(){}%\n\t\r\u{1}-\u{1f}\u{7f}\u{202e}\u{200b}é条]{0,12}";
        prop_oneof![some, any::<String>(), "-{1,2}[a-z]*", "[\n]{0,4}"]
            .prop_map(|text| text.replace('\0', ""))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        // Eight at once, since a process is slow to start.
        #[test]
        fn a_shell_reads_every_text_as_it_is(texts in proptest::collection::vec(hostile(), 8)) {
            let mut words = Words::default();
            let line: Vec<String> = texts.iter().map(|text| words.word(text)).collect();
            let script = format!("{}printf '%s\\0' {}\n", words.before(), line.join(" "));
            prop_assert!(!script.chars().any(|c| c != '\n' && super::is_unsafe(c)), "{script:?}");
            let output = Command::new("sh").args(["-c", &script]).output().unwrap();
            let read = String::from_utf8(output.stdout).unwrap();
            let read: Vec<&str> = read.split_terminator('\0').collect();
            prop_assert_eq!(read, texts, "{}", script);
        }
    }

    #[test]
    fn what_needs_no_quotes_has_none() {
        let mut words = Words::default();
        let shown = ["device1", "a b", "it's", "", "a\n"].map(|text| words.word(text));
        assert_eq!(shown, ["device1", "'a b'", r"'it'\''s'", "''", "\"$text1\""]);
        assert_eq!(words.before(), "text1=$(printf -- 'a\\n.'); text1=${text1%.}\n");
    }
}
