//! Checks `types.json`.

use std::sync::Arc;

use super::bounds::text_limits;
use super::carried::{Carried, DEEPEST, MOST_MEMBERS};
use super::enums;
use super::field;
use super::scalar::wire_name;
use super::scope::{Scope, Side};
use super::shape_keys::BUILT_IN;
use super::types::Types;
use crate::diagnostic::{File, Report};
use crate::json::Node;
use crate::keys::{self, Key};
use crate::model::{NamedKind, NamedType};
use crate::names;
use crate::raw::{self, Object, Spanned};
use ota_violation::suggest;

/// Checks `types.json`. A type may use those before it.
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
    let mut types = Types::of(opened.iter().map(|(name, _)| name.value.clone()), complete);
    for (name, mut object) in opened {
        let ident = names::type_name(&name.value);
        if !check_name(&name, &ident, &types, report) {
            types.miss();
            continue;
        }
        let doc = object.filled("doc", report);
        let kind = check_kind(&mut object, &name.value, &types, report);
        let named = doc.zip(kind).map(|(doc, kind)| NamedType {
            name: name.value.clone(),
            ident: ident.clone(),
            doc: doc.value,
            kind,
        });
        types.insert(name.value, ident, named);
    }
    types.finish();
    Some(types)
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

fn check_kind(
    object: &mut Object,
    name: &str,
    types: &Types,
    report: &mut Report,
) -> Option<NamedKind> {
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
            Some(NamedKind::Id(text_limits(&limits, pattern.as_ref(), None, report)?))
        }
        "Enum" => {
            let values = object.require("values", report)?;
            Some(NamedKind::Enum(enums::check(values, report)?))
        }
        "Struct" => {
            let members = object.require("fields", report)?;
            let span = members.span;
            let members = raw::array(members, "fields", report)?;
            let members = raw::fields(members, "a field", report);
            let scope = Scope { owner: &names::camel(name), side: Side::Shared, types };
            let members = field::fields(members, scope, report).all()?;
            let carried = members.iter().map(|member| types.carried_by(&member.ty));
            let carried = Carried::together(carried);
            let help = "describe a part of it in place, or leave it out";
            if carried.members > MOST_MEMBERS {
                let message = format!("a struct of more than {MOST_MEMBERS} members in all");
                report.at(span, message, help);
                return None;
            }
            if carried.depth > DEEPEST {
                let message = format!("a struct that nests deeper than {DEEPEST} levels");
                report.at(span, message, help);
                return None;
            }
            Some(NamedKind::Struct(members))
        }
        other => {
            let help = suggest::help(other, kinds);
            report.at(word.span, format!("unknown kind of type `{other}`"), help);
            None
        }
    }
}
