//! Checks `lookUp`: that the other operation lists what this one makes, and that enough is said to find it there.
//! It needs all operations, so it comes after the files one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::constants::constant;
use super::known::{self, Known};
use super::path;
use crate::diagnostic::{Report, Span};
use crate::model::{
    Field, FieldPath, Handle, Idempotency, ListField, LookUp, Method, Operation, Place, Style, Type,
};
use crate::raw::{self, Spanned};
use ota_violation::suggest;

/// Consumes the `lookUp` of an operation. `listing` is the operation that it names, if that has no mistake.
pub(super) fn check(
    raw: raw::LookUp,
    operation: &Operation,
    listing: &Operation,
    report: &mut Report,
) -> Option<LookUp> {
    acts(raw.span, operation, report);
    lists(raw.operation.as_ref()?, operation, listing, report);
    let items = items(&raw, listing, report)?;
    let members = members(&items, raw.span, report)?;
    let parameters = sent_along(&raw, operation, listing, report);
    let same = raw.same.iter().filter_map(|name| {
        single(find("member of the items", name, members, report)?, name.span, report)?;
        single(find("parameter", name, &operation.parameters, report)?, name.span, report)
    });
    let same: Vec<Handle<Field>> = same.collect();
    let fixed = raw.fixed.iter().filter_map(|member| {
        let name = Spanned { value: member.key.clone(), span: member.key_span };
        let field = find("member of the items", &name, members, report)?;
        Some((Handle::new(field), constant(&member.value, field, "this value", report)?))
    });
    let fixed = fixed.collect();
    let created = raw.created.as_ref().and_then(|name| {
        let field = find("member of the items", name, members, report)?;
        if !matches!(field.ty, Type::String(_) | Type::Long(_)) {
            let message = format!("`{}` of type `{}` is no time", field.name, field.ty.label());
            report.at(name.span, message, "name a `String` or a `Long`");
        }
        Some(Handle::new(field))
    });
    let tag = raw.tag.as_ref().and_then(|name| tag(name, operation, members, report));
    let unique = raw.unique.as_ref().is_some_and(|unique| unique.value);
    suffices(&raw, &same, report);
    Some(LookUp {
        action: listing.action.clone(),
        get: listing.methods.first() == Some(&Method::Get),
        qps: listing.qps,
        page: listing.page.clone(),
        found: found(&operation.response, members),
        items,
        parameters,
        same,
        fixed,
        created,
        tag,
        unique,
    })
}

/// Only what may act twice has to be looked up.
fn acts(span: Span, operation: &Operation, report: &mut Report) {
    if operation.idempotency != Idempotency::NotIdempotent {
        let help = "any other operation can be sent again without a look";
        report.at(span, "`lookUp` goes only with a `notIdempotent` operation", help);
    }
    if operation.bare {
        let help = "what is found is shown as fields of a response";
        report.at(span, "`lookUp` does not go with `bare`", help);
    }
}

/// The other operation reads, in the same way.
fn lists(name: &Spanned<String>, operation: &Operation, listing: &Operation, report: &mut Report) {
    let mut refuse = |problem: &str, help: &str| {
        report.at(name.span, format!("`{}` {problem}", listing.action), help);
    };
    if listing.idempotency != Idempotency::ReadOnly {
        refuse("does not only read", "name an operation with `\"idempotency\": \"readOnly\"`");
    }
    if listing.bare || listing.envelope != operation.envelope {
        refuse("has another envelope", "name one whose responses have the same envelope");
    }
    if listing.anonymous != operation.anonymous {
        refuse("is signed in another way", "let both be `anonymous` or neither");
    }
}

/// The list with what was made.
fn items(
    raw: &raw::LookUp,
    listing: &Operation,
    report: &mut Report,
) -> Option<ListField<FieldPath>> {
    let Some(name) = &raw.items else {
        let found = listing.page.as_ref().map(|page| page.items.clone());
        if found.is_none() {
            let message = format!("`{}` has no `page` that names its list", listing.action);
            report.at(raw.span, message, "add `items`, the `List` field of its response");
        }
        return found;
    };
    let response = Known {
        what: "response field",
        fields: &listing.response,
        places: &BTreeMap::new(),
        declared: &BTreeSet::new(),
        complete: true,
    };
    path::list(name, response, report)
}

fn members<'a>(
    items: &'a ListField<FieldPath>,
    span: Span,
    report: &mut Report,
) -> Option<&'a [Arc<Field>]> {
    let members = items.list.items.members();
    if members.is_none() {
        let message = format!("the items of `{}` have no members", items.field);
        report.at(span, message, "a look-up compares members of the items");
    }
    members
}

/// The parameters of both operations that are sent along: those which are named, and those of every operation.
fn sent_along(
    raw: &raw::LookUp,
    operation: &Operation,
    listing: &Operation,
    report: &mut Report,
) -> Vec<Handle<Field>> {
    let mut sent: Vec<Handle<Field>> = Vec::new();
    for name in &raw.parameters {
        let (own, other) = (
            find("parameter", name, &operation.parameters, report),
            find("parameter", name, &listing.parameters, report),
        );
        let (Some(own), Some(other)) = (own, other) else { continue };
        let Some(field) = single(own, name.span, report) else { continue };
        if other.place != Place::Query || other.style != Style::Flat || !other.ty.is_single() {
            let message = format!("`{}` sends `{}` in another way", listing.action, other.name);
            report.at(name.span, message, "name parameters with a single value in the query");
        }
        sent.push(field);
    }
    let page = listing.page.as_ref();
    let paging = page.map(|page| page.by.parameter()).into_iter();
    let paging: Vec<_> = paging.chain(page.and_then(|page| page.size.as_ref())).collect();
    for other in &listing.parameters {
        if sent.iter().chain(paging.iter().copied()).any(|known| known.name == other.name) {
            continue;
        }
        let is_shared = other.is_on_client() || other.fill.is_some();
        let own = operation.parameters.iter().find(|own| own.name == other.name);
        if let Some(own) = own.filter(|own| is_shared && own.ty.is_single()) {
            sent.push(Handle::new(own));
        } else if other.is_demanded() {
            let message = format!("`{}` requires `{}`", listing.action, other.name);
            report.at(raw.span, message, "add it to `parameters`");
        }
    }
    sent
}

fn single(field: &Arc<Field>, span: Span, report: &mut Report) -> Option<Handle<Field>> {
    if field.ty.is_single() {
        return Some(Handle::new(field));
    }
    let message = format!("`{}` of type `{}` has no single value", field.name, field.ty.label());
    report.at(span, message, "name what has a single value");
    None
}

/// The parameter for labels, which the items show again.
fn tag(
    name: &Spanned<String>,
    operation: &Operation,
    members: &[Arc<Field>],
    report: &mut Report,
) -> Option<ListField> {
    let field = find("parameter", name, &operation.parameters, report)?;
    let Some(list) = labels(field)
        .filter(|list| list.repeat && field.style == Style::Flat && field.place == Place::Query)
    else {
        let message = format!("parameter `{}` takes no labels", field.name);
        let help = "name a `RepeatList` of structs with `Key` and `Value`, in the query";
        report.at(name.span, message, help);
        return None;
    };
    if !members.iter().any(|member| labels(member).is_some()) {
        let help = "a label helps only where the items show it: a `List` of structs with `Key` and `Value`";
        report.at(name.span, "the items show no labels", help);
    }
    Some(ListField { field: Handle::new(field), list: list.clone() })
}

/// The list of a field whose items have the members `Key` and `Value` and need no other.
fn labels(field: &Field) -> Option<&Arc<crate::model::List>> {
    let Type::List(list) = &field.ty else { return None };
    let members = list.items.members()?;
    let has = |name: &str| {
        members.iter().any(|member| member.name == name && matches!(member.ty, Type::String(_)))
    };
    let needs_more = members
        .iter()
        .any(|member| member.required && !["Key", "Value"].contains(&member.name.as_str()));
    (has("Key") && has("Value") && !needs_more).then_some(list)
}

/// Whether a call can be told from others.
fn suffices(raw: &raw::LookUp, same: &[Handle<Field>], report: &mut Report) {
    let unique = raw.unique.as_ref().filter(|unique| unique.value);
    match (unique, &raw.tag) {
        (None, None) => {
            let help =
                "add `tag`; or `same`, `created` and `unique`, if the service refuses a second one";
            report.at(raw.span, "`lookUp` cannot tell what this call made from the rest", help);
        }
        (Some(unique), tag)
            if raw.created.is_none()
                || (tag.is_none() && !same.iter().any(|field| field.is_demanded())) =>
        {
            let help = "add `created`, and by `same` the parameters that no two have in common, \
                        of which one is required";
            report.at(unique.span, "`unique` needs `created`, and `same` or `tag`", help);
        }
        _ => {}
    }
}

/// The fields of a response that an item has as well.
fn found(response: &[Arc<Field>], members: &[Arc<Field>]) -> Vec<Vec<Handle<Field>>> {
    let shown = |field: &Arc<Field>| {
        let is_same = |member: &&Arc<Field>| {
            member.name == field.name && member.ty.label() == field.ty.label()
        };
        field.ty.is_single() && members.iter().any(|member| is_same(&member))
    };
    let mut paths = Vec::new();
    for field in response {
        if shown(field) {
            paths.push(vec![Handle::new(field)]);
        }
        let inner = field.ty.members().unwrap_or_default().iter().filter(|field| shown(field));
        paths.extend(inner.map(|inner| vec![Handle::new(field), Handle::new(inner)]));
    }
    paths
}

fn find<'f>(
    what: &str,
    name: &Spanned<String>,
    fields: &'f [Arc<Field>],
    report: &mut Report,
) -> Option<&'f Arc<Field>> {
    let found = fields.iter().find(|field| field.name == name.value);
    if found.is_none() {
        known::unknown(what, name, fields, report);
    }
    found
}

/// Reports the name of an operation that is not there.
pub(super) fn unknown<'n>(
    name: &Spanned<String>,
    actions: impl Iterator<Item = &'n str> + Clone,
    report: &mut Report,
) {
    let message = format!("unknown operation `{}`", name.value);
    report.at(name.span, message, suggest::help(&name.value, actions));
}
