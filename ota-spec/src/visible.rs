//! Makes arbitrary strings safe to show.
//!
//! Names and messages come out of files and off the wire. A terminal acts on control characters,
//! and other characters reorder or hide the text around them. This module is the one place that
//! says which characters those are.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character is unsafe to show unescaped: it controls a terminal, breaks a line, changes
/// the direction of text or is invisible.
///
/// These are the controls, the ends of lines and paragraphs, the annotations between lines, and all
/// that Unicode has under `Bidi_Control` and `Default_Ignorable_Code_Point`, except the two
/// selectors that choose between a picture and a plain sign, U+FE0E and U+FE0F: they stand in much
/// ordinary text. The other selectors, joiners and fillers shape some scripts too; there the text
/// stays legible with them escaped, and unescaped they can hide any message.
///
/// Newline and tab are among them; callers that allow them make the exception.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, joiner of graphemes, fillers of Hangul and Khmer.
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}'
            | '\u{ffa0}'
            // Marks and overrides of the direction of text, and their isolates; characters without
            // width; controls of formatting that nothing uses any more.
            | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            // Ends of lines and paragraphs.
            | '\u{2028}' | '\u{2029}'
            // Selectors of variants.
            | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0d}'
            // Annotations between lines, and what is reserved beside them.
            | '\u{fff0}'..='\u{fffb}'
            // Controls of shorthand and of music.
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // Tags, a second, invisible alphabet; more selectors; what is reserved for the like.
            | '\u{e0000}'..='\u{e0fff}')
}

/// The string on one line, with everything unsafe escaped as in Rust: `\n`, `\u{202e}`.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, is_unsafe)
}

/// The string with its own lines kept, and everything else that is unsafe escaped as in Rust.
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, is_unsafe_in_lines)
}

/// Equivalent JSON, with everything unsafe except line ends escaped as `\uXXXX`.
///
/// Outside of strings, JSON has no unsafe characters except white space, so every other one is in a
/// string and may be written as an escape. A tab between values becomes a blank.
pub fn json(json: &str) -> Cow<'_, str> {
    if is_plain(json) || !json.contains(is_unsafe_in_lines) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match c {
            // A raw tab is not allowed inside a string.
            '\t' | '\r' => safe.push(' '),
            c if is_unsafe_in_lines(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a `String` cannot fail.
                    let _ = write!(safe, "\\u{unit:04x}");
                }
            }
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Whether all of it is printable ASCII, as most text is; this is told much faster than the rest.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn is_unsafe_in_lines(c: char) -> bool {
    c != '\n' && is_unsafe(c)
}

fn escape(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if is_plain(text) || !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use proptest::strategy::Strategy;

    use super::{is_unsafe, json, line, lines};

    /// Strings with many unsafe characters.
    fn hostile() -> impl Strategy<Value = String> {
        let some = "[a-zA-Z条\\\\\"{}\n\t\r\u{0}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200b}-\u{202f}\
                    \u{2060}-\u{2070}\u{fe00}-\u{fe0f}\u{feff}\u{ad}\u{3164}\u{e0000}-\u{e1000}]{0,40}";
        proptest::prop_oneof![some, any::<String>()]
    }

    /// The value of a Rust string literal with these characters.
    fn unescaped(text: &str) -> String {
        let mut rest = text.chars();
        let mut read = String::new();
        while let Some(c) = rest.next() {
            if c != '\\' {
                read.push(c);
                continue;
            }
            read.push(match rest.next().unwrap() {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'u' => {
                    let digits: String =
                        rest.by_ref().skip(1).take_while(|digit| *digit != '}').collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
                }
                other => panic!("{other}"),
            });
        }
        read
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in hostile()) {
            prop_assert!(!line(&text).contains(is_unsafe));
            prop_assert!(!lines(&text).contains(|c| c != '\n' && is_unsafe(c)));
            prop_assert_eq!(lines(&text).matches('\n').count(), text.matches('\n').count());
        }

        #[test]
        fn what_is_safe_stays_as_it_is(text in hostile()) {
            let safe: String = text.chars().filter(|c| !is_unsafe(*c)).collect();
            prop_assert!(matches!(line(&safe), Cow::Borrowed(same) if same == safe));
            prop_assert!(matches!(lines(&safe), Cow::Borrowed(same) if same == safe));
        }

        #[test]
        fn what_is_shown_tells_what_was_there(text in hostile()) {
            let text = text.replace('\\', "");
            prop_assert_eq!(unescaped(&line(&text)), text.clone());
            prop_assert_eq!(unescaped(&lines(&text)), text);
        }

        #[test]
        fn escaped_json_means_the_same(text in hostile(), pretty in any::<bool>()) {
            let value = serde_json::json!({ "text": text, "more": [text, 1] });
            let written = if pretty { format!("{value:#}") } else { value.to_string() };
            let safe = json(&written);
            prop_assert!(!safe.contains(|c| c != '\n' && is_unsafe(c)));
            let read: serde_json::Value = serde_json::from_str(&safe).unwrap();
            prop_assert_eq!(read, value);
        }
    }

    #[test]
    fn what_a_terminal_acts_on_is_escaped() {
        assert_eq!(line("a\u{1b}[2Jb\n\t\u{202e}"), r"a\u{1b}[2Jb\n\t\u{202e}");
        assert_eq!(lines("a\u{9b}\nb\t"), "a\\u{9b}\nb\\t");
        assert_eq!(json("{\"a\":\t\"\u{e0041}\u{7f}\"}"), r#"{"a": "\udb40\udc41\u007f"}"#);
    }

    /// `Bidi_Control` and `Default_Ignorable_Code_Point` of Unicode 16.
    #[test]
    fn all_that_unicode_calls_ignorable_or_a_control_of_direction_is_unsafe() {
        for (first, last) in [
            (0xad, 0xad),
            (0x34f, 0x34f),
            (0x61c, 0x61c),
            (0x115f, 0x1160),
            (0x17b4, 0x17b5),
            (0x180b, 0x180f),
            (0x200b, 0x200f),
            (0x202a, 0x202e),
            (0x2060, 0x206f),
            (0x3164, 0x3164),
            (0xfe00, 0xfe0f),
            (0xfeff, 0xfeff),
            (0xffa0, 0xffa0),
            (0xfff0, 0xfff8),
            (0x1bca0, 0x1bca3),
            (0x1d173, 0x1d17a),
            (0xe0000, 0xe0fff),
        ] {
            for c in (first..=last).filter_map(char::from_u32) {
                assert_eq!(is_unsafe(c), !matches!(c, '\u{fe0e}' | '\u{fe0f}'), "{c:?}");
            }
        }
        for c in ['\u{ac}', '\u{ae}', '\u{180a}', '\u{fe10}', '\u{fffc}', '\u{fffd}', '\u{e1000}'] {
            assert!(!is_unsafe(c), "{c:?}");
        }
    }

    #[test]
    fn scripts_and_pictures_are_safe() {
        for text in ["条码", "é", "e\u{301}", "שלום", "مرحبا", "🔧", "☎\u{fe0f}", "a\u{a0}b"]
        {
            assert!(!text.contains(is_unsafe), "{text}");
        }
    }
}
