//! A recursive parser for JSON.

mod text;

use super::node::{DEPTH, Kind, Member, Node, SyntaxError};
use crate::diagnostic::Span;

/// Reads one JSON value that fills the text.
pub(crate) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let mut parser = Parser { text, at: 0, open: Vec::new() };
    parser.space();
    if parser.at == text.len() {
        parser.at = 0;
        return Err(parser.error("the file is empty", "write a JSON object"));
    }
    let node = parser.value(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(
            parser.error("bad JSON: something stands behind the end of the value", "remove it")
        );
    }
    Ok(node)
}

/// Whether a text is a JSON number.
pub(crate) fn is_number(text: &str) -> bool {
    matches!(parse(text), Ok(node) if node.span == (Span { start: 0, end: text.len() }) && matches!(node.kind, Kind::Number(_)))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The positions of the brackets that are still open.
    open: Vec<usize>,
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
        let width = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.error_at(Span { start: self.at, end: self.at + width }, message, help)
    }

    fn error_at(&self, span: Span, message: &str, help: &str) -> SyntaxError {
        SyntaxError { span, message: message.to_owned(), help: help.to_owned() }
    }

    /// "expected ..." at the cursor, with the character found there.
    fn unexpected(&self, help: &str) -> SyntaxError {
        let Some(character) = self.text[self.at..].chars().next() else {
            return self.unfinished();
        };
        let help = match character {
            '\'' | '\u{2018}'..='\u{201f}' => "write strings in `\"`",
            '/' | '#' => "JSON has no comments",
            _ => help,
        };
        let message = format!("bad JSON: `{character}` cannot stand here");
        self.error(&message, help)
    }

    /// The end of the file while a bracket is still open.
    fn unfinished(&self) -> SyntaxError {
        // After the last character: behind a final line break it would point at an empty line.
        let end = self.text.trim_end().len();
        let start = self.text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        let help = match self.open.last() {
            Some(&at) => format!("the {} is not closed", self.bracket(at)),
            None => "write a JSON value".to_owned(),
        };
        self.error_at(Span { start, end }, "the file ends too early", &help)
    }

    /// Names the bracket at `at`: `{` of line 3.
    fn bracket(&self, at: usize) -> String {
        let line = self.text[..at].matches('\n').count() + 1;
        format!("`{}` of line {line}", &self.text[at..at + 1])
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let start = self.at;
        if depth == DEPTH && matches!(self.peek(), Some(b'{' | b'[')) {
            let help = format!("at most {DEPTH} levels are allowed");
            return Err(self.error("arrays and objects nest too deep", &help));
        }
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { span: Span { start, end: self.at }, kind })
    }

    fn word(&mut self) -> Result<Kind, SyntaxError> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..end];
        let kind = match word {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            "" => return Err(self.unexpected("expected a value")),
            _ => {
                let span = Span { start: self.at, end: self.at + end };
                let message = format!("bad JSON: `{word}` is not a value");
                let help = match word.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "on" => "write `true`",
                    "false" | "no" | "off" => "write `false`",
                    "none" | "nil" | "undefined" => "write `null`",
                    _ => "write strings in `\"`",
                };
                return Err(self.error_at(span, &message, help));
            }
        };
        self.at += end;
        Ok(kind)
    }

    fn object(&mut self, depth: usize) -> Result<Kind, SyntaxError> {
        self.open.push(self.at);
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.close();
            return Ok(Kind::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            match self.peek() {
                Some(b'"') => {}
                Some(b'}') => return Err(self.comma_before('}')),
                Some(letter) if letter.is_ascii_alphabetic() => {
                    return Err(self.unexpected("write keys in `\"`"));
                }
                _ => return Err(self.unexpected("expected a key in `\"`")),
            }
            let key = self.string()?;
            let key_span = Span { start, end: self.at };
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("expected `:`"));
            }
            self.at += 1;
            self.space();
            let value = self.value(depth + 1)?;
            members.push(Member { key, key_span, value });
            if self.more(b'}', "expected `,` or `}`")? {
                continue;
            }
            return Ok(Kind::Object(members));
        }
    }

    /// A comma behind the last element.
    fn comma_before(&self, bracket: char) -> SyntaxError {
        let end = self.text[..self.at].trim_end().len();
        let span = Span { start: end.saturating_sub(1), end };
        let message = format!("bad JSON: a comma before `{bracket}`");
        self.error_at(span, &message, "remove the comma")
    }

    fn array(&mut self, depth: usize) -> Result<Kind, SyntaxError> {
        self.open.push(self.at);
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.close();
            return Ok(Kind::Array(items));
        }
        loop {
            self.space();
            if self.peek() == Some(b']') {
                return Err(self.comma_before(']'));
            }
            items.push(self.value(depth + 1)?);
            if self.more(b']', "expected `,` or `]`")? {
                continue;
            }
            return Ok(Kind::Array(items));
        }
    }

    /// Steps over a closing bracket.
    fn close(&mut self) {
        self.at += 1;
        self.open.pop();
    }

    /// Reads past an element: `true` after a comma, `false` after the closing bracket.
    fn more(&mut self, close: u8, help: &str) -> Result<bool, SyntaxError> {
        let end = self.at;
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(found) if found == close => {
                self.close();
                Ok(false)
            }
            // The comma is missing where the last element ended, not where the next one starts.
            Some(next)
                if matches!(next, b'"' | b'{' | b'[' | b'-') || next.is_ascii_alphanumeric() =>
            {
                let span = Span { start: end.saturating_sub(1), end };
                Err(self.error_at(span, "bad JSON: a comma is missing", "write `,` behind this"))
            }
            _ => match self.open.last() {
                // The bracket may be the missing part.
                Some(&at) if self.text[at..end].contains('\n') => {
                    Err(self.unexpected(&format!("{help} for the {}", self.bracket(at))))
                }
                _ => Err(self.unexpected(help)),
            },
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
        let span = Span { start, end: self.at };
        let text = &self.text[start..self.at];
        if !valid {
            let message = format!("bad JSON: `{text}` is not a number");
            return Err(self.error_at(span, &message, "write it as in `12` or `-0.5`"));
        }
        Ok(Kind::Number(text.to_owned()))
    }
}
