//! Checks types: `types.json`, and what parameters, fields and items say they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::count;
use crate::diagnostic::{File, Report};
use crate::json::{Kind, Node};
use crate::limits;
use crate::model::{EnumValue, Field, List, NamedKind, NamedType, Range, Text, Type};
use crate::names;
use crate::raw::{self, Object, Shape, Spanned};
use crate::suggest;

/// The shared types by name; `None` for one whose description has mistakes, so that its users
/// are not blamed for them.
pub(super) type Types = BTreeMap<String, Option<Arc<NamedType>>>;

const BUILT_IN: [&str; 8] = [
    "String",
    "Integer",
    "Long",
    "Boolean",
    "Double",
    "RepeatList",
    "List",
    "Struct",
];

/// Where a field stands; requests and answers write lists differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Request,
    Answer,
}

/// Checks `types.json`. A type may use those that stand before it.
pub(super) fn check_types(node: Node, _: &Arc<File>, report: &mut Report) -> Option<Types> {
    let mut object = Object::open(node, "`types.json`", &["$schema", "types"], report)?;
    let mut types = Types::new();
    for item in object.require_array("types", report) {
        let keys = [
            "name",
            "type",
            "doc",
            "minLength",
            "maxLength",
            "values",
            "fields",
        ];
        let Some(mut object) = Object::open(item, "a type", &keys, report) else {
            continue;
        };
        let Some(name) = object.require_string("name", report) else {
            continue;
        };
        if BUILT_IN.contains(&name.value.as_str()) {
            report.at(
                name.span,
                format!("`{}` is a built-in type", name.value),
                "choose another name",
            );
            continue;
        }
        wire_name(&name, "type", report);
        let twin = types
            .keys()
            .find(|known| names::camel(known) == names::camel(&name.value));
        if let Some(twin) = twin {
            let message = format!("type `{}` is called in Rust like type `{twin}`", name.value);
            report.at(name.span, message, "rename one of them");
            continue;
        }
        let doc = object.require_string("doc", report);
        let kind = check_kind(&mut object, &types, report);
        let named = doc.zip(kind).map(|(doc, kind)| {
            Arc::new(NamedType {
                name: name.value.clone(),
                doc: doc.value,
                kind,
            })
        });
        types.insert(name.value, named);
    }
    Some(types)
}

fn check_kind(object: &mut Object, types: &Types, report: &mut Report) -> Option<NamedKind> {
    let word = object.require_string("type", report)?;
    let mut refuse = |keys: &[&str], report: &mut Report| {
        for key in keys {
            if let Some(node) = object.take(key) {
                let message = format!("`{key}` does not go with `{}`", word.value);
                report.at(node.span, message, "remove it");
            }
        }
    };
    match word.value.as_str() {
        "Id" => {
            refuse(&["values", "fields"], report);
            let mut limits = Vec::new();
            for key in ["minLength", "maxLength"] {
                limits.extend(object.take(key).map(|node| (key, node)));
            }
            Some(NamedKind::Id(text_limits(&limits, report)?))
        }
        "Enum" => {
            refuse(&["minLength", "maxLength", "fields"], report);
            let span = object.span;
            let values = object.require_array("values", report);
            let values = enum_values(values, report);
            if values.is_empty() {
                report.at(
                    span,
                    "an enum without values",
                    "list at least one in `values`",
                );
                return None;
            }
            Some(NamedKind::Enum(values))
        }
        "Struct" => {
            refuse(&["minLength", "maxLength", "values"], report);
            let members = object.require_array("fields", report);
            let members = raw::fields(members, "a field", report);
            Some(NamedKind::Struct(fields(
                members,
                Place::Answer,
                types,
                report,
            )?))
        }
        other => {
            let help = suggest::help(other, ["Id", "Enum", "Struct"]);
            report.at(word.span, format!("unknown kind of type `{other}`"), help);
            None
        }
    }
}

fn enum_values(items: Vec<Node>, report: &mut Report) -> Vec<EnumValue> {
    let mut values: Vec<EnumValue> = Vec::new();
    for item in items {
        let keys = ["value", "doc", "aliases"];
        let Some(mut object) = Object::open(item, "an enum value", &keys, report) else {
            continue;
        };
        let value = object.require_string("value", report);
        let doc = object.require_string("doc", report);
        let aliases = object.strings("aliases", report);
        let (Some(value), Some(doc)) = (value, doc) else {
            continue;
        };
        let spellings = |known: &EnumValue| {
            let mut all = known.aliases.clone();
            all.push(known.value.clone());
            all
        };
        let taken: Vec<String> = values.iter().flat_map(spellings).collect();
        for spelling in aliases.iter().chain([&value]) {
            if taken.contains(&spelling.value) {
                let message = format!("enum value `{}` is listed twice", spelling.value);
                report.at(spelling.span, message, "remove one of them");
            }
        }
        let rust = names::camel(&value.value);
        if !rust.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let message = format!("enum value `{}` cannot be named in Rust", value.value);
            report.at(
                value.span,
                message,
                "start it with a letter, or use `String`",
            );
        } else if values
            .iter()
            .any(|known| names::camel(&known.value) == rust)
        {
            let message = format!(
                "enum value `{}` is called in Rust like another",
                value.value
            );
            report.at(value.span, message, "make one an alias of the other");
        } else if rust == "Unknown" {
            let message = "enum value `Unknown` is called like the variant for unlisted values";
            report.at(value.span, message, "use `String`");
        }
        values.push(EnumValue {
            value: value.value,
            doc: doc.value,
            aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        });
    }
    values
}

/// Checks that a name can stand on the wire and in Rust.
pub(super) fn wire_name(name: &Spanned<String>, what: &str, report: &mut Report) -> bool {
    let valid = names::is_wire_name(&name.value);
    if !valid {
        let message = format!("`{}` cannot be the name of a {what}", name.value);
        report.at(
            name.span,
            message,
            "use a letter, then letters, digits and `_`",
        );
    }
    valid
}

/// Checks fields. `None` if any of them has a mistake.
pub(super) fn fields(
    raw: Vec<raw::Field>,
    place: Place,
    types: &Types,
    report: &mut Report,
) -> Option<Vec<Field>> {
    let mut fields: Vec<Field> = Vec::new();
    let mut valid = true;
    for field in raw {
        let Some(name) = field.name.clone() else {
            valid = false;
            continue;
        };
        let what = if place == Place::Request {
            "parameter"
        } else {
            "field"
        };
        valid &= wire_name(&name, what, report);
        if let Some(twin) = fields
            .iter()
            .find(|known| same_in_rust(&known.name, &name.value))
        {
            let (message, help) = match twin.name == name.value {
                true => (
                    format!("{what} `{}` is listed twice", name.value),
                    "remove one of them",
                ),
                false => (
                    format!(
                        "{what} `{}` is called in Rust like `{}`",
                        name.value, twin.name
                    ),
                    "rename one of them",
                ),
            };
            report.at(name.span, message, help);
            valid = false;
            continue;
        }
        match check_field(name.value, field, place, types, report) {
            Some(field) => fields.push(field),
            None => valid = false,
        }
    }
    valid.then_some(fields)
}

/// Whether two wire names become the same name in Rust.
pub(super) fn same_in_rust(one: &str, other: &str) -> bool {
    names::snake(one) == names::snake(other)
}

fn check_field(
    name: String,
    field: raw::Field,
    place: Place,
    types: &Types,
    report: &mut Report,
) -> Option<Field> {
    let ty = resolve(field.shape, place, types, report);
    let required = field
        .required
        .as_ref()
        .is_some_and(|required| required.value);
    if let (true, Some(default)) = (required, &field.default) {
        let message = format!("`{name}` is required and has a default");
        report.at(default.span, message, "remove `default` or `required`");
    }
    let ty = ty?;
    let mut fits = true;
    for (what, node) in [("default", &field.default), ("example", &field.example)] {
        let Some(node) = node else { continue };
        for violation in limits::check_value(&name, &ty, &node.to_value()) {
            let message = format!("the {what} of `{name}` breaks its own limits");
            report.at(node.span, message, violation.to_string());
            fits = false;
        }
    }
    let doc = field.doc?;
    fits.then(|| Field {
        name,
        ty,
        required,
        default: field.default.as_ref().map(Node::to_value),
        example: field.example.as_ref().map(Node::to_value),
        doc: doc.value,
        inherited: false,
    })
}

/// Which limits go with which type.
const ITEM_LIMITS: [&str; 2] = ["minItems", "maxItems"];
const TEXT_LIMITS: [&str; 2] = ["minLength", "maxLength"];
const NUMBER_LIMITS: [&str; 2] = ["minimum", "maximum"];

fn resolve(shape: Shape, place: Place, types: &Types, report: &mut Report) -> Option<Type> {
    let word = shape.ty.clone()?;
    let (limits, parts): (&[&str], &[&str]) = match word.value.as_str() {
        "String" => (&TEXT_LIMITS, &[]),
        "Integer" | "Long" | "Double" => (&NUMBER_LIMITS, &[]),
        "RepeatList" => (&ITEM_LIMITS, &["items", "uniqueItems"]),
        "List" => (&[], &["items", "wrapper"]),
        "Struct" => (&[], &["fields"]),
        _ => (&[], &[]),
    };
    let built_in = BUILT_IN.contains(&word.value.as_str());
    if built_in || types.contains_key(&word.value) {
        refuse_foreign(&shape, &word.value, limits, parts, report);
    }
    match word.value.as_str() {
        "String" => Some(Type::String(text_limits(&shape.limits, report)?)),
        "Integer" => Some(Type::Integer(whole_limits(
            &shape.limits,
            i32::MAX.into(),
            report,
        )?)),
        "Long" => Some(Type::Long(whole_limits(&shape.limits, i64::MAX, report)?)),
        "Double" => Some(Type::Double(double_limits(&shape.limits, report)?)),
        "Boolean" => Some(Type::Boolean),
        "RepeatList" | "List" => list(shape, &word, place, types, report),
        "Struct" => match shape.fields {
            Some(members) => Some(Type::Struct(fields(members, place, types, report)?)),
            None => {
                report.at(
                    word.span,
                    "a `Struct` without `fields`",
                    "list its members in `fields`",
                );
                None
            }
        },
        name => match types.get(name) {
            Some(named) => named.clone().map(Type::Named),
            None => {
                let known = BUILT_IN
                    .iter()
                    .copied()
                    .chain(types.keys().map(String::as_str));
                report.at(
                    word.span,
                    format!("unknown type `{name}`"),
                    suggest::help(name, known),
                );
                None
            }
        },
    }
}

/// Reports keys that say nothing about a value of this type.
fn refuse_foreign(shape: &Shape, word: &str, limits: &[&str], parts: &[&str], report: &mut Report) {
    let mut refuse = |key: &str, span| {
        let help = match key {
            "minItems" | "maxItems" | "uniqueItems" => "it counts the items of a `RepeatList`",
            "minLength" | "maxLength" => "it counts the characters of a `String`",
            "minimum" | "maximum" => "it limits an `Integer`, `Long` or `Double`",
            "wrapper" => "it names what stands around the items of a `List`",
            "items" => "it describes the items of a `RepeatList` or `List`",
            _ => "it lists the members of a `Struct`",
        };
        report.at(span, format!("`{key}` does not go with `{word}`"), help);
    };
    for (key, node) in &shape.limits {
        if !limits.contains(key) {
            refuse(key, node.span);
        }
    }
    let present = [
        ("items", shape.items.as_ref().map(|items| items.span)),
        ("fields", shape.fields.as_ref().map(|_| shape.span)),
        (
            "wrapper",
            shape.wrapper.as_ref().map(|wrapper| wrapper.span),
        ),
        (
            "uniqueItems",
            shape.unique.as_ref().map(|unique| unique.span),
        ),
    ];
    for (key, span) in present {
        if let Some(span) = span.filter(|_| !parts.contains(&key)) {
            refuse(key, span);
        }
    }
}

fn list(
    shape: Shape,
    word: &Spanned<String>,
    place: Place,
    types: &Types,
    report: &mut Report,
) -> Option<Type> {
    let repeat = word.value == "RepeatList";
    if repeat != (place == Place::Request) {
        let (message, help) = match place {
            Place::Request => ("a request has no `List`", "write `RepeatList`"),
            Place::Answer => ("an answer has no `RepeatList`", "write `List`"),
        };
        report.at(word.span, message, help);
    }
    let min_items = limit(&shape.limits, "minItems").map(|node| count(node, "minItems", 0, report));
    let max_items = limit(&shape.limits, "maxItems").map(|node| count(node, "maxItems", 1, report));
    let (min_items, max_items) = (min_items.flatten(), max_items.flatten());
    ordered(&shape.limits, ITEM_LIMITS, min_items, max_items, report)?;
    let Some(items) = shape.items else {
        let message = format!("a `{}` without `items`", word.value);
        report.at(
            word.span,
            message,
            "say what each item is: `\"items\": { \"type\": \"String\" }`",
        );
        return None;
    };
    Some(Type::List(Box::new(List {
        repeat,
        items: resolve(*items, place, types, report)?,
        wrapper: shape.wrapper.map(|wrapper| wrapper.value),
        min_items,
        max_items,
        unique: shape.unique.is_some_and(|unique| unique.value),
    })))
}

type Limits = [(&'static str, Node)];

fn limit<'a>(limits: &'a Limits, key: &str) -> Option<&'a Node> {
    limits
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, node)| node)
}

/// Reports a lower limit above the upper one.
fn ordered<N: PartialOrd + std::fmt::Display>(
    limits: &Limits,
    [lower, upper]: [&str; 2],
    least: Option<N>,
    most: Option<N>,
    report: &mut Report,
) -> Option<()> {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let span = limit(limits, lower)?.span;
        let message = format!("`{lower}` is larger than `{upper}`");
        report.at(
            span,
            message,
            format!("{least} is more than {most}: nothing can fit"),
        );
        return None;
    }
    Some(())
}

fn text_limits(limits: &Limits, report: &mut Report) -> Option<Text> {
    let mut read = |key| match limit(limits, key) {
        None => Some(None),
        Some(node) => count(node, key, 0, report).map(Some),
    };
    let (min_length, max_length) = (read("minLength")?, read("maxLength")?);
    ordered(limits, TEXT_LIMITS, min_length, max_length, report)?;
    Some(Text {
        min_length,
        max_length,
    })
}

fn whole_limits(limits: &Limits, most: i64, report: &mut Report) -> Option<Range<i64>> {
    let mut read = |key| number(limits, key, |n: &i64| *n <= most && *n >= -most - 1, report);
    let (minimum, maximum) = (read("minimum")?, read("maximum")?);
    ordered(limits, NUMBER_LIMITS, minimum, maximum, report)?;
    Some(Range { minimum, maximum })
}

fn double_limits(limits: &Limits, report: &mut Report) -> Option<Range<f64>> {
    let mut read = |key| number(limits, key, |n: &f64| n.is_finite(), report);
    let (minimum, maximum) = (read("minimum")?, read("maximum")?);
    ordered(limits, NUMBER_LIMITS, minimum, maximum, report)?;
    Some(Range { minimum, maximum })
}

/// `Some(None)` where the limit is absent, `None` where it is not a number of the type.
fn number<N: std::str::FromStr>(
    limits: &Limits,
    key: &str,
    fits: impl Fn(&N) -> bool,
    report: &mut Report,
) -> Option<Option<N>> {
    let Some(node) = limit(limits, key) else {
        return Some(None);
    };
    let number = match &node.kind {
        Kind::Number(text) => text.parse().ok().filter(fits),
        _ => None,
    };
    if number.is_none() {
        report.at(
            node.span,
            format!("`{key}` does not fit the type"),
            "write a number of the type",
        );
        return None;
    }
    Some(number)
}
