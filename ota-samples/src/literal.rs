//! Strings as the languages write them. What could not be seen, or would move the text around it, is
//! escaped everywhere.

use std::fmt::Write;

use ota_spec::visible::is_unsafe;

/// A string of Python.
pub(crate) fn python(text: &str) -> String {
    quoted(text, '"', |c, out| {
        // Writing to a `String` cannot fail.
        let _ = match u32::from(c) {
            code @ ..=0xff => write!(out, "\\x{code:02x}"),
            code @ ..=0xffff => write!(out, "\\u{code:04x}"),
            code => write!(out, "\\U{code:08x}"),
        };
    })
}

/// A string of TypeScript.
pub(crate) fn typescript(text: &str) -> String {
    quoted(text, '\'', |c, out| {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    })
}

fn quoted(text: &str, quote: char, escape: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_unsafe(c) => escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// A string as queries and forms have it: letters, digits and `-_.~` stay, every other byte is
/// written as `%XY`.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{percent, python, typescript};

    #[test]
    fn nothing_leaves_its_quotes_and_nothing_is_hidden() {
        let text = "a\"b'c\\d\n\r\t\0\u{1b}\u{202e}\u{e0001}$`é";
        assert_eq!(python(text), r#""a\"b'c\\d\n\r\t\x00\x1b\u202e\U000e0001$`é""#);
        assert_eq!(typescript(text), r#"'a"b\'c\\d\n\r\t\u{0}\u{1b}\u{202e}\u{e0001}$`é'"#);
        assert_eq!(percent("a b&c=é/~"), "a%20b%26c%3D%C3%A9%2F~");
    }
}
