//! The content of spec files before any check of its meaning.
//!
//! Every value keeps its position. Reading reports unknown keys, duplicate keys and wrong JSON
//! types; [`crate::check`] consumes the result.

mod behaviour;
mod dependencies;
mod object;

pub(crate) use behaviour::{LookUp, Page, Split, Wait};
pub(crate) use dependencies::{Choice, ChoiceOption, Rule};
pub(crate) use object::{Object, Spanned};
pub(crate) use object::{array, filled, members};
use object::{is_sample, refuse_twins};

use std::collections::BTreeSet;

use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::keys;

/// The type and the limits of a value.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) ty: Option<Spanned<String>>,
    pub(crate) items: Option<Box<Shape>>,
    pub(crate) fields: Option<Vec<Field>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) wrapper: Option<Spanned<String>>,
    pub(crate) xml_item: Option<Spanned<String>>,
    /// The [`LIMITS`] as written.
    pub(crate) limits: Vec<(&'static str, Node)>,
    pub(crate) unique: Option<Spanned<bool>>,
    pub(crate) allowed: Option<Node>,
    pub(crate) pattern: Option<Spanned<String>>,
    pub(crate) format: Option<Spanned<String>>,
    /// The keys above that are present, except `type`, with their positions.
    pub(crate) keys: Vec<(&'static str, Span)>,
}

/// The keys whose values are numbers.
const LIMITS: [&str; 10] = [
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "maxBytes",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "maxTotalLength",
];

impl Shape {
    fn take(object: &mut Object, report: &mut Report) -> Self {
        let keys = keys::ITEMS
            .names()
            .filter(|key| *key != "type")
            .filter_map(|key| Some((key, object.span_of(key)?)))
            .collect();
        Self {
            keys,
            ty: object.filled("type", report),
            items: object.take("items", report).and_then(|node| {
                let mut object = Object::open(node, &keys::ITEMS, report)?;
                Some(Box::new(Self::take(&mut object, report)))
            }),
            fields: object.take("fields", report).and_then(|node| {
                let items = array(node, "fields", report)?;
                Some(fields(items, "a field", report))
            }),
            rules: rules(object, report),
            wrapper: object.string("wrapper", report),
            xml_item: object.filled("xmlItem", report),
            limits: LIMITS
                .into_iter()
                .filter_map(|key| Some((key, object.take(key, report)?)))
                .collect(),
            unique: object.boolean("uniqueItems", report),
            allowed: object.take("enum", report),
            pattern: object.filled("pattern", report),
            format: object.filled("format", report),
        }
    }
}

/// A parameter of a request, a field of a response or a member of a struct.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) ident: Option<Spanned<String>>,
    pub(crate) shape: Shape,
    pub(crate) required: Option<Spanned<bool>>,
    pub(crate) default: Option<Node>,
    pub(crate) example: Option<Node>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) zh: Option<Spanned<String>>,
    pub(crate) secret: Option<Spanned<bool>>,
    pub(crate) deprecated: Option<Spanned<String>>,
    pub(crate) place: Option<Spanned<String>>,
    pub(crate) style: Option<Spanned<String>>,
    pub(crate) fill: Option<Spanned<String>>,
}

/// Reads fields, one after the other.
pub(crate) fn fields(items: Vec<Node>, what: &'static str, report: &mut Report) -> Vec<Field> {
    let read = |node| {
        let mut object = Object::open_as(node, what, &keys::FIELD, report)?;
        Some(Field {
            name: object.filled("name", report),
            ident: object.filled("ident", report),
            doc: object.filled("doc", report),
            zh: object.filled("zh", report),
            shape: Shape::take(&mut object, report),
            required: object.boolean("required", report),
            default: object.plain("default", report),
            example: object.plain("example", report),
            secret: object.boolean("secret", report),
            deprecated: object.filled("deprecated", report),
            place: object.filled("in", report),
            style: object.filled("style", report),
            fill: object.filled("fill", report),
        })
    };
    items.into_iter().filter_map(read).collect()
}

/// The names of fields, with or without mistakes.
pub(crate) fn names(fields: &[Field]) -> BTreeSet<String> {
    fields.iter().filter_map(|field| Some(field.name.as_ref()?.value.clone())).collect()
}

/// A file of `ops/`.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) action: Option<Spanned<String>>,
    pub(crate) group: Option<Spanned<String>>,
    pub(crate) command: Option<Spanned<String>>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) zh: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) zh_doc: Option<Spanned<String>>,
    pub(crate) qps: Option<Node>,
    /// With the place of the key.
    pub(crate) methods: Option<(Span, Vec<Spanned<String>>)>,
    pub(crate) idempotency: Option<Spanned<String>>,
    pub(crate) parameters: Vec<Field>,
    pub(crate) without: Vec<Spanned<String>>,
    pub(crate) response: Vec<Field>,
    pub(crate) envelope: Option<Node>,
    pub(crate) errors: Vec<Spanned<String>>,
    pub(crate) gone: Vec<Spanned<String>>,
    pub(crate) notes: Vec<Spanned<String>>,
    pub(crate) sources: Vec<Spanned<String>>,
    pub(crate) anonymous: Option<Spanned<bool>>,
    pub(crate) bare: Option<Spanned<bool>>,
    pub(crate) deprecated: Option<Spanned<String>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) page: Option<Page>,
    pub(crate) split: Option<Split>,
    /// With the place of the key.
    pub(crate) waits: Option<(Span, Vec<Wait>)>,
    pub(crate) look_up: Option<LookUp>,
    pub(crate) examples: Vec<Example>,
}

impl Operation {
    pub(crate) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::OPERATION, report)?;
        object.string("$schema", report);
        Some(Self {
            action: object.filled("action", report),
            group: object.filled("group", report),
            command: object.filled("command", report),
            summary: object.filled("summary", report),
            zh: object.filled("zh", report),
            doc: object.string("doc", report),
            zh_doc: object.filled("zhDoc", report),
            qps: object.take("qps", report),
            methods: object.span_of("methods").map(|key| (key, object.strings("methods", report))),
            idempotency: object.filled("idempotency", report),
            parameters: {
                let items = object.array("parameters", report);
                fields(items, "a parameter", report)
            },
            without: object.strings("without", report),
            envelope: object.take("envelope", report),
            response: {
                let items = object.array("response", report);
                fields(items, "a response field", report)
            },
            errors: object.strings("errors", report),
            gone: object.strings("gone", report),
            notes: object.strings("notes", report),
            sources: object.strings("sources", report),
            anonymous: object.boolean("anonymous", report),
            bare: object.boolean("bare", report),
            deprecated: object.filled("deprecated", report),
            rules: rules(&mut object, report),
            choices: each(object.array("choices", report), Choice::read, report),
            page: object.take("page", report).and_then(|node| Page::read(node, report)),
            split: object.take("split", report).and_then(|node| Split::read(node, report)),
            waits: object
                .span_of("wait")
                .map(|key| (key, each(object.array("wait", report), Wait::read, report))),
            look_up: object.take("lookUp", report).and_then(|node| LookUp::read(node, report)),
            examples: each(object.array("examples", report), Example::read, report),
        })
    }
}

/// Reads the rules of an operation or a struct.
pub(crate) fn rules(object: &mut Object, report: &mut Report) -> Vec<Rule> {
    each(object.array("rules", report), Rule::read, report)
}

/// Reads entries of one kind, skipping those that cannot be read.
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
    pub(crate) zh: Option<Spanned<String>>,
    pub(crate) request: Option<Node>,
    pub(crate) query: Option<Spanned<String>>,
    pub(crate) json: Option<Node>,
    pub(crate) xml: Option<Spanned<String>>,
}

impl Example {
    fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::EXAMPLE, report)?;
        Some(Self {
            title: object.filled("title", report),
            zh: object.filled("zh", report),
            request: {
                let node = object.take("request", report);
                node.filter(|node| is_sample(node, "request", report))
            },
            query: object.string("query", report),
            json: {
                let node = object.take("json", report);
                // Whether it must be an object depends on the operation.
                node.inspect(|node| refuse_twins(node, report))
            },
            xml: object.string("xml", report),
        })
    }
}
