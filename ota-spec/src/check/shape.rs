//! Checks what parameters, fields and items say they are.

use super::bounds::{double_limits, item_limits, text_limits, whole_limits};
use super::types::Types;
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::limits;
use crate::model::{Field, List, Type};
use crate::names;
use crate::raw::{self, Shape, Spanned};
use crate::suggest;

pub(super) const BUILT_IN: [&str; 8] =
    ["String", "Integer", "Long", "Boolean", "Double", "RepeatList", "List", "Struct"];

/// Where a field stands; requests and answers write lists differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Request,
    Answer,
    /// In `types.json`, for the one or the other.
    Shared,
}

/// Checks that a name can stand on the wire and in Rust.
pub(super) fn wire_name(name: &Spanned<String>, what: &str, report: &mut Report) -> bool {
    let valid = names::is_wire_name(&name.value);
    if !valid {
        let message = format!("`{}` is not a valid {what} name", name.value);
        report.at(name.span, message, "use a letter, then letters, digits and `_`");
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
        let what = match place {
            Place::Request => "parameter",
            Place::Answer | Place::Shared => "field",
        };
        valid &= wire_name(&name, what, report);
        if let Some(twin) = fields.iter().find(|known| same_in_rust(&known.name, &name.value)) {
            let (message, help) = match twin.name == name.value {
                true => (format!("{what} `{}` is listed twice", name.value), "remove one of them"),
                false => (
                    format!("{what} `{}` has the same Rust name as `{}`", name.value, twin.name),
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
    let required = field.required.as_ref().is_some_and(|required| required.value);
    if place == Place::Answer {
        if let Some(required) = &field.required {
            let message = "a field of an answer cannot be `required`";
            report.at(required.span, message, "remove it: an answer may lack any field");
        }
        if let Some(default) = &field.default {
            let message = "a field of an answer has no `default`";
            let help = "remove it; `doc` can say what absence means";
            report.at(default.span, message, help);
        }
    } else if let (true, Some(default)) = (required, &field.default) {
        let message = format!("`{name}` is required and has a default");
        report.at(default.span, message, "remove `default` or `required`");
    }
    let ty = ty?;
    let mut fits = true;
    for (what, node) in [("default", &field.default), ("example", &field.example)] {
        let Some(node) = node else { continue };
        for violation in limits::check_value(&name, &ty, &node.to_value()) {
            let message = format!("the {what} of `{name}` does not fit");
            let below = violation.parameter.strip_prefix(&format!("{name}."));
            let span = below.map_or(node.span, |path| node.locate(path));
            report.at(span, message, violation.to_string());
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
        secret: false,
        deprecated: None,
        place: crate::model::Place::Query,
    })
}

/// Which limits go with which type.
const ITEM_LIMITS: [&str; 2] = ["minItems", "maxItems"];
const TEXT_LIMITS: [&str; 2] = ["minLength", "maxLength"];
const NUMBER_LIMITS: [&str; 2] = ["minimum", "maximum"];

fn resolve(shape: Shape, place: Place, types: &Types, report: &mut Report) -> Option<Type> {
    let word = shape.ty.clone()?;
    // A list of the wrong side is one mistake; its keys are judged as those of the right list.
    let label = match (word.value.as_str(), place) {
        ("List", Place::Request) => "RepeatList",
        ("RepeatList", Place::Answer) => "List",
        (other, _) => other,
    };
    let (limits, parts): (&[&str], &[&str]) = match label {
        "String" => (&TEXT_LIMITS, &[]),
        "Integer" | "Long" | "Double" => (&NUMBER_LIMITS, &[]),
        "RepeatList" => (&ITEM_LIMITS, &["items", "uniqueItems"]),
        "List" => (&[], &["items", "wrapper"]),
        "Struct" => (&[], &["fields"]),
        _ => (&[], &[]),
    };
    if BUILT_IN.contains(&label) || types.has(label) {
        refuse_foreign(&shape, label, limits, parts, report);
    }
    match word.value.as_str() {
        "String" => Some(Type::String(text_limits(&shape.limits, report)?)),
        "Integer" => Some(Type::Integer(whole_limits(&shape.limits, i32::MAX.into(), report)?)),
        "Long" => Some(Type::Long(whole_limits(&shape.limits, i64::MAX, report)?)),
        "Double" => Some(Type::Double(double_limits(&shape.limits, report)?)),
        "Boolean" => Some(Type::Boolean),
        "RepeatList" | "List" => list(shape, &word, place, types, report),
        "Struct" => match shape.fields {
            Some(members) if !members.is_empty() => {
                Some(Type::Struct(fields(members, place, types, report)?))
            }
            _ if shape.fields.is_none() && has(&shape.keys, "fields") => None,
            _ => {
                let message = "a `Struct` without `fields`";
                report.at(word.span, message, "list its members in `fields`");
                None
            }
        },
        _ => named(&word, place, types, report),
    }
}

/// A type of `types.json`.
fn named(word: &Spanned<String>, place: Place, types: &Types, report: &mut Report) -> Option<Type> {
    let name = word.value.as_str();
    if !types.has(name) {
        if types.comes_later(name) {
            let message = format!("type `{name}` does not stand before its user");
            let help = "a type may use only those that stand before it in `types.json`";
            report.at(word.span, message, help);
        } else if types.complete() {
            let known = BUILT_IN.into_iter().chain(types.names());
            let message = format!("unknown type `{name}`");
            report.at(word.span, message, suggest::help(name, known));
        }
        return None;
    }
    let ty = Type::Named(types.get(name)?);
    let (foreign, right, side) = match place {
        Place::Request => ("List", "RepeatList", "a request"),
        Place::Answer => ("RepeatList", "List", "an answer"),
        Place::Shared => return Some(ty),
    };
    if has_list(&ty, foreign == "RepeatList") {
        let message = format!("type `{name}` has a `{foreign}`, which {side} cannot carry");
        let help = format!("describe the struct in place, with `{right}`");
        report.at(word.span, message, help);
        return None;
    }
    Some(ty)
}

/// Whether there is a list of this kind anywhere inside a type.
fn has_list(ty: &Type, repeat: bool) -> bool {
    match ty {
        Type::List(list) => list.repeat == repeat || has_list(&list.items, repeat),
        other => other
            .members()
            .is_some_and(|members| members.iter().any(|member| has_list(&member.ty, repeat))),
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
    for (key, span) in &shape.keys {
        if !limits.contains(key) && !parts.contains(key) {
            refuse(key, *span);
        }
    }
}

fn has(keys: &[(&str, Span)], key: &str) -> bool {
    keys.iter().any(|(known, _)| *known == key)
}

fn list(
    shape: Shape,
    word: &Spanned<String>,
    place: Place,
    types: &Types,
    report: &mut Report,
) -> Option<Type> {
    let repeat = word.value == "RepeatList";
    let (message, help) = match place {
        Place::Request if !repeat => ("a request has no `List`", "write `RepeatList`"),
        Place::Answer if repeat => ("an answer has no `RepeatList`", "write `List`"),
        _ => ("", ""),
    };
    if !message.is_empty() {
        report.at(word.span, message, help);
    }
    let wrapper = shape.wrapper.filter(|name| wire_name(name, "wrapper", report));
    let (min_items, max_items) = item_limits(&shape.limits, report)?;
    let Some(items) = shape.items else {
        if !has(&shape.keys, "items") {
            let message = format!("a `{}` without `items`", word.value);
            let help = "say what each item is: `\"items\": { \"type\": \"String\" }`";
            report.at(word.span, message, help);
        }
        return None;
    };
    Some(Type::List(Box::new(List {
        repeat,
        items: resolve(*items, place, types, report)?,
        wrapper: wrapper.map(|wrapper| wrapper.value),
        min_items,
        max_items,
        unique: shape.unique.is_some_and(|unique| unique.value),
        max_total_length: None,
    })))
}
