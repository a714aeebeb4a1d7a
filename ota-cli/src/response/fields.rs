//! Writes the fields of a response in two columns, under their flat names.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use ota_dynamic::response::Event;
use ota_spec::model::{Envelope, Field, Type};
use ota_spec::visible;
use unicode_width::UnicodeWidthStr as _;

/// A part of a response that is open.
enum Open {
    Object,
    /// With the number of items so far.
    Array(usize),
}

/// Turns pieces of a response into fields with flat names.
pub(super) struct Fields<'e> {
    envelope: &'e Envelope,
    name: String,
    /// The open parts, each with the length of its name.
    open: Vec<(Open, usize)>,
}

impl<'e> Fields<'e> {
    pub(super) fn new(envelope: &'e Envelope) -> Self {
        Self { envelope, name: String::new(), open: Vec::new() }
    }

    /// Takes a piece, which may be a field: its name and its value.
    pub(super) fn take<'t>(&mut self, event: &'t Event<'_>) -> Option<(&str, &'t str)> {
        let length = self.open.last().map_or(0, |(_, length)| *length);
        match event {
            Event::End => {
                self.open.pop();
                return None;
            }
            Event::Key(key) => {
                self.name.truncate(length);
                self.name.push_str(if self.open.len() > 1 { "." } else { "" });
                self.name.push_str(key);
                return None;
            }
            _ => {}
        }
        if let Some((Open::Array(count), _)) = self.open.last_mut() {
            *count += 1;
            self.name.truncate(length);
            self.name.push('.');
            push_number(*count, &mut self.name);
        }
        match event {
            Event::Object => self.open.push((Open::Object, self.name.len())),
            Event::Array => self.open.push((Open::Array(0), self.name.len())),
            Event::String(text) => return self.field(text),
            Event::Word(text) => return self.field(text),
            _ => {}
        }
        None
    }

    fn field<'t>(&self, text: &'t str) -> Option<(&str, &'t str)> {
        let is_envelope = self.open.len() <= 1 && self.envelope.has(&self.name);
        (!is_envelope).then_some((self.name.as_str(), text))
    }
}

/// The names of the secret fields of a response, at any depth.
pub(super) fn secrets(response: &[Arc<Field>]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut left: Vec<&[Arc<Field>]> = vec![response];
    while let Some(fields) = left.pop() {
        for field in fields {
            if field.secret {
                found.insert(field.name.as_str());
            }
            let inner = field.ty.innermost();
            // A struct can have itself inside.
            if let Type::Named(named) = inner
                && !seen.insert(named.name.as_str())
            {
                continue;
            }
            left.extend(inner.members());
        }
    }
    found
}

/// Appends a number; faster than formatting.
fn push_number(number: usize, text: &mut String) {
    if number >= 10 {
        push_number(number / 10, text);
    }
    text.push(char::from(b"0123456789"[number % 10]));
}

/// The width of a name as it is written.
pub(super) fn width(name: &str) -> usize {
    let is_plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain { name.len() } else { visible::line(name).width() }
}

/// Writes a field, with its value in the column behind the widest name.
pub(super) fn write(
    out: &mut dyn Write,
    (name, text): (&str, &str),
    widest: usize,
) -> io::Result<()> {
    let (shown, text) = (visible::line(name), visible::line(text));
    let text = text.trim_end();
    out.write_all(b"  ")?;
    if text.is_empty() {
        return writeln!(out, "{}", shown.trim_end());
    }
    out.write_all(shown.as_bytes())?;
    let mut gap = widest - width(name) + 2;
    while gap > 0 {
        let blanks = gap.min(BLANKS.len());
        out.write_all(&BLANKS[..blanks])?;
        gap -= blanks;
    }
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")
}

/// Many at once, as a name can be long.
const BLANKS: [u8; 64] = [b' '; 64];
