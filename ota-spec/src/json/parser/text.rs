//! Strings and their escapes.

use super::Parser;
use crate::diagnostic::Span;
use crate::json::node::SyntaxError;

impl Parser<'_> {
    /// Reads a string; the cursor is on its opening quote.
    pub(super) fn string(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut result = String::new();
        loop {
            // The part without quotes and escapes is taken at once.
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            let plain = plain.unwrap_or(rest.len());
            result.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes().get(plain) {
                None | Some(b'\n' | b'\r') => return Err(self.unclosed(start)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(result);
                }
                Some(b'\\') => result.push(self.escape()?),
                Some(control) => {
                    let help = match control {
                        b'\t' => "write `\\t`".to_owned(),
                        other => format!("write `\\u{other:04x}`"),
                    };
                    let message = "bad JSON: a control character in a string";
                    return Err(self.error(message, &help));
                }
            }
        }
    }

    /// A string without a closing quote on its line.
    fn unclosed(&self, start: usize) -> SyntaxError {
        let end = start + self.text[start..self.at].trim_end().len();
        let help = "write `\"` at its end, and `\\n` for a new line inside it";
        self.error_at(Span { start, end }, "bad JSON: a string is not closed", help)
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let escaped = self.text[self.at..].chars().next();
        self.at += escaped.map_or(0, char::len_utf8);
        match escaped {
            Some(character @ ('"' | '\\' | '/')) => Ok(character),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('u') => self.unicode(start),
            _ => {
                let span = Span { start, end: self.at };
                Err(self.error_at(
                    span,
                    "bad JSON: unknown escape",
                    "write `\\\\` for a backslash; allowed: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
                ))
            }
        }
    }

    /// The four digits after `\u`, and a second escape for characters beyond the first plane.
    fn unicode(&mut self, start: usize) -> Result<char, SyntaxError> {
        let first = self.hex();
        let code = match first {
            Some(high @ 0xD800..=0xDBFF) if self.text[self.at..].starts_with("\\u") => {
                self.at += 2;
                self.hex()
                    .filter(|low| (0xDC00..=0xDFFF).contains(low))
                    .map(|low| 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            }
            other => other,
        };
        code.and_then(char::from_u32).ok_or_else(|| {
            let span = Span { start, end: self.at };
            self.error_at(
                span,
                "bad JSON: not a Unicode character",
                "write `\\u` and four hex digits",
            )
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
