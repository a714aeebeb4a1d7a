//! Checks `types.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bounds::text_limits;
use super::enums;
use super::field::{self, Side, wire_name};
use super::shape::BUILT_IN;
use crate::diagnostic::{File, Report};
use crate::json::Node;
use crate::model::{NamedKind, NamedType};
use crate::names;
use crate::raw::{self, Object, Spanned};
use crate::suggest;

/// The shared types by name.
#[derive(Debug, Default)]
pub(super) struct Types {
    /// `None` for a type whose description has mistakes, so that its users are not blamed for them.
    named: BTreeMap<String, Option<Arc<NamedType>>>,
    /// While the file is being read: all names in it, in any order.
    declared: BTreeSet<String>,
    complete: bool,
}

impl Types {
    /// Whether there is a type of this name, with mistakes or without.
    pub(super) fn has(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }

    /// The type, if it has no mistakes.
    pub(super) fn get(&self, name: &str) -> Option<Arc<NamedType>> {
        self.named.get(name)?.clone()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.named.keys().map(String::as_str)
    }

    /// Whether the name belongs to a type that stands behind the one that is being read.
    pub(super) fn comes_later(&self, name: &str) -> bool {
        self.declared.contains(name) && !self.has(name)
    }

    /// Whether all names in `types.json` could be read, so that other names are mistakes.
    pub(super) fn complete(&self) -> bool {
        self.complete
    }

    /// The types without mistakes, sorted by name.
    pub(super) fn into_valid(self) -> Vec<Arc<NamedType>> {
        self.named.into_values().flatten().collect()
    }
}

const KEYS: [&str; 8] =
    ["name", "type", "doc", "minLength", "maxLength", "pattern", "values", "fields"];

/// Checks `types.json`. A type may use those that stand before it.
pub(super) fn check(node: Node, _: &Arc<File>, report: &mut Report) -> Option<Types> {
    let mut object = Object::open(node, "`types.json`", &["$schema", "types"], report)?;
    let mut types = Types { complete: object.span_of("types").is_some(), ..Types::default() };
    let mut opened = Vec::new();
    for item in object.require_array("types", report) {
        let object = Object::open(item, "a type", &KEYS, report);
        let named = object.and_then(|mut object| {
            let name = object.require_string("name", report)?;
            Some((name, object))
        });
        // A type that nobody can name may be the one that an operation means.
        match named {
            Some(named) => opened.push(named),
            None => types.complete = false,
        }
    }
    types.declared = opened.iter().map(|(name, _)| name.value.clone()).collect();
    for (name, mut object) in opened {
        if !check_name(&name, &types, report) {
            types.complete = false;
            continue;
        }
        let doc = object.require_string("doc", report);
        let kind = check_kind(&mut object, &types, report);
        let named = doc.zip(kind).map(|(doc, kind)| NamedType {
            name: name.value.clone(),
            doc: doc.value,
            kind,
        });
        types.named.insert(name.value, named.map(Arc::new));
    }
    types.declared.clear();
    Some(types)
}

fn check_name(name: &Spanned<String>, types: &Types, report: &mut Report) -> bool {
    if BUILT_IN.contains(&name.value.as_str()) {
        let message = format!("`{}` is a built-in type", name.value);
        report.at(name.span, message, "choose another name");
        return false;
    }
    let twin = types.names().find(|known| names::camel(known) == names::camel(&name.value));
    let Some(twin) = twin else {
        return wire_name(name, "type", report);
    };
    let (message, help) = match twin == name.value {
        true => (format!("type `{twin}` is described twice"), "remove one of them"),
        false => (
            format!("type `{}` has the same Rust name as type `{twin}`", name.value),
            "rename one of them",
        ),
    };
    report.at(name.span, message, help);
    false
}

fn check_kind(object: &mut Object, types: &Types, report: &mut Report) -> Option<NamedKind> {
    let word = object.require_string("type", report)?;
    let refuse = |object: &Object, keys: &[&str], report: &mut Report| {
        for key in keys {
            if let Some(span) = object.span_of(key) {
                let message = format!("`{key}` does not go with `{}`", word.value);
                report.at(span, message, "remove it");
            }
        }
    };
    match word.value.as_str() {
        "Id" => {
            refuse(object, &["values", "fields"], report);
            let mut limits = Vec::new();
            for key in ["minLength", "maxLength"] {
                limits.extend(object.take(key).map(|node| (key, node)));
            }
            let pattern = object.filled("pattern", report);
            Some(NamedKind::Id(text_limits(&limits, pattern.as_ref(), report)?))
        }
        "Enum" => {
            refuse(object, &["minLength", "maxLength", "pattern", "fields"], report);
            let values = object.require("values", report)?;
            Some(NamedKind::Enum(enums::check(values, report)?))
        }
        "Struct" => {
            refuse(object, &["minLength", "maxLength", "pattern", "values"], report);
            let members = object.require("fields", report)?;
            let span = members.span;
            let members = raw::array(members, "fields", report)?;
            if members.is_empty() {
                report.at(span, "a struct without members", "list at least one");
            }
            let members = raw::fields(members, "a field", report);
            let members = field::fields(members, Side::Shared, types, report);
            Some(NamedKind::Struct(members.all()?))
        }
        other => {
            let help = suggest::help(other, ["Id", "Enum", "Struct"]);
            report.at(word.span, format!("unknown kind of type `{other}`"), help);
            None
        }
    }
}
