//! Reads XML, on top of quick-xml.
//!
//! Attributes, comments and processing instructions are ignored. A DOCTYPE is refused, since custom
//! entities allow attacks, and so is nesting beyond a fixed depth. Elements are skipped without recursion.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use serde_json::{Map, Value};

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::reading::Reading;
use crate::response::value_reader::{ItemVisitor, MemberVisitor, ValueReader};

/// The maximum depth of elements, as serde_json has one of objects and arrays.
const DEEPEST: usize = 128;

/// Reads the elements inside the root element, whatever its name.
pub(crate) fn read_xml(body: &[u8], reading: &Reading, each: MemberVisitor<'_>) -> ReadResult {
    whole_xml(body, reading, &mut |_, root| root.members(each).map(|_| ()))
}

/// Passes on the root element as one value.
pub(crate) fn whole_xml(body: &[u8], reading: &Reading, each: MemberVisitor<'_>) -> ReadResult {
    let text = std::str::from_utf8(body).map_err(failed)?;
    let mut document = Document { reader: Reader::from_str(text), depth: 0, reading };
    loop {
        match document.next()? {
            Event::Start(_) => break,
            Event::Empty(_) => return Ok(()),
            Event::Eof => return Err(ReadError::broken("expected an element")),
            Event::Text(text) if !text.trim().is_empty() => {
                return Err(ReadError::broken("expected an element, not text"));
            }
            _ => {}
        }
    }
    let mut root = Xml { document: &mut document, open: true };
    each("", &mut root)?;
    root.skip()?;
    loop {
        match document.next()? {
            Event::Eof => return Ok(()),
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Comment(_) | Event::PI(_) => {}
            _ => return Err(ReadError::broken("the document continues after the root element")),
        }
    }
}

fn failed(error: impl std::fmt::Display) -> ReadError {
    ReadError::broken(error.to_string())
}

/// A document that is read from its start to its end.
struct Document<'x> {
    reader: Reader<&'x [u8]>,
    /// The number of open elements.
    depth: usize,
    reading: &'x Reading,
}

impl<'x> Document<'x> {
    fn next(&mut self) -> Result<Event<'x>, ReadError> {
        self.reading.step()?;
        let event = self.reader.read_event().map_err(failed)?;
        match event {
            Event::DocType(_) => return Err(ReadError::broken("a DOCTYPE is not allowed")),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEEPEST {
            let message = format!("its elements are nested more than {DEEPEST} deep");
            return Err(ReadError::broken(message));
        }
        Ok(event)
    }
}

fn ended() -> ReadError {
    ReadError::broken("the document ends inside an element")
}

/// An element whose start tag was read; `open` until its end tag is read as well.
struct Xml<'r, 'x> {
    document: &'r mut Document<'x>,
    open: bool,
}

impl<'x> Xml<'_, 'x> {
    /// Passes each child element to `child` with its name. Text beside elements is an error at the end.
    fn children(&mut self, child: MemberVisitor<'_>) -> ReadResult {
        let mut found = Ok(());
        while self.open {
            let (tag, open) = match self.document.next()? {
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(_) => {
                    self.open = false;
                    continue;
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    found = Err(ReadError::container("expected elements, not text"));
                    continue;
                }
                Event::Eof => return Err(ended()),
                _ => continue,
            };
            let mut element = Xml { document: self.document, open };
            child(tag.name().as_ref(), &mut element)?;
            element.skip()?;
        }
        found
    }
}

impl Xml<'_, '_> {
    /// Whether the element is empty.
    fn is_empty(&self) -> bool {
        !self.open || self.document.reader.get_ref().starts_with(b"</")
    }
}

impl ValueReader for Xml<'_, '_> {
    fn reading(&self) -> &Reading {
        self.document.reading
    }

    fn string(&mut self) -> Result<Option<String>, ReadError> {
        let mut text = String::new();
        while self.open {
            match self.document.next()? {
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => resolve(&reference, &mut text)?,
                event @ (Event::Start(_) | Event::Empty(_)) => {
                    if matches!(event, Event::Start(_)) {
                        Xml { document: self.document, open: true }.skip()?;
                    }
                    self.skip()?;
                    return Err(ReadError::value("expected text, not an element"));
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

    fn list(&mut self, wrapper: Option<&str>, item: ItemVisitor<'_>) -> ReadResult {
        match wrapper {
            // Without a wrapper the element is repeated, once per item. An empty element is how
            // an empty list is written.
            None if self.is_empty() => self.skip(),
            None => item(self),
            Some(wrapper) => self.children(&mut |name, value| {
                if name == wrapper { item(value) } else { value.skip() }
            }),
        }
    }

    fn is_xml(&self) -> bool {
        true
    }

    fn any(&mut self) -> Result<Option<Value>, ReadError> {
        let (mut text, mut members) = (String::new(), Map::new());
        while self.open {
            let (tag, open) = match self.document.next()? {
                Event::Text(part) => {
                    text.push_str(&part.xml10_content());
                    continue;
                }
                Event::CData(part) => {
                    text.push_str(&part.xml10_content());
                    continue;
                }
                Event::GeneralRef(reference) => {
                    resolve(&reference, &mut text)?;
                    continue;
                }
                Event::Start(tag) => (tag, true),
                Event::Empty(tag) => (tag, false),
                Event::End(_) => {
                    self.open = false;
                    continue;
                }
                Event::Eof => return Err(ended()),
                _ => continue,
            };
            self.document.reading.take_room(size_of::<(String, Value)>())?;
            let name = tag.name().as_ref().to_owned();
            let value = Xml { document: self.document, open }.any()?.unwrap_or_default();
            match members.get_mut(&name) {
                None => {
                    members.insert(name, value);
                }
                Some(Value::Array(items)) => items.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        if members.is_empty() {
            return Ok(Some(text.into()));
        }
        if text.trim().is_empty() {
            return Ok(Some(members.into()));
        }
        Err(ReadError::value("expected text or elements, not both"))
    }

    fn skip(&mut self) -> ReadResult {
        let mut depth = 0_usize;
        while self.open {
            match self.document.next()? {
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
        None => Err(ReadError::broken("the document uses an entity that XML does not define")),
    }
}
