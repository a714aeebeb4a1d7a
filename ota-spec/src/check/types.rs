//! Checks `types.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bounds::text_limits;
use super::shape::{self, BUILT_IN, Place, wire_name};
use crate::diagnostic::{File, Report};
use crate::json::Node;
use crate::model::{Enum, EnumValue, NamedKind, NamedType};
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

const KEYS: [&str; 7] = ["name", "type", "doc", "minLength", "maxLength", "values", "fields"];

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
            Some(NamedKind::Id(text_limits(&limits, report)?))
        }
        "Enum" => {
            refuse(object, &["minLength", "maxLength", "fields"], report);
            let values = object.require("values", report)?;
            let span = values.span;
            let values = raw::array(values, "values", report)?;
            if values.is_empty() {
                report.at(span, "an enum without values", "list at least one");
            }
            let values = enum_values(values, report);
            Some(NamedKind::Enum(Enum { numeric: false, values }))
        }
        "Struct" => {
            refuse(object, &["minLength", "maxLength", "values"], report);
            let members = object.require("fields", report)?;
            let span = members.span;
            let members = raw::array(members, "fields", report)?;
            if members.is_empty() {
                report.at(span, "a struct without members", "list at least one");
            }
            let members = raw::fields(members, "a field", report);
            let members = shape::fields(members, Place::Shared, types, report)?;
            Some(NamedKind::Struct(members))
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
    let mut taken = BTreeSet::new();
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
        for spelling in [&value].into_iter().chain(&aliases) {
            if !taken.insert(spelling.value.clone()) {
                let message = format!("enum value `{}` is listed twice", spelling.value);
                report.at(spelling.span, message, "remove one of them");
            }
        }
        let rust = names::camel(&value.value);
        if !names::is_wire_name(&rust) {
            let message = format!("enum value `{}` cannot be named in Rust", value.value);
            let help = "start it with a letter and use ASCII letters and digits, or use `String`";
            report.at(value.span, message, help);
        } else if values
            .iter()
            .any(|known| known.value != value.value && names::camel(&known.value) == rust)
        {
            let message = format!("enum value `{}` has the same Rust name as another", value.value);
            report.at(value.span, message, "make one an alias of the other");
        } else if rust == "Unknown" {
            let message = format!(
                "enum value `{}` has the Rust name of the variant for unlisted values",
                value.value
            );
            report.at(value.span, message, "use `String`");
        }
        values.push(EnumValue {
            name: value.value.clone(),
            deprecated: None,
            value: value.value,
            doc: doc.value,
            aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        });
    }
    values
}
