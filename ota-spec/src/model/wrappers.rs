//! The names around the items of lists.

use super::shape::Type;

impl Type {
    /// The wrappers of a list and the lists inside it: empty strings for lists without one, and `<name` for those
    /// that have one in XML alone. Empty if no list has a wrapper.
    pub fn wrappers(&self) -> Vec<String> {
        let mut wrappers = Vec::new();
        let mut ty = self;
        while let Self::List(list) = ty {
            let in_xml = list.xml_item.as_ref().map(|item| format!("<{item}"));
            wrappers.push(list.wrapper.clone().or(in_xml).unwrap_or_default());
            ty = &list.items;
        }
        while wrappers.last().is_some_and(String::is_empty) {
            wrappers.pop();
        }
        wrappers
    }
}
