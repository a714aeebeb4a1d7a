//! Elements of samples in XML.

use quick_xml::Reader;
use quick_xml::events::Event;

use ota_spec::Value;

use super::shape::{Field, Shape, Ty};
use super::types::{Kind, Types};

/// An element with those inside it.
#[derive(Debug)]
pub(super) struct Element {
    name: String,
    children: Vec<Element>,
}

/// Deepest nesting that is looked at.
const DEPTH: usize = 128;

/// The root of a document; nothing if it cannot be read.
pub(super) fn read(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text.trim_start());
    let mut open: Vec<Element> = Vec::new();
    let new = |name: &str| Element { name: name.to_owned(), children: Vec::new() };
    loop {
        let closed = match reader.read_event().ok()? {
            Event::Start(tag) if open.len() < DEPTH => {
                open.push(new(tag.name().as_ref()));
                continue;
            }
            Event::Start(_) | Event::Eof => return None,
            Event::Empty(tag) => new(tag.name().as_ref()),
            Event::End(_) => open.pop()?,
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => return Some(closed),
        }
    }
}

/// Names the elements around items that XML has and JSON has not, as the sample shows them. Returns how many
/// lists have one.
pub(super) fn name_items(fields: &mut [Field], element: &Element, types: &Types) -> usize {
    let mut found = 0;
    for field in fields {
        let mut same = element.children.iter().filter(|child| child.name == field.name);
        let Some(child) = same.next() else { continue };
        let once = same.next().is_none();
        let is_wrapped = field.shape.key("wrapper").is_some();
        if let Ty::List(items) = &field.shape.ty
            && once
            && !is_wrapped
            && let Some(name) = item_name(child, items, types)
        {
            field.shape.keys.push(("xmlItem", Value::from(name)));
            found += 1;
        }
        found += inside(&mut field.shape, child, types);
    }
    found
}

fn inside(shape: &mut Shape, element: &Element, types: &Types) -> usize {
    let wrapper = match (shape.key("wrapper"), shape.key("xmlItem")) {
        (Some(Value::String(name)), _) | (_, Some(Value::String(name))) => Some(name.clone()),
        _ => None,
    };
    match &mut shape.ty {
        Ty::Struct(members) => name_items(members, element, types),
        Ty::List(items) => match wrapper {
            None => inside(items, element, types),
            Some(name) => match element.children.iter().find(|child| child.name == name) {
                Some(item) => inside(items, item, types),
                None => 0,
            },
        },
        _ => 0,
    }
}

/// The name that all elements inside a list have, if it is none of a member of its items.
fn item_name<'a>(element: &'a Element, items: &Shape, types: &Types) -> Option<&'a str> {
    let first = element.children.first()?;
    if element.children.iter().any(|child| child.name != first.name) {
        return None;
    }
    let has = |fields: &[Field]| fields.iter().any(|field| field.name == first.name);
    let is_member = match &items.ty {
        Ty::Struct(fields) => has(fields),
        Ty::Named(name) => match types.get(name).map(|named| &named.kind) {
            Some(Kind::Struct(fields)) => has(fields),
            _ => false,
        },
        // Whatever is inside may be the value itself.
        Ty::Any | Ty::Map(_) | Ty::List(_) | Ty::RepeatList(_) => true,
        _ => false,
    };
    let plain = super::convert::is_plain(&first.name);
    (!is_member && plain).then_some(first.name.as_str())
}
