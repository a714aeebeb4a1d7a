//! Writes a response as JSON over several lines.

use std::io::{self, Write};

use ota_spec::{Value, visible};

use super::events::Event;

/// Writes JSON piece by piece, with everything unsafe escaped.
pub struct Pretty<'o> {
    out: &'o mut dyn Write,
    /// The closing bracket of each open object and array, and whether there is something in it.
    open: Vec<(&'static str, bool)>,
    after_key: bool,
}

impl<'o> Pretty<'o> {
    /// Writes to this.
    pub fn new(out: &'o mut dyn Write) -> Self {
        Self { out, open: Vec::new(), after_key: false }
    }

    /// Writes the next piece.
    pub fn write(&mut self, event: &Event<'_>) -> io::Result<()> {
        if let Event::End = event {
            let (bracket, filled) = self.open.pop().unwrap_or_default();
            if filled {
                self.line()?;
            }
            return self.out.write_all(bracket.as_bytes());
        }
        self.place()?;
        match event {
            Event::Object => self.begin("{", "}"),
            Event::Array => self.begin("[", "]"),
            Event::End => Ok(()),
            Event::Key(key) => {
                self.string(key)?;
                self.after_key = true;
                self.out.write_all(b": ")
            }
            Event::String(text) => self.string(text),
            Event::Word(text) => self.out.write_all(visible::json(text).as_bytes()),
            Event::Null => self.out.write_all(b"null"),
        }
    }

    /// Goes to the place of the next value or key.
    fn place(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.after_key) {
            return Ok(());
        }
        let Some((_, filled)) = self.open.last_mut() else { return Ok(()) };
        if std::mem::replace(filled, true) {
            self.out.write_all(b",")?;
        }
        self.line()
    }

    fn begin(&mut self, bracket: &str, closing: &'static str) -> io::Result<()> {
        self.open.push((closing, false));
        self.out.write_all(bracket.as_bytes())
    }

    fn line(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")?;
        (0..self.open.len()).try_for_each(|_| self.out.write_all(b"  "))
    }

    fn string(&mut self, text: &str) -> io::Result<()> {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if text.bytes().all(is_plain) {
            self.out.write_all(b"\"")?;
            self.out.write_all(text.as_bytes())?;
            return self.out.write_all(b"\"");
        }
        let quoted = Value::String(text.to_owned()).to_string();
        self.out.write_all(visible::json(&quoted).as_bytes())
    }
}
