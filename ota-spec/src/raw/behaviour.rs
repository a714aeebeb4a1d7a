//! The content of `page`, `split`, `wait` and `lookUp`.

use super::object::{Object, Spanned, array, filled, members};
use crate::diagnostic::{Report, Span};
use crate::json::{Member, Node};
use crate::keys;

/// The value of `page`.
#[derive(Debug)]
pub(crate) struct Page {
    /// The opening brace.
    pub(crate) span: Span,
    pub(crate) number: Option<Spanned<String>>,
    pub(crate) offset: Option<Spanned<String>>,
    pub(crate) token: Option<Spanned<String>>,
    pub(crate) next: Option<Spanned<String>>,
    pub(crate) size: Option<Spanned<String>>,
    pub(crate) total: Option<Spanned<String>>,
    pub(crate) items: Option<Spanned<String>>,
    pub(crate) limit: Option<Node>,
}

impl Page {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::PAGE, report)?;
        Some(Self {
            span: object.span,
            number: object.filled("number", report),
            offset: object.filled("offset", report),
            token: object.filled("token", report),
            next: object.filled("next", report),
            size: object.filled("size", report),
            total: object.filled("total", report),
            items: object.filled("items", report),
            limit: object.take("limit", report),
        })
    }
}

/// The value of `split`.
#[derive(Debug)]
pub(crate) struct Split {
    pub(crate) over: Option<Spanned<String>>,
}

impl Split {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::SPLIT, report)?;
        Some(Self { over: object.filled("over", report) })
    }
}

/// An entry of `wait`.
#[derive(Debug)]
pub(crate) struct Wait {
    /// The opening brace.
    pub(crate) span: Span,
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) zh: Option<Spanned<String>>,
    pub(crate) state: Vec<Spanned<String>>,
    pub(crate) until: Vec<Node>,
    pub(crate) fail: Vec<Node>,
    pub(crate) interval: Option<Node>,
    pub(crate) timeout: Option<Node>,
}

impl Wait {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::WAIT, report)?;
        Some(Self {
            span: object.span,
            name: object.filled("name", report),
            doc: object.filled("doc", report),
            zh: object.filled("zh", report),
            state: filled_array(&mut object, "state", report)
                .into_iter()
                .filter_map(|node| filled(node, "an entry of `state`", report))
                .collect(),
            until: filled_array(&mut object, "until", report),
            fail: object.array("fail", report),
            interval: object.take("interval", report),
            timeout: object.take("timeout", report),
        })
    }
}

/// The value of `lookUp`.
#[derive(Debug)]
pub(crate) struct LookUp {
    /// The opening brace.
    pub(crate) span: Span,
    pub(crate) operation: Option<Spanned<String>>,
    pub(crate) items: Option<Spanned<String>>,
    pub(crate) parameters: Vec<Spanned<String>>,
    pub(crate) same: Vec<Spanned<String>>,
    pub(crate) fixed: Vec<Member>,
    pub(crate) created: Option<Spanned<String>>,
    pub(crate) tag: Option<Spanned<String>>,
    pub(crate) unique: Option<Spanned<bool>>,
}

impl LookUp {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::LOOK_UP, report)?;
        let fixed = object.take("fixed", report);
        Some(Self {
            span: object.span,
            operation: object.filled("operation", report),
            items: object.filled("items", report),
            parameters: object.strings("parameters", report),
            same: object.strings("same", report),
            fixed: fixed.and_then(|node| members(node, "fixed", report)).unwrap_or_default(),
            created: object.filled("created", report),
            tag: object.filled("tag", report),
            unique: object.boolean("unique", report),
        })
    }
}

/// The entries of an array that must exist and not be empty.
fn filled_array(object: &mut Object, key: &'static str, report: &mut Report) -> Vec<Node> {
    let Some(node) = object.take(key, report) else {
        return Vec::new();
    };
    let span = node.span;
    let items = array(node, key, report);
    if items.as_ref().is_some_and(Vec::is_empty) {
        report.at(span, format!("`{key}` is empty"), "list at least one");
    }
    items.unwrap_or_default()
}
