//! Differences between fields and between their types, which hold fields in turn.

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::model::{Field, Fill, NamedKind, NamedType, Rule, Type};

use super::changes::Changes;
use super::limits;
use super::rules;
use super::side::Side;

/// Compares fields by their names. `prefix` stands before the names in messages.
pub(super) fn compare(
    side: Side,
    prefix: &str,
    old: &[Arc<Field>],
    new: &[Arc<Field>],
    changes: &mut Changes,
) {
    let noun = side.noun();
    let part = |field: &Field| format!("{prefix}{}", field.name);
    let mut gone: Vec<&Arc<Field>> = old.iter().filter(|field| !has(new, field)).collect();
    for field in new {
        if let Some(known) = old.iter().find(|known| known.name == field.name) {
            one(side, &part(field), known, field, changes);
            continue;
        }
        // The same name in Rust: only what is sent differs.
        if let Some(at) = gone.iter().position(|known| same_in_rust(known, field)) {
            let known = gone.remove(at);
            changes.documents(&part(field), format!("was written `{}` on the wire", known.name));
            one(side, &part(field), known, field, changes);
            continue;
        }
        if let Some(at) = gone.iter().position(|known| is_renamed(known, field)) {
            let known = gone.remove(at);
            changes.breaks(&part(field), format!("{noun} renamed, was `{}`", known.name));
            continue;
        }
        let label = field.ty.label();
        if field.is_demanded() && side == Side::Request {
            changes.breaks(&part(field), format!("new required {noun} ({label})"))
        } else {
            changes.adds(&part(field), format!("new {noun} ({label})"))
        }
    }
    for field in gone {
        changes.breaks(&part(field), format!("{noun} removed"));
    }
}

fn has(fields: &[Arc<Field>], wanted: &Field) -> bool {
    fields.iter().any(|field| field.name == wanted.name)
}

fn same_in_rust(one: &Field, other: &Field) -> bool {
    one.ident == other.ident
}

/// Whether a field that came stands for one that went: nothing but the name differs, or the names
/// are near and the types are the same.
fn is_renamed(old: &Field, new: &Field) -> bool {
    if old.ty != new.ty || old.required != new.required {
        return false;
    }
    let near = ota_spec::suggest::nearest(&new.name, [old.name.as_str()]).is_some();
    near || old.doc == new.doc
}

fn one(side: Side, part: &str, old: &Field, new: &Field, changes: &mut Changes) {
    match (old.is_demanded(), new.is_demanded()) {
        (false, true) => changes.breaks(part, "is required now"),
        (true, false) if old.must_be_set() => {
            changes.breaks(part, "is optional now: in Rust it becomes an `Option`")
        }
        (true, false) => changes.adds(part, "is optional now"),
        _ => {}
    }
    types(side, part, &old.ty, &new.ty, changes);
    default(part, old.default.as_ref(), new.default.as_ref(), changes);
    match (old.secret, new.secret) {
        (true, false) => changes.breaks(part, "is not secret any more: it has another Rust type"),
        (false, true) => changes.breaks(part, "is secret now: it has another Rust type"),
        _ => {}
    }
    if old.place != new.place {
        let (old, new) = (old.place.as_str(), new.place.as_str());
        changes.documents(part, format!("travels in the {new}, was in the {old}"));
    }
    if old.style != new.style {
        let (old, new) = (old.style.as_str(), new.style.as_str());
        changes.documents(part, format!("is written in the style `{new}`, was `{old}`"));
    }
    if old.fill != new.fill {
        let filled = |field: &Field| field.fill.map_or("nothing", Fill::as_str);
        let (old, new) = (filled(old), filled(new));
        changes.documents(part, format!("the client fills in `{new}`, was `{old}`"));
    }
    changes.deprecation(part, old.deprecated.as_ref(), new.deprecated.as_ref());
    changes.prose(part, "description", &old.doc, &new.doc);
    changes.prose(part, "Chinese text", &old.zh, &new.zh);
    changes.prose(part, "example", &old.example, &new.example);
}

fn default(part: &str, old: Option<&Value>, new: Option<&Value>, changes: &mut Changes) {
    match (old, new) {
        (Some(old), Some(new)) if old != new => changes.breaks(
            part,
            format!(
                "the default is `{new}`, was `{old}`: calls that leave it out mean another thing"
            ),
        ),
        (None, Some(new)) => changes.documents(part, format!("the default is known: `{new}`")),
        (Some(old), None) => changes.documents(part, format!("no default, was `{old}`")),
        _ => {}
    }
}

/// Compares the types of two fields.
fn types(side: Side, part: &str, old: &Type, new: &Type, changes: &mut Changes) {
    match (old, new) {
        (Type::String(old), Type::String(new)) => limits::text(side, part, old, new, changes),
        (Type::Integer(old), Type::Integer(new)) | (Type::Long(old), Type::Long(new)) => {
            limits::range(side, part, old, new, changes);
        }
        (Type::Double(old), Type::Double(new)) => limits::range(side, part, old, new, changes),
        (Type::Boolean, Type::Boolean) | (Type::Any, Type::Any) => {}
        // What a shared type holds is compared once, at the type.
        (Type::Named(old), Type::Named(new)) if old.name == new.name => {}
        (Type::List(old), Type::List(new)) => {
            limits::list(side, part, old, new, changes);
            types(side, &format!("{part}.N"), &old.items, &new.items, changes);
        }
        (Type::Map(old), Type::Map(new)) => types(side, &format!("{part}.*"), old, new, changes),
        (Type::Struct(old), Type::Struct(new)) => {
            members(side, part, (&old.fields, &old.rules), (&new.fields, &new.rules), changes);
        }
        (old, new) => {
            changes.breaks(part, format!("is {} now, was {}", new.label(), old.label()));
        }
    }
}

/// Compares the members of two structs, and the rules between them if requests carry them.
fn members(
    side: Side,
    part: &str,
    (old, old_rules): (&[Arc<Field>], &[Rule]),
    (new, new_rules): (&[Arc<Field>], &[Rule]),
    changes: &mut Changes,
) {
    compare(side, &format!("{part}."), old, new, changes);
    if side == Side::Request {
        rules::compare(&format!("{part} rules"), old_rules, new_rules, changes);
    }
}

/// Compares two shared types of one name.
pub(super) fn named(side: Side, old: &NamedType, new: &NamedType, changes: &mut Changes) {
    let part = &new.name;
    match (&old.kind, &new.kind) {
        (NamedKind::Id(old), NamedKind::Id(new)) => limits::text(side, part, old, new, changes),
        (NamedKind::Enum(old), NamedKind::Enum(new)) => limits::words(part, old, new, changes),
        (NamedKind::Struct(old), NamedKind::Struct(new)) => {
            members(side, part, (old, old.rules()), (new, new.rules()), changes);
        }
        _ => changes.breaks(part, "is another kind of type now"),
    }
    changes.prose(part, "description", &old.doc, &new.doc);
    changes.prose(part, "Chinese text", &old.zh, &new.zh);
}
