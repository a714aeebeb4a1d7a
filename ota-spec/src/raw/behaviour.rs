//! What a file says about how calls follow each other: `page`, `split` and `wait`.

use super::{Object, Spanned, array};
use crate::diagnostic::{Report, Span};
use crate::json::Node;

/// What stands behind `page`.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) number: Option<Spanned<String>>,
    pub(crate) size: Option<Spanned<String>>,
    pub(crate) total: Option<Spanned<String>>,
    pub(crate) items: Option<Spanned<String>>,
    pub(crate) window: Option<Node>,
}

impl Page {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let keys = ["number", "size", "total", "items", "window"];
        let mut object = Object::open(node, "`page`", &keys, report)?;
        Some(Self {
            number: object.require_string("number", report),
            size: object.require_string("size", report),
            total: object.filled("total", report),
            items: object.require_string("items", report),
            window: object.take("window"),
        })
    }
}

/// What stands behind `split`.
#[derive(Debug)]
pub(crate) struct Split {
    pub(crate) over: Option<Spanned<String>>,
}

impl Split {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, "`split`", &["over"], report)?;
        Some(Self { over: object.require_string("over", report) })
    }
}

/// An entry of `wait`.
#[derive(Debug)]
pub(crate) struct Wait {
    /// The opening brace.
    pub(crate) span: Span,
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) state: Vec<Spanned<String>>,
    pub(crate) until: Vec<Node>,
    pub(crate) fail: Vec<Node>,
    pub(crate) interval: Option<Node>,
    pub(crate) timeout: Option<Node>,
}

impl Wait {
    pub(super) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let keys = ["name", "doc", "state", "until", "fail", "interval", "timeout"];
        let mut object = Object::open(node, "a wait", &keys, report)?;
        Some(Self {
            span: object.span,
            name: object.require_string("name", report),
            doc: object.require_string("doc", report),
            state: filled_array(&mut object, "state", report)
                .into_iter()
                .filter_map(|node| super::filled(node, "an entry of `state`", report))
                .collect(),
            until: filled_array(&mut object, "until", report),
            fail: object.array("fail", report),
            interval: object.take("interval"),
            timeout: object.take("timeout"),
        })
    }
}

/// The entries of an array that must be there and have some.
fn filled_array(object: &mut Object, key: &'static str, report: &mut Report) -> Vec<Node> {
    let Some(node) = object.require(key, report) else {
        return Vec::new();
    };
    let span = node.span;
    let items = array(node, key, report);
    if items.as_ref().is_some_and(Vec::is_empty) {
        report.at(span, format!("`{key}` is empty"), "list at least one");
    }
    items.unwrap_or_default()
}
