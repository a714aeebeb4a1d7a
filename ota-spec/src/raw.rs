//! What a spec file says, before anyone asked whether it makes sense.
//!
//! Every value keeps its position. Reading reports unknown keys, keys given twice and wrong JSON
//! types; [`crate::check`] consumes the result.

mod behaviour;
mod dependencies;
mod object;

pub(crate) use behaviour::{Page, Split, Wait};
pub(crate) use dependencies::{Choice, ChoiceOption, Rule};
use object::is_sample;
pub(crate) use object::{Object, Spanned};
pub(crate) use object::{array, filled, members};

use crate::diagnostic::{Report, Span};
use crate::json::Node;

/// The keys that say what a value is and how far it may go.
const SHAPE_KEYS: [&str; 14] = [
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
    "enum",
    "pattern",
    "maxTotalLength",
];

const FIELD_KEYS: [&str; 22] = [
    "name",
    "type",
    "required",
    "doc",
    "default",
    "example",
    "secret",
    "deprecated",
    "in",
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
    "enum",
    "pattern",
    "maxTotalLength",
];

/// What a value is and how far it may go.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) ty: Option<Spanned<String>>,
    pub(crate) items: Option<Box<Shape>>,
    pub(crate) fields: Option<Vec<Field>>,
    pub(crate) wrapper: Option<Spanned<String>>,
    /// The [`LIMITS`] as written.
    pub(crate) limits: Vec<(&'static str, Node)>,
    pub(crate) unique: Option<Spanned<bool>>,
    pub(crate) allowed: Option<Node>,
    pub(crate) pattern: Option<Spanned<String>>,
    /// Which of the keys above are there, beside `type`, and where.
    pub(crate) keys: Vec<(&'static str, Span)>,
}

/// The keys whose values are numbers.
const LIMITS: [&str; 7] =
    ["minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum", "maxTotalLength"];

impl Shape {
    fn take(object: &mut Object, report: &mut Report) -> Self {
        let keys = SHAPE_KEYS
            .iter()
            .filter(|key| **key != "type")
            .filter_map(|key| Some((*key, object.span_of(key)?)))
            .collect();
        Self {
            keys,
            ty: object.require_string("type", report),
            items: object.take("items").and_then(|node| {
                let mut object = Object::open(node, "the items", &SHAPE_KEYS, report)?;
                Some(Box::new(Self::take(&mut object, report)))
            }),
            fields: object.take("fields").and_then(|node| {
                let items = array(node, "fields", report)?;
                Some(fields(items, "a field", report))
            }),
            wrapper: object.string("wrapper", report),
            limits: LIMITS.into_iter().filter_map(|key| Some((key, object.take(key)?))).collect(),
            unique: object.boolean("uniqueItems", report),
            allowed: object.take("enum"),
            pattern: object.filled("pattern", report),
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
    pub(crate) secret: Option<Spanned<bool>>,
    pub(crate) deprecated: Option<Spanned<String>>,
    pub(crate) place: Option<Spanned<String>>,
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
            default: object.plain("default", report),
            example: object.plain("example", report),
            secret: object.boolean("secret", report),
            deprecated: object.filled("deprecated", report),
            place: object.filled("in", report),
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
    /// With the place of the key.
    pub(crate) methods: Option<(Span, Vec<Spanned<String>>)>,
    pub(crate) repeat: Option<Spanned<String>>,
    pub(crate) parameters: Vec<Field>,
    pub(crate) response: Vec<Field>,
    pub(crate) errors: Vec<Spanned<String>>,
    pub(crate) notes: Vec<Spanned<String>>,
    pub(crate) sources: Vec<Spanned<String>>,
    pub(crate) deprecated: Option<Spanned<String>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) page: Option<Page>,
    pub(crate) split: Option<Split>,
    /// With the place of the key.
    pub(crate) waits: Option<(Span, Vec<Wait>)>,
    pub(crate) examples: Vec<Example>,
}

/// The keys of an operation, in the order a file should have them.
const OPERATION_KEYS: [&str; 20] = [
    "$schema",
    "action",
    "group",
    "summary",
    "doc",
    "qps",
    "methods",
    "repeat",
    "deprecated",
    "parameters",
    "rules",
    "choices",
    "response",
    "page",
    "split",
    "wait",
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
            methods: object.span_of("methods").map(|key| (key, object.strings("methods", report))),
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
            deprecated: object.filled("deprecated", report),
            rules: each(object.array("rules", report), Rule::read, report),
            choices: each(object.array("choices", report), Choice::read, report),
            page: object.take("page").and_then(|node| Page::read(node, report)),
            split: object.take("split").and_then(|node| Split::read(node, report)),
            waits: object
                .span_of("wait")
                .map(|key| (key, each(object.array("wait", report), Wait::read, report))),
            examples: each(object.array("examples", report), Example::read, report),
        })
    }
}

/// Reads entries of one kind, as many as can be read.
fn each<T>(
    items: Vec<Node>,
    read: fn(Node, &mut Report) -> Option<T>,
    report: &mut Report,
) -> Vec<T> {
    items.into_iter().filter_map(|node| read(node, report)).collect()
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
            request: {
                let node = object.require("request", report);
                node.filter(|node| is_sample(node, "request", report))
            },
            query: object.string("query", report),
            json: {
                let node = object.take("json");
                node.filter(|node| is_sample(node, "json", report))
            },
            xml: object.string("xml", report),
        })
    }
}
