//! Checks what parameters, fields and items say they are.

use super::allowed::narrow;
use super::bounds::{double_limits, item_limits, text_limits, total_length, whole_limits};
use super::field::{Side, fields, wire_name};
use super::types::Types;
use crate::diagnostic::{Report, Span};
use crate::model::{List, NamedKind, Type};
use crate::raw::{Shape, Spanned};
use crate::suggest;

pub(super) const BUILT_IN: [&str; 9] =
    ["String", "Integer", "Long", "Boolean", "Double", "RepeatList", "List", "Map", "Struct"];

/// Which keys go with a built-in type, beside `type`.
fn keys_of(label: &str) -> &'static [&'static str] {
    match label {
        "String" => &["minLength", "maxLength", "pattern", "enum"],
        "Integer" | "Long" => &["minimum", "maximum", "enum"],
        "Double" => &["minimum", "maximum"],
        "RepeatList" => &["items", "minItems", "maxItems", "uniqueItems", "maxTotalLength"],
        "List" => &["items", "wrapper"],
        "Map" => &["items"],
        "Struct" => &["fields"],
        _ => &[],
    }
}

/// The type that a shape describes; `None` if it has a mistake.
pub(super) fn resolve(
    shape: Shape,
    side: Side,
    types: &Types,
    report: &mut Report,
) -> Option<Type> {
    let word = shape.ty.clone()?;
    // A list of the wrong side is one mistake; its keys are judged as those of the right list.
    let label = match (word.value.as_str(), side) {
        ("List", Side::Parameter | Side::Request) => "RepeatList",
        ("RepeatList", Side::Answer) => "List",
        (other, _) => other,
    };
    if BUILT_IN.contains(&label) || types.has(label) {
        refuse_foreign(&shape, label, report);
    }
    match word.value.as_str() {
        "String" => {
            let text = text_limits(&shape.limits, shape.pattern.as_ref(), report)?;
            narrow(Type::String(text), shape.allowed, report)
        }
        "Integer" => {
            let range = whole_limits(&shape.limits, i32::MAX.into(), report)?;
            narrow(Type::Integer(range), shape.allowed, report)
        }
        "Long" => {
            let range = whole_limits(&shape.limits, i64::MAX, report)?;
            narrow(Type::Long(range), shape.allowed, report)
        }
        "Double" => Some(Type::Double(double_limits(&shape.limits, report)?)),
        "Boolean" => Some(Type::Boolean),
        "RepeatList" | "List" => list(shape, &word, side, types, report),
        "Map" => map(shape, &word, side, types, report),
        "Struct" => match shape.fields {
            Some(members) if !members.is_empty() => {
                let members = fields(members, side.inside(), types, report);
                Some(Type::Struct(members.all()?))
            }
            _ if shape.fields.is_none() && has(&shape.keys, "fields") => None,
            _ => {
                let message = "a `Struct` without `fields`";
                report.at(word.span, message, "list its members in `fields`");
                None
            }
        },
        _ => named(&word, side, types, report),
    }
}

/// A type of `types.json`.
fn named(word: &Spanned<String>, side: Side, types: &Types, report: &mut Report) -> Option<Type> {
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
    let Some(foreign) = foreign(&ty, side) else {
        return Some(ty);
    };
    let (right, carrier) = match side.is_request() {
        true => ("RepeatList", "a request"),
        false => ("List", "an answer"),
    };
    let (part, help) = match foreign {
        "Map" => {
            ("a `Map` of more than single values".to_owned(), "describe it without".to_owned())
        }
        list => (format!("a `{list}`"), format!("describe the struct in place, with `{right}`")),
    };
    let message = format!("type `{name}` has {part}, which {carrier} cannot carry");
    report.at(word.span, message, help);
    None
}

/// What a side cannot carry, anywhere inside a type: a list of the other side, or in a request a
/// map of more than single values.
fn foreign(ty: &Type, side: Side) -> Option<&'static str> {
    match ty {
        Type::List(_) if side == Side::Shared => None,
        Type::List(list) if list.repeat && side == Side::Answer => Some("RepeatList"),
        Type::List(list) if !list.repeat && side.is_request() => Some("List"),
        Type::List(list) => foreign(&list.items, side),
        Type::Map(values) if side.is_request() && !is_single(values) => Some("Map"),
        Type::Map(values) => foreign(values, side),
        other => other.members()?.iter().find_map(|member| foreign(&member.ty, side)),
    }
}

/// Whether a value of the type is one text, number or boolean.
pub(super) fn is_single(ty: &Type) -> bool {
    match ty {
        Type::Named(named) => !matches!(named.kind, NamedKind::Struct(_)),
        Type::List(_) | Type::Map(_) | Type::Struct(_) => false,
        _ => true,
    }
}

/// Reports keys that say nothing about a value of this type.
fn refuse_foreign(shape: &Shape, word: &str, report: &mut Report) {
    for (key, span) in &shape.keys {
        if keys_of(word).contains(key) {
            continue;
        }
        let help = match *key {
            "minItems" | "maxItems" | "uniqueItems" => "it counts the items of a `RepeatList`",
            "maxTotalLength" => "it counts the characters of all items of a `RepeatList`",
            "minLength" | "maxLength" => "it counts the characters of a `String`",
            "minimum" | "maximum" => "it limits an `Integer`, `Long` or `Double`",
            "enum" => "it lists all values of a `String`, `Integer` or `Long`",
            "pattern" => "it describes the text of a `String`",
            "wrapper" => "it names what stands around the items of a `List`",
            "items" => {
                "it describes the items of a `RepeatList` or `List`, or the values of a `Map`"
            }
            _ => "it lists the members of a `Struct`",
        };
        report.at(*span, format!("`{key}` does not go with `{word}`"), help);
    }
}

fn has(keys: &[(&str, Span)], key: &str) -> bool {
    keys.iter().any(|(known, _)| *known == key)
}

/// What each item of a list or each value of a map is.
fn items(
    shape: &mut Shape,
    word: &Spanned<String>,
    side: Side,
    types: &Types,
    report: &mut Report,
) -> Option<Type> {
    if let Some(items) = shape.items.take() {
        return resolve(*items, side.inside(), types, report);
    }
    if !has(&shape.keys, "items") {
        let message = format!("a `{}` without `items`", word.value);
        let what = if word.value == "Map" { "value" } else { "item" };
        let help = format!("say what each {what} is: `\"items\": {{ \"type\": \"String\" }}`");
        report.at(word.span, message, help);
    }
    None
}

fn list(
    mut shape: Shape,
    word: &Spanned<String>,
    side: Side,
    types: &Types,
    report: &mut Report,
) -> Option<Type> {
    let repeat = word.value == "RepeatList";
    if side.is_request() && !repeat {
        report.at(word.span, "a request has no `List`", "write `RepeatList`");
    } else if side == Side::Answer && repeat {
        report.at(word.span, "an answer has no `RepeatList`", "write `List`");
    }
    let wrapper = shape.wrapper.take().filter(|name| wire_name(name, "wrapper", report));
    let counts = item_limits(&shape.limits, report);
    let max_total_length = total_length(&shape.limits, report);
    let items = items(&mut shape, word, side, types, report)?;
    if let Some(Some(_)) = max_total_length
        && !has_text(&items)
        && let Some((_, span)) = shape.keys.iter().find(|(key, _)| *key == "maxTotalLength")
    {
        report.at(*span, "the items have no texts to count", "remove it, or limit the items");
    }
    let (min_items, max_items) = counts?;
    Some(Type::List(Box::new(List {
        repeat,
        items,
        wrapper: wrapper.map(|wrapper| wrapper.value),
        min_items,
        max_items,
        unique: shape.unique.is_some_and(|unique| unique.value),
        max_total_length: max_total_length?,
    })))
}

/// Whether there is a text anywhere inside a type.
fn has_text(ty: &Type) -> bool {
    match ty {
        Type::String(_) => true,
        Type::Named(named) => match &named.kind {
            NamedKind::Id(_) => true,
            NamedKind::Enum(words) => !words.numeric,
            NamedKind::Struct(members) => members.iter().any(|member| has_text(&member.ty)),
        },
        Type::List(list) => has_text(&list.items),
        Type::Map(values) => has_text(values),
        Type::Struct(members) => members.iter().any(|member| has_text(&member.ty)),
        Type::Integer(_) | Type::Long(_) | Type::Double(_) | Type::Boolean => false,
    }
}

fn map(
    mut shape: Shape,
    word: &Spanned<String>,
    side: Side,
    types: &Types,
    report: &mut Report,
) -> Option<Type> {
    let span = shape.items.as_ref().and_then(|items| items.ty.as_ref()).map(|word| word.span);
    let values = items(&mut shape, word, side, types, report)?;
    if side.is_request() && !is_single(&values) {
        let message = "a `Map` of a request holds only single values";
        let help = "use texts, numbers, booleans, IDs or enums";
        report.at(span.unwrap_or(word.span), message, help);
        return None;
    }
    Some(Type::Map(Box::new(values)))
}
