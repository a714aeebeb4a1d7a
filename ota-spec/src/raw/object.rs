//! Objects whose keys are handed out one by one.

use crate::diagnostic::{Report, Span};
use crate::json::{Kind, Member, Node};
use crate::keys::Table;
use ota_violation::suggest;

/// A value and its position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// The members of one object, handed out key by key.
#[derive(Debug)]
pub(crate) struct Object {
    /// The thing that the object describes, for messages: `a parameter`.
    what: &'static str,
    table: &'static Table,
    /// The opening brace, where missing keys are reported.
    pub(crate) span: Span,
    members: Vec<Member>,
    /// Keys that an unknown key was probably meant to be; they are not reported as missing, too.
    meant: Vec<&'static str>,
}

impl Object {
    /// Opens an object that may have only the keys of a table.
    pub(crate) fn open(node: Node, table: &'static Table, report: &mut Report) -> Option<Self> {
        Self::open_as(node, table.what, table, report)
    }

    /// The same for an object that messages call `what`.
    pub(crate) fn open_as(
        node: Node,
        what: &'static str,
        table: &'static Table,
        report: &mut Report,
    ) -> Option<Self> {
        let start = node.span.start;
        let Kind::Object(found) = node.kind else {
            wrong_kind(&node, what, "an object", report);
            return None;
        };
        let mut members: Vec<Member> = Vec::with_capacity(found.len());
        let mut meant = Vec::new();
        for member in found {
            if table.get(&member.key).is_none() {
                let message = format!("unknown key `{}` in {what}", member.key);
                let help = suggest::help(&member.key, table.names());
                report.at(member.key_span, message, help);
                meant.extend(suggest::nearest(&member.key, table.names()));
            } else if members.iter().any(|known| known.key == member.key) {
                let message = format!("key `{}` is given twice in {what}", member.key);
                report.at(member.key_span, message, "remove one of them");
            } else {
                members.push(member);
            }
        }
        Some(Self { what, table, span: Span { start, end: start + 1 }, members, meant })
    }

    /// Takes out the value of a key; its absence is a mistake if the table requires it.
    pub(crate) fn take(&mut self, key: &str, report: &mut Report) -> Option<Node> {
        let needed = self.table.get(key).is_some_and(|key| key.needed);
        if needed { self.require(key, report) } else { self.remove(key) }
    }

    fn remove(&mut self, key: &str) -> Option<Node> {
        let index = self.members.iter().position(|member| member.key == key)?;
        Some(self.members.swap_remove(index).value)
    }

    /// Takes out a value that stays JSON, such as an example.
    pub(super) fn plain(&mut self, key: &str, report: &mut Report) -> Option<Node> {
        let node = self.take(key, report)?;
        refuse_twins(&node, report);
        Some(node)
    }

    /// Whether an unknown key was probably meant to be this one.
    pub(super) fn is_meant(&self, key: &str) -> bool {
        self.meant.contains(&key)
    }

    /// Takes out the value of a key that is needed because of another; its absence is a mistake.
    pub(crate) fn require(&mut self, key: &str, report: &mut Report) -> Option<Node> {
        let node = self.remove(key);
        if node.is_none() && !self.is_meant(key) {
            let message = format!("key `{key}` is missing in {}", self.what);
            report.at(self.span, message, format!("add `\"{key}\": ...`"));
        }
        node
    }

    /// A string, which may be empty.
    pub(crate) fn string(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<String>> {
        self.take(key, report).and_then(|node| string(node, key, report))
    }

    /// A string that is not empty.
    pub(crate) fn filled(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<String>> {
        self.take(key, report).and_then(|node| filled(node, key, report))
    }

    /// A boolean.
    pub(crate) fn boolean(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<bool>> {
        self.take(key, report).and_then(|node| boolean(node, key, report))
    }

    /// The position of a key, if present.
    pub(crate) fn span_of(&self, key: &str) -> Option<Span> {
        let member = self.members.iter().find(|member| member.key == key)?;
        Some(member.key_span)
    }

    /// The items of an array; empty if the key is absent.
    pub(crate) fn array(&mut self, key: &'static str, report: &mut Report) -> Vec<Node> {
        self.take(key, report).and_then(|node| array(node, key, report)).unwrap_or_default()
    }

    /// The strings of an array, none of them empty; empty if the key is absent.
    pub(crate) fn strings(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Vec<Spanned<String>> {
        let what = format!("an entry of `{key}`");
        let items = self.array(key, report);
        items.into_iter().filter_map(|node| filled(node, &what, report)).collect()
    }
}

/// Reports duplicate keys of objects inside `node`.
pub(super) fn refuse_twins(node: &Node, report: &mut Report) {
    for member in node.twins() {
        let message = format!("key `{}` is given twice in an object", member.key);
        report.at(member.key_span, message, "remove one of them");
    }
}

/// The items of an array.
pub(crate) fn array(node: Node, what: &str, report: &mut Report) -> Option<Vec<Node>> {
    match node.kind {
        Kind::Array(items) => Some(items),
        _ => {
            wrong_kind(&node, what, "an array", report);
            None
        }
    }
}

/// The members of an object whose keys are free.
pub(crate) fn members(node: Node, what: &str, report: &mut Report) -> Option<Vec<Member>> {
    match node.kind {
        Kind::Object(members) => Some(members),
        _ => {
            wrong_kind(&node, what, "an object", report);
            None
        }
    }
}

/// Reads a string that is not empty.
pub(crate) fn filled(node: Node, what: &str, report: &mut Report) -> Option<Spanned<String>> {
    let text = string(node, what, report)?;
    if text.value.trim().is_empty() {
        let message = format!("{} is empty", quoted(what));
        report.at(text.span, message, "write something");
        return None;
    }
    Some(text)
}

/// Reads a string.
fn string(node: Node, what: &str, report: &mut Report) -> Option<Spanned<String>> {
    match node.kind {
        Kind::String(value) => Some(Spanned { value, span: node.span }),
        _ => {
            wrong_kind(&node, what, "a string", report);
            None
        }
    }
}

fn boolean(node: Node, what: &str, report: &mut Report) -> Option<Spanned<bool>> {
    match node.kind {
        Kind::Bool(value) => Some(Spanned { value, span: node.span }),
        _ => {
            wrong_kind(&node, what, "`true` or `false`", report);
            None
        }
    }
}

/// Whether a sample is an object.
pub(super) fn is_sample(node: &Node, what: &str, report: &mut Report) -> bool {
    refuse_twins(node, report);
    let object = matches!(node.kind, Kind::Object(_));
    if !object {
        wrong_kind(node, what, "an object", report);
    }
    object
}

fn wrong_kind(node: &Node, what: &str, wanted: &str, report: &mut Report) {
    let found = match node.kind {
        Kind::Null => "null",
        Kind::Bool(_) => "a boolean",
        Kind::Number(_) => "a number",
        Kind::String(_) => "a string",
        Kind::Array(_) => "an array",
        Kind::Object(_) => "an object",
    };
    let message = format!("{} must be {wanted}, not {found}", quoted(what));
    report.at(node.span, message, format!("write {wanted}"));
}

/// Puts keys in backticks, but not descriptions.
fn quoted(what: &str) -> String {
    if what.contains([' ', '`']) { what.to_owned() } else { format!("`{what}`") }
}
