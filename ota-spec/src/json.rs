//! A JSON reader that keeps where everything stands.
//!
//! serde_json forgets positions, and a mistake in a spec has to be shown on its line. This reader
//! accepts what RFC 8259 accepts, to a depth of [`DEPTH`].

use crate::diagnostic::Span;
use crate::value::Value;

/// How deep arrays and objects may nest.
const DEPTH: usize = 64;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    /// The number as written.
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// A key of an object with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Node {
    /// The value without positions.
    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(text) => Value::Number(text.clone()),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Array(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            Kind::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|member| (member.key.clone(), member.value.to_value()))
                    .collect(),
            ),
        }
    }
}

/// Reads one JSON value that fills the text.
pub(crate) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let mut parser = Parser { text, at: 0 };
    parser.space();
    if parser.at == text.len() {
        return Err(parser.error("the file is empty", "write a JSON object"));
    }
    let node = parser.value(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.error("text after the end of the JSON value", "remove it"));
    }
    Ok(node)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// An error at the character under the cursor.
    fn error(&self, message: &str, help: &str) -> SyntaxError {
        let width = self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        self.error_at(
            Span {
                start: self.at,
                end: self.at + width,
            },
            message,
            help,
        )
    }

    fn error_at(&self, span: Span, message: &str, help: &str) -> SyntaxError {
        SyntaxError {
            span,
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }

    /// "expected …" at the cursor, naming what stands there.
    fn unexpected(&self, help: &str) -> SyntaxError {
        match self.text[self.at..].chars().next() {
            None => self.error("the file ends in the middle of a value", help),
            Some('\'') => self.error("bad JSON: `'` cannot stand here", "write texts in `\"`"),
            Some('/') => self.error("bad JSON: `/` cannot stand here", "JSON has no comments"),
            Some(character) => self.error(
                &format!("bad JSON: `{}` cannot stand here", character.escape_debug()),
                help,
            ),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let start = self.at;
        if depth > DEPTH {
            return Err(self.error("arrays and objects nest too deep", "at most 64 levels"));
        }
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node {
            span: Span {
                start,
                end: self.at,
            },
            kind,
        })
    }

    fn word(&mut self) -> Result<Kind, SyntaxError> {
        let words = [
            ("true", Kind::Bool(true)),
            ("false", Kind::Bool(false)),
            ("null", Kind::Null),
        ];
        for (word, kind) in words {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.unexpected("expected a value"))
    }

    fn object(&mut self, depth: usize) -> Result<Kind, SyntaxError> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Kind::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            match self.peek() {
                Some(b'"') => {}
                Some(b'}') => return Err(self.error("a comma before `}`", "remove the comma")),
                _ => return Err(self.unexpected("expected a key in `\"`")),
            }
            let key = self.string()?;
            let key_span = Span {
                start,
                end: self.at,
            };
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("expected `:`"));
            }
            self.at += 1;
            self.space();
            let value = self.value(depth + 1)?;
            members.push(Member {
                key,
                key_span,
                value,
            });
            if self.more(b'}', "expected `,` or `}`")? {
                continue;
            }
            return Ok(Kind::Object(members));
        }
    }

    fn array(&mut self, depth: usize) -> Result<Kind, SyntaxError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Kind::Array(items));
        }
        loop {
            self.space();
            if self.peek() == Some(b']') {
                return Err(self.error("a comma before `]`", "remove the comma"));
            }
            items.push(self.value(depth + 1)?);
            if self.more(b']', "expected `,` or `]`")? {
                continue;
            }
            return Ok(Kind::Array(items));
        }
    }

    /// After an element: `true` behind a comma, `false` behind the closing bracket.
    fn more(&mut self, close: u8, help: &str) -> Result<bool, SyntaxError> {
        let end = self.at;
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(found) if found == close => {
                self.at += 1;
                Ok(false)
            }
            // The comma is missing where the last element ended, not where the next one starts.
            Some(b'"' | b'{' | b'[') => {
                let span = Span {
                    start: end.saturating_sub(1),
                    end,
                };
                Err(self.error_at(span, "a comma is missing", "write `,` behind this"))
            }
            _ => Err(self.unexpected(help)),
        }
    }

    fn number(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.at;
        let digits = |parser: &mut Self| {
            let from = parser.at;
            while matches!(parser.peek(), Some(b'0'..=b'9')) {
                parser.at += 1;
            }
            parser.at - from
        };
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = digits(self);
        let mut valid = whole == 1 || (whole > 1 && !leading_zero);
        if self.peek() == Some(b'.') {
            self.at += 1;
            valid &= digits(self) > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            valid &= digits(self) > 0;
        }
        let span = Span {
            start,
            end: self.at,
        };
        let text = &self.text[start..self.at];
        if !valid {
            let message = format!("bad JSON: `{text}` is not a number");
            return Err(self.error_at(span, &message, "write it as in `12` or `-0.5`"));
        }
        Ok(Kind::Number(text.to_owned()))
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut result = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(character) = rest.chars().next() else {
                let span = Span {
                    start,
                    end: start + 1,
                };
                return Err(self.error_at(span, "a text is not closed", "write `\"` at its end"));
            };
            match character {
                '"' => {
                    self.at += 1;
                    return Ok(result);
                }
                '\\' => result.push(self.escape()?),
                control if (control as u32) < 0x20 => {
                    let message =
                        "a text runs over the end of its line or holds a control character";
                    return Err(self.error(message, "write `\\n` for a new line"));
                }
                other => {
                    self.at += other.len_utf8();
                    result.push(other);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += usize::from(escaped.is_some_and(|byte| byte.is_ascii()));
        match escaped {
            Some(byte @ (b'"' | b'\\' | b'/')) => Ok(byte as char),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode(start),
            _ => {
                let span = Span {
                    start,
                    end: self.at,
                };
                Err(self.error_at(
                    span,
                    "bad JSON: unknown escape",
                    "allowed: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
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
            let span = Span {
                start,
                end: self.at,
            };
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
