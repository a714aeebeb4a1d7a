//! What a spec file says, before anyone asked whether it makes sense.
//!
//! Every value keeps its position. Reading reports unknown keys, keys given twice and wrong JSON
//! types; [`crate::check`] consumes the result.

use crate::diagnostic::{Report, Span};
use crate::json::{Kind, Member, Node};
use crate::suggest;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// The members of one object, handed out key by key.
#[derive(Debug)]
pub(crate) struct Object {
    /// What the object describes, for messages: `a parameter`.
    what: &'static str,
    /// Where to point when a key is missing: the opening brace.
    pub(crate) span: Span,
    members: Vec<Member>,
}

impl Object {
    /// Opens an object that may have only the `allowed` keys.
    pub(crate) fn open(
        node: Node,
        what: &'static str,
        allowed: &[&str],
        report: &mut Report,
    ) -> Option<Self> {
        let start = node.span.start;
        let Kind::Object(found) = node.kind else {
            wrong_kind(&node, what, "an object", report);
            return None;
        };
        let mut members: Vec<Member> = Vec::with_capacity(found.len());
        for member in found {
            if !allowed.contains(&member.key.as_str()) {
                let message = format!("unknown key `{}` in {what}", member.key);
                let help = suggest::help(&member.key, allowed.iter().copied());
                report.at(member.key_span, message, help);
            } else if members.iter().any(|known| known.key == member.key) {
                let message = format!("key `{}` is given twice in {what}", member.key);
                report.at(member.key_span, message, "remove one of them");
            } else {
                members.push(member);
            }
        }
        Some(Self {
            what,
            span: Span {
                start,
                end: start + 1,
            },
            members,
        })
    }

    /// Takes the value of a key out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Node> {
        let index = self.members.iter().position(|member| member.key == key)?;
        Some(self.members.swap_remove(index).value)
    }

    /// Takes the value of a key out; its absence is a mistake.
    pub(crate) fn require(&mut self, key: &str, report: &mut Report) -> Option<Node> {
        let node = self.take(key);
        if node.is_none() {
            let message = format!("key `{key}` is missing in {}", self.what);
            report.at(self.span, message, format!("add `\"{key}\": ...`"));
        }
        node
    }

    pub(crate) fn string(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<String>> {
        self.take(key).and_then(|node| string(node, key, report))
    }

    pub(crate) fn require_string(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<String>> {
        let text = self
            .require(key, report)
            .and_then(|node| string(node, key, report))?;
        if text.value.trim().is_empty() {
            report.at(text.span, format!("`{key}` is empty"), "write something");
            return None;
        }
        Some(text)
    }

    pub(crate) fn boolean(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Option<Spanned<bool>> {
        let node = self.take(key)?;
        match node.kind {
            Kind::Bool(value) => Some(Spanned {
                value,
                span: node.span,
            }),
            _ => {
                wrong_kind(&node, key, "`true` or `false`", report);
                None
            }
        }
    }

    /// Whether the key is there.
    fn has(&self, key: &str) -> bool {
        self.members.iter().any(|member| member.key == key)
    }

    /// The items of an array; an absent key is an empty array.
    pub(crate) fn array(&mut self, key: &'static str, report: &mut Report) -> Vec<Node> {
        self.take(key)
            .map_or_else(Vec::new, |node| array(node, key, report))
    }

    /// The items of an array; its absence is a mistake.
    pub(crate) fn require_array(&mut self, key: &'static str, report: &mut Report) -> Vec<Node> {
        self.require(key, report)
            .map_or_else(Vec::new, |node| array(node, key, report))
    }

    pub(crate) fn strings(
        &mut self,
        key: &'static str,
        report: &mut Report,
    ) -> Vec<Spanned<String>> {
        let items = self.array(key, report);
        items
            .into_iter()
            .filter_map(|node| string(node, key, report))
            .collect()
    }
}

fn array(node: Node, what: &str, report: &mut Report) -> Vec<Node> {
    match node.kind {
        Kind::Array(items) => items,
        _ => {
            wrong_kind(&node, what, "an array", report);
            Vec::new()
        }
    }
}

/// Reads a text.
pub(crate) fn string(node: Node, what: &str, report: &mut Report) -> Option<Spanned<String>> {
    match node.kind {
        Kind::String(value) => Some(Spanned {
            value,
            span: node.span,
        }),
        _ => {
            wrong_kind(&node, what, "a string", report);
            None
        }
    }
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
    let what = if what.contains(' ') {
        what.to_owned()
    } else {
        format!("`{what}`")
    };
    report.at(
        node.span,
        format!("{what} must be {wanted}, not {found}"),
        format!("write {wanted}"),
    );
}

/// The keys that say what a value is and how far it may go.
const SHAPE_KEYS: [&str; 11] = [
    "type",
    "items",
    "fields",
    "wrapper",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
];

const FIELD_KEYS: [&str; 16] = [
    "name",
    "type",
    "required",
    "doc",
    "default",
    "example",
    "items",
    "fields",
    "wrapper",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
];

/// What a value is and how far it may go.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) span: Span,
    pub(crate) ty: Option<Spanned<String>>,
    pub(crate) items: Option<Box<Shape>>,
    pub(crate) fields: Option<Vec<Field>>,
    pub(crate) wrapper: Option<Spanned<String>>,
    /// `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum` as written.
    pub(crate) limits: Vec<(&'static str, Node)>,
    pub(crate) unique: Option<Spanned<bool>>,
}

impl Shape {
    fn take(object: &mut Object, report: &mut Report) -> Self {
        let limits = [
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
        ];
        Self {
            span: object.span,
            ty: object.require_string("type", report),
            items: object.take("items").and_then(|node| {
                let mut object = Object::open(node, "the items of a list", &SHAPE_KEYS, report)?;
                Some(Box::new(Self::take(&mut object, report)))
            }),
            fields: object.has("fields").then(|| {
                let items = object.array("fields", report);
                fields(items, "a field", report)
            }),
            wrapper: object.string("wrapper", report),
            limits: limits
                .into_iter()
                .filter_map(|key| Some((key, object.take(key)?)))
                .collect(),
            unique: object.boolean("uniqueItems", report),
        }
    }
}

/// A parameter of a request, a field of an answer or a member of a struct.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) shape: Shape,
    pub(crate) required: Option<Spanned<bool>>,
    pub(crate) default: Option<Node>,
    pub(crate) example: Option<Node>,
    pub(crate) doc: Option<Spanned<String>>,
}

/// Reads fields, one after the other.
pub(crate) fn fields(items: Vec<Node>, what: &'static str, report: &mut Report) -> Vec<Field> {
    let read = |node| {
        let mut object = Object::open(node, what, &FIELD_KEYS, report)?;
        Some(Field {
            name: object.require_string("name", report),
            doc: object.require_string("doc", report),
            shape: Shape::take(&mut object, report),
            required: object.boolean("required", report),
            default: object.take("default"),
            example: object.take("example"),
        })
    };
    items.into_iter().filter_map(read).collect()
}

/// A file of `ops/`.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) action: Option<Spanned<String>>,
    pub(crate) group: Option<Spanned<String>>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) qps: Option<Node>,
    pub(crate) methods: Option<Vec<Spanned<String>>>,
    pub(crate) repeat: Option<Spanned<String>>,
    pub(crate) parameters: Vec<Field>,
    pub(crate) response: Vec<Field>,
    pub(crate) errors: Vec<Spanned<String>>,
    pub(crate) notes: Vec<Spanned<String>>,
    pub(crate) sources: Vec<Spanned<String>>,
    pub(crate) examples: Vec<Example>,
}

/// The keys of an operation, in the order a file should have them.
const OPERATION_KEYS: [&str; 14] = [
    "$schema",
    "action",
    "group",
    "summary",
    "doc",
    "qps",
    "methods",
    "repeat",
    "parameters",
    "response",
    "errors",
    "notes",
    "sources",
    "examples",
];

impl Operation {
    pub(crate) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, "an operation", &OPERATION_KEYS, report)?;
        object.string("$schema", report);
        Some(Self {
            action: object.require_string("action", report),
            group: object.require_string("group", report),
            summary: object.require_string("summary", report),
            doc: object.string("doc", report),
            qps: object.take("qps"),
            methods: object
                .has("methods")
                .then(|| object.strings("methods", report)),
            repeat: object.require_string("repeat", report),
            parameters: {
                let items = object.require_array("parameters", report);
                fields(items, "a parameter", report)
            },
            response: {
                let items = object.array("response", report);
                fields(items, "a response field", report)
            },
            errors: object.strings("errors", report),
            notes: object.strings("notes", report),
            sources: object.strings("sources", report),
            examples: {
                let items = object.array("examples", report);
                items
                    .into_iter()
                    .filter_map(|node| Example::read(node, report))
                    .collect()
            },
        })
    }
}

/// A sample of one call.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) title: Option<Spanned<String>>,
    pub(crate) request: Option<Node>,
    pub(crate) query: Option<Spanned<String>>,
    pub(crate) json: Option<Node>,
    pub(crate) xml: Option<Spanned<String>>,
}

impl Example {
    fn read(node: Node, report: &mut Report) -> Option<Self> {
        let keys = ["title", "request", "query", "json", "xml"];
        let mut object = Object::open(node, "an example", &keys, report)?;
        Some(Self {
            title: object.require_string("title", report),
            request: object.require("request", report),
            query: object.string("query", report),
            json: object.take("json"),
            xml: object.string("xml", report),
        })
    }
}
