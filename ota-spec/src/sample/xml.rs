//! Reads an XML response as the equivalent JSON response.

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use crate::model::{Field, Operation, Type};
use crate::value::Value;

/// The deepest nesting of elements, as in the client.
const DEPTH: usize = 128;

/// An XML element. Attributes are ignored.
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The root element as the equivalent JSON response.
    pub(super) fn into_response(self, operation: &Operation) -> Value {
        match operation.body() {
            Some(body) => self.into_value(&body.ty),
            None => self.into_object(&operation.response),
        }
    }

    /// The element as the equivalent JSON object.
    fn into_object(self, fields: &[Arc<Field>]) -> Value {
        let known: BTreeMap<&str, &Arc<Field>> =
            fields.iter().map(|field| (field.name.as_str(), field)).collect();
        let mut members = Members::default();
        for child in self.children {
            let name = child.name.clone();
            let value = match known.get(name.as_str()) {
                Some(field) => child.into_value(&field.ty),
                None => Value::String(child.text),
            };
            members.append(name, value);
        }
        members.into_object()
    }

    fn into_value(self, ty: &Type) -> Value {
        match (ty, ty.members()) {
            (_, Some(fields)) if self.is_block() => self.into_object(fields),
            (Type::List(list), _) => match &list.wrapper {
                None => match &list.xml_item {
                    Some(item) if self.is_block() && self.has_only(item) => {
                        let items = self.children.into_iter();
                        Value::Array(items.map(|child| child.into_value(&list.items)).collect())
                    }
                    _ => Value::Array(vec![self.into_value(&list.items)]),
                },
                Some(wrapper) if self.is_block() => self.into_list(wrapper, &list.items),
                Some(_) => Value::String(self.text),
            },
            (Type::Map(values), _) if self.is_block() => self.into_map(values),
            (Type::Any, _) if !self.children.is_empty() => self.into_any(),
            // Elements in place of a string.
            (_, None) if !self.children.is_empty() => self.into_object(&[]),
            _ => Value::String(self.text),
        }
    }

    /// The element around the values of a map.
    fn into_map(self, values: &Type) -> Value {
        let mut members = Members::default();
        for child in self.children {
            let key = child.name.clone();
            members.append(key, child.into_value(values));
        }
        members.into_object()
    }

    /// An element of which nothing is known: repeated elements are a list.
    fn into_any(self) -> Value {
        let mut members: Vec<(String, Value)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for child in self.children {
            let name = child.name.clone();
            let value = child.into_value(&Type::Any);
            let place = *places.entry(name.clone()).or_insert(members.len());
            match members.get_mut(place) {
                None => members.push((name, value)),
                Some((_, Value::Array(items))) => items.push(value),
                Some((_, first)) => {
                    *first = Value::Array(vec![std::mem::replace(first, Value::Null), value]);
                }
            }
        }
        Value::Object(members)
    }

    /// The element around the items of a list.
    fn into_list(self, wrapper: &str, items: &Type) -> Value {
        let mut members = Members::default();
        for child in self.children {
            let name = child.name.clone();
            let value = if name == wrapper {
                Value::Array(vec![child.into_value(items)])
            } else {
                Value::String(child.text)
            };
            members.append(name, value);
        }
        members.into_object()
    }

    /// Whether all elements in it have this name.
    fn has_only(&self, name: &str) -> bool {
        self.children.iter().all(|child| child.name == name)
    }

    /// Whether this holds elements instead of text.
    fn is_block(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The members of a growing object.
#[derive(Default)]
struct Members {
    members: Vec<(String, Value)>,
    /// The place of the first member of each name.
    places: BTreeMap<String, usize>,
}

impl Members {
    /// Adds a member; repeated elements become a list.
    fn append(&mut self, name: String, value: Value) {
        let place = *self.places.entry(name.clone()).or_insert(self.members.len());
        match (self.members.get_mut(place), value) {
            (Some((_, Value::Array(items))), Value::Array(more)) => items.extend(more),
            (_, value) => self.members.push((name, value)),
        }
    }

    fn into_object(self) -> Value {
        Value::Object(self.members)
    }
}

/// Reads a document; the error describes the syntax error.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let closed = match event {
            Event::Start(tag) => {
                if open.len() == DEPTH {
                    return Err(format!("its elements nest deeper than {DEPTH} levels"));
                }
                open.push(Element::new(tag.name().as_ref()));
                continue;
            }
            Event::Empty(tag) => Element::new(tag.name().as_ref()),
            Event::End(_) => open.pop().ok_or("an element is closed twice")?,
            Event::Text(text) => {
                push(&mut open, &text)?;
                continue;
            }
            Event::CData(text) => {
                push(&mut open, &text)?;
                continue;
            }
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string(),
                    _ => resolve_predefined_entity(name)
                        .ok_or_else(|| format!("it has an unknown entity `{name}`"))?
                        .to_owned(),
                };
                push(&mut open, &resolved)?;
                continue;
            }
            Event::DocType(_) => return Err("a DOCTYPE is not allowed".to_owned()),
            Event::Eof if open.is_empty() => {
                return root.ok_or_else(|| "it has no root element".to_owned());
            }
            Event::Eof => {
                let name = open.last().map_or("", |element| &element.name);
                return Err(format!("it ends before `{name}` is closed"));
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None if root.is_some() => return Err("it has two root elements".to_owned()),
            None => root = Some(closed),
        }
    }
}

impl Element {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), text: String::new(), children: Vec::new() }
    }
}

/// Adds text to the innermost element; outside the root only white space is allowed.
fn push(open: &mut [Element], text: &str) -> Result<(), String> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("it has text outside of its root element".to_owned()),
    }
    Ok(())
}
