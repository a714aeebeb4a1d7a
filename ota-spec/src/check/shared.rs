//! Checks `types.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bounds::text_limits;
use super::carried::{DEEPEST, MOST_MEMBERS, TooLarge};
use super::cycles::Circles;
use super::enums;
use super::field;
use super::scalar::wire_name;
use super::scope::{NO_STRUCTS, Scope, Side};
use super::shape_keys::BUILT_IN;
use super::types::{Later, Types};
use crate::diagnostic::{File, Report, Span};
use crate::json::Node;
use crate::keys::{self, Key};
use crate::model::{Members, NamedKind, NamedType};
use crate::names;
use crate::raw::{self, Object, Spanned};
use ota_violation::suggest;

/// Checks `types.json`. Its types may use each other in any order, and structs also themselves.
pub(super) fn check(node: Node, _: &Arc<File>, report: &mut Report) -> Option<Types> {
    let mut object = Object::open(node, &keys::TYPES, report)?;
    let mut complete = object.span_of("types").is_some();
    let mut opened = Vec::new();
    for item in object.array("types", report) {
        let object = Object::open(item, &keys::NAMED_TYPE, report);
        let named = object.and_then(|mut object| {
            let name = object.filled("name", report)?;
            Some((name, object))
        });
        // A type without a valid name may be the one that an operation means.
        match named {
            Some(named) => opened.push(named),
            None => complete = false,
        }
    }
    let mut types = Types::of(complete);
    let mut structs = Vec::new();
    for (name, mut object) in opened {
        let ident = names::type_name(&name.value);
        if !check_name(&name, &ident, &types, report) {
            types.miss();
            continue;
        }
        let doc = object.filled("doc", report);
        let zh = object.filled("zh", report).map(|text| text.value);
        let kind = check_kind(&mut object, report);
        let kind = kind.map(|kind| match kind {
            Kind::Plain(kind) => kind,
            Kind::Struct(span, members, rules) => {
                structs.push(Open { name: name.value.clone(), span, members, rules });
                NamedKind::Struct(Members::default())
            }
        });
        let named = doc.zip(kind).map(|(doc, kind)| NamedType {
            name: name.value.clone(),
            ident: ident.clone(),
            doc: doc.value,
            zh,
            kind,
        });
        types.insert(name.value, ident, named);
    }
    check_structs(structs, &mut types, report);
    Some(types)
}

/// A struct whose members are not checked yet.
struct Open {
    name: String,
    span: Span,
    members: Vec<raw::Field>,
    rules: Vec<raw::Rule>,
}

fn check_structs(structs: Vec<Open>, types: &mut Types, report: &mut Report) {
    let uses = |used: fn(&[raw::Field]) -> Vec<Spanned<String>>| -> Vec<_> {
        structs.iter().map(|open| (open.name.clone(), used(&open.members))).collect()
    };
    let without_end = endless(&uses(needed), report);
    let directly = Circles::of(&named_by(&uses(held)));
    let mut spans = BTreeMap::new();
    for Open { name, span, members, rules } in structs {
        let leading_back = directly.around(&name).unwrap_or(NO_STRUCTS);
        let owner = names::camel(&name);
        let scope = Scope { owner: &owner, side: Side::Shared, types, leading_back };
        let members = field::members(members, rules, scope, report);
        types.set_members(&name, members.filter(|_| !without_end.contains(&name)));
        spans.insert(name, span);
    }
    for (name, found) in types.weigh() {
        let message = match found {
            TooLarge::Members => format!("a struct of more than {MOST_MEMBERS} members in all"),
            TooLarge::Depth => format!("a struct that nests deeper than {DEEPEST} levels"),
        };
        if let Some(span) = spans.get(&name) {
            report.at(*span, message, "describe a part of it in place, or leave it out");
        }
        types.damage(&name);
    }
    types.spread_damage();
    types.complete_structs();
    for later in types.take_later() {
        let Later { owner, what, name, ty, style, node } = later;
        if types.get(&owner).is_some()
            && !field::check_value(what, &name, (&ty, style), &node, report)
        {
            types.damage(&owner);
        }
    }
    types.spread_damage();
}

/// Reports members without which a struct cannot be and that hold the struct again; gives the structs.
fn endless(uses: &[(String, Vec<Spanned<String>>)], report: &mut Report) -> BTreeSet<String> {
    let circles = Circles::of(&named_by(uses));
    let mut found = BTreeSet::new();
    for (name, used) in uses {
        let Some(around) = circles.around(name) else { continue };
        for target in used.iter().filter(|target| around.contains(&target.value)) {
            let message = format!("`{name}` can never end: each holds another `{}`", target.value);
            report.at(target.span, message, "remove `required` here");
            found.insert(name.clone());
        }
    }
    found
}

fn named_by(uses: &[(String, Vec<Spanned<String>>)]) -> Vec<(String, Vec<String>)> {
    let names = |used: &[Spanned<String>]| used.iter().map(|name| name.value.clone()).collect();
    uses.iter().map(|(name, used)| (name.clone(), names(used))).collect()
}

/// The types of members without a list or a map between.
fn held(fields: &[raw::Field]) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    for field in fields {
        found.extend(field.shape.fields.iter().flat_map(|fields| held(fields)));
        found.extend(field.shape.ty.clone());
    }
    found
}

/// The types of which a struct holds at least one: a list or a map that is required is not empty.
fn needed(fields: &[raw::Field]) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    for field in fields {
        if field.required.as_ref().is_some_and(|required| required.value) {
            let shape = field.shape.items.as_deref().unwrap_or(&field.shape);
            found.extend(shape.fields.iter().flat_map(|fields| needed(fields)));
            found.extend(shape.ty.clone());
        }
    }
    found
}

fn check_name(name: &Spanned<String>, ident: &str, types: &Types, report: &mut Report) -> bool {
    if BUILT_IN.contains(&name.value.as_str()) {
        let message = format!("`{}` is a built-in type", name.value);
        report.at(name.span, message, "choose another name");
        return false;
    }
    let Some(twin) = types.called(ident) else {
        return wire_name(name, "type", report);
    };
    let (message, help) = if twin == name.value {
        (format!("type `{twin}` is described twice"), "remove one of them")
    } else {
        let message = format!("type `{}` has the same Rust name as type `{twin}`", name.value);
        (message, "rename one of them")
    };
    report.at(name.span, message, help);
    false
}

/// A kind of type, with what is known of it before its members are checked.
enum Kind {
    Plain(NamedKind),
    Struct(Span, Vec<raw::Field>, Vec<raw::Rule>),
}

fn check_kind(object: &mut Object, report: &mut Report) -> Option<Kind> {
    let word = object.filled("type", report)?;
    let kinds = ["Id", "Enum", "Struct"];
    if kinds.contains(&word.value.as_str()) {
        let foreign =
            |key: &&Key| !key.goes_with.is_empty() && !key.goes_with.contains(&word.value.as_str());
        for key in keys::NAMED_TYPE.keys().filter(foreign) {
            if let Some(span) = object.span_of(key.name) {
                let message = format!("`{}` does not go with `{}`", key.name, word.value);
                report.at(span, message, "remove it");
            }
        }
    }
    match word.value.as_str() {
        "Id" => {
            let mut limits = Vec::new();
            for key in ["minLength", "maxLength"] {
                limits.extend(object.take(key, report).map(|node| (key, node)));
            }
            let pattern = object.filled("pattern", report);
            let limits = text_limits(&limits, pattern.as_ref(), None, report)?;
            Some(Kind::Plain(NamedKind::Id(limits)))
        }
        "Enum" => {
            let values = object.require("values", report)?;
            Some(Kind::Plain(NamedKind::Enum(enums::check(values, report)?)))
        }
        "Struct" => {
            let members = object.require("fields", report)?;
            let span = members.span;
            let members = raw::array(members, "fields", report)?;
            let members = raw::fields(members, "a field", report);
            Some(Kind::Struct(span, members, raw::rules(object, report)))
        }
        other => {
            let help = suggest::help(other, kinds);
            report.at(word.span, format!("unknown kind of type `{other}`"), help);
            None
        }
    }
}
