//! Texts and their escapes.

use super::Parser;
use crate::diagnostic::Span;
use crate::json::SyntaxError;

impl Parser<'_> {
    /// Reads a text; the cursor stands on its opening quote.
    pub(super) fn string(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut result = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(character) = rest.chars().next() else {
                return Err(self.unclosed(start));
            };
            match character {
                '"' => {
                    self.at += 1;
                    return Ok(result);
                }
                '\\' => result.push(self.escape()?),
                '\n' | '\r' => return Err(self.unclosed(start)),
                control if (control as u32) < 0x20 => {
                    let help = match control {
                        '\t' => "write `\\t`".to_owned(),
                        other => format!("write `\\u{:04x}`", other as u32),
                    };
                    let message = "bad JSON: a control character stands in a text";
                    return Err(self.error(message, &help));
                }
                other => {
                    self.at += other.len_utf8();
                    result.push(other);
                }
            }
        }
    }

    /// A text that runs to the end of its line.
    fn unclosed(&self, start: usize) -> SyntaxError {
        let end = start + self.text[start..self.at].trim_end().len();
        let help = "write `\"` at its end, and `\\n` for a new line inside it";
        self.error_at(Span { start, end }, "bad JSON: a text is not closed", help)
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

    /// The four digits behind `\u`, and a second escape for characters beyond the first plane.
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
