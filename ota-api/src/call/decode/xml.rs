//! Reads XML, on top of quick-xml.
//!
//! Attributes, comments and processing instructions are ignored. A DOCTYPE is refused, since custom
//! entities allow attacks. Elements are skipped without recursion, so nesting costs no stack.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::value_reader::{MemberVisitor, ValueReader};

/// Reads the elements inside the root element, whatever its name.
pub(crate) fn read_xml(body: &[u8], each: MemberVisitor<'_>) -> ReadResult {
    let text = std::str::from_utf8(body).map_err(failed)?;
    let mut reader = Reader::from_str(text);
    loop {
        match next(&mut reader)? {
            Event::Start(_) => break,
            Event::Empty(_) => return Ok(()),
            Event::Eof => return Err(ReadError::new("expected an element")),
            Event::Text(text) if !text.trim().is_empty() => {
                return Err(ReadError::new("expected an element, not text"));
            }
            _ => {}
        }
    }
    Xml { reader: &mut reader, open: true }.members(each)?;
    loop {
        match next(&mut reader)? {
            Event::Eof => return Ok(()),
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Comment(_) | Event::PI(_) => {}
            _ => return Err(ReadError::new("the document continues after the root element")),
        }
    }
}

fn failed(error: impl std::fmt::Display) -> ReadError {
    ReadError::new(error.to_string())
}

fn next<'x>(reader: &mut Reader<&'x [u8]>) -> Result<Event<'x>, ReadError> {
    match reader.read_event() {
        Ok(Event::DocType(_)) => Err(ReadError::new("a DOCTYPE is not allowed")),
        Ok(event) => Ok(event),
        Err(error) => Err(failed(error)),
    }
}

fn ended() -> ReadError {
    ReadError::new("the document ends inside an element")
}

/// An element whose start tag was read; `open` until its end tag is read as well.
struct Xml<'r, 'x> {
    reader: &'r mut Reader<&'x [u8]>,
    open: bool,
}

impl<'x> Xml<'_, 'x> {
    /// Passes each child element to `child` with its name.
    fn children(&mut self, child: MemberVisitor<'_>) -> ReadResult {
        while self.open {
            let (tag, open) = match next(self.reader)? {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(_) => {
                    self.open = false;
                    continue;
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    return Err(ReadError::new("expected elements, not text"));
                }
                Event::Eof => return Err(ended()),
                _ => continue,
            };
            let mut element = Xml { reader: self.reader, open };
            child(tag.name().as_ref(), &mut element)?;
            element.skip()?;
        }
        Ok(())
    }
}

impl Xml<'_, '_> {
    /// Whether the element is empty.
    fn is_empty(&mut self) -> Result<bool, ReadError> {
        // A reader is a slice and a few numbers, so looking ahead on a copy is cheap.
        Ok(!self.open || matches!(next(&mut self.reader.clone())?, Event::End(_)))
    }
}

impl ValueReader for Xml<'_, '_> {
    fn string(&mut self) -> Result<Option<String>, ReadError> {
        let mut text = String::new();
        while self.open {
            match next(self.reader)? {
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => resolve(&reference, &mut text)?,
                Event::Start(_) | Event::Empty(_) => {
                    return Err(ReadError::new("expected text, not an element"));
                }
                Event::End(_) => self.open = false,
                Event::Eof => return Err(ended()),
                _ => {}
            }
        }
        Ok(Some(text))
    }

    fn members(&mut self, each: MemberVisitor<'_>) -> Result<bool, ReadError> {
        let mut any = false;
        self.children(&mut |name, value| {
            any = true;
            each(name, value)
        })?;
        Ok(any)
    }

    fn list(
        &mut self,
        wrapper: Option<&str>,
        item: &mut dyn FnMut(&mut dyn ValueReader) -> ReadResult,
    ) -> ReadResult {
        match wrapper {
            // Without a wrapper the element is repeated, once per item. An empty element is how
            // an empty list is written.
            None if self.is_empty()? => self.skip(),
            None => item(self),
            Some(wrapper) => self.children(&mut |name, value| {
                if name == wrapper { item(value) } else { value.skip() }
            }),
        }
    }

    fn skip(&mut self) -> ReadResult {
        let mut depth = 0_usize;
        while self.open {
            match next(self.reader)? {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => self.open = false,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(ended()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Writes the character that a reference such as `&amp;` or `&#38;` stands for.
fn resolve(reference: &BytesRef<'_>, text: &mut String) -> ReadResult {
    if let Some(character) = reference.resolve_char_ref().map_err(failed)? {
        text.push(character);
        return Ok(());
    }
    match resolve_predefined_entity(reference) {
        Some(known) => {
            text.push_str(known);
            Ok(())
        }
        None => Err(ReadError::new("the document uses an entity that XML does not define")),
    }
}
