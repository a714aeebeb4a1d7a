//! Differences between two operations of one name.

use std::collections::BTreeSet;
use std::mem::discriminant;
use std::sync::Arc;

use ota_spec::model::{
    Choice, ChoiceOption, Command, Field, Handle, Idempotency, Method, Operation, Page, Wait,
};

use super::changes::Changes;
use super::fields;
use super::rules;
use super::side::Side;

/// `shared` are the names of the parameters that the service had and has.
pub(super) fn compare(
    old: &Operation,
    new: &Operation,
    shared: &BTreeSet<&str>,
    changes: &mut Changes,
) {
    sending(old, new, changes);
    fields::compare(Side::Request, "", &own(old, new, shared), &own(new, old, shared), changes);
    rules::compare("rules", &old.rules, &new.rules, changes);
    choices(&old.choices, &new.choices, changes);
    pages(old.page.as_ref(), new.page.as_ref(), changes);
    parts(over(old), over(new), changes);
    waits(&old.waits, &new.waits, changes);
    fields::compare(Side::Response, "response.", &old.response, &new.response, changes);
    changes.deprecation("", old.deprecated.as_ref(), new.deprecated.as_ref());
    command(old.command.as_ref(), new.command.as_ref(), changes);
    changes.prose("", "group", &old.group, &new.group);
    changes.prose("", "summary", &old.summary, &new.summary);
    changes.prose("", "description", &old.doc, &new.doc);
    changes.prose("", "Chinese text", &(&old.zh, &old.zh_doc), &(&new.zh, &new.zh_doc));
    changes.prose("errors", "list", &old.errors, &new.errors);
    if old.bare != new.bare {
        let is = if new.bare { "is the whole body now" } else { "is in an object now" };
        changes.breaks("bare", format!("the response {is}"));
    }
    changes.prose("gone", "list", &old.gone, &new.gone);
    changes.prose("lookUp", "way to look", &old.look_up, &new.look_up);
    changes.prose("notes", "list", &old.notes, &new.notes);
    changes.prose("sources", "list", &old.sources, &new.sources);
    changes.prose("examples", "list", &old.examples, &new.examples);
}

/// The parameters of an operation that are not compared with those of the service. One that both operations
/// have from there is; so is one that came to the service or went from it.
fn own(operation: &Operation, other: &Operation, shared: &BTreeSet<&str>) -> Vec<Arc<Field>> {
    let inherited = |name: &str| other.parameter(name).is_some_and(Field::is_inherited);
    let is_own = |field: &&Arc<Field>| {
        let name = field.name.as_str();
        !field.is_inherited() || (shared.contains(name) && !inherited(name))
    };
    operation.parameters.iter().filter(is_own).cloned().collect()
}

/// How it is sent, how often, and whether twice.
fn sending(old: &Operation, new: &Operation, changes: &mut Changes) {
    let rank = |class: Idempotency| match class {
        Idempotency::NotIdempotent => 0,
        Idempotency::Idempotent => 1,
        Idempotency::ReadOnly => 2,
    };
    match (old.anonymous, new.anonymous) {
        (true, false) => changes.breaks("anonymous", "needs a key now"),
        (false, true) => changes.adds("anonymous", "needs no key any more"),
        _ => {}
    }
    if old.idempotency != new.idempotency {
        let message = format!("`{}`, was `{}`", new.idempotency.as_str(), old.idempotency.as_str());
        if rank(new.idempotency) < rank(old.idempotency) {
            changes.breaks("idempotency", message)
        } else {
            changes.adds("idempotency", message)
        }
    }
    if old.qps != new.qps {
        let shown = |qps: Option<u32>| match qps {
            Some(qps) => format!("{qps} calls per second"),
            None => "no known limit".to_owned(),
        };
        let message = format!("{}, was {}", shown(new.qps), shown(old.qps));
        // Calls are not refused for it: they wait longer.
        changes.documents("qps", message);
    }
    if old.methods != new.methods {
        let shown = |methods: &[Method]| {
            let names: Vec<&str> = methods.iter().copied().map(Method::as_str).collect();
            names.join(", ")
        };
        let message = format!("{}, was {}", shown(&new.methods), shown(&old.methods));
        changes.documents("methods", message);
    }
}

/// What scripts call it.
fn command(old: Option<&Command>, new: Option<&Command>, changes: &mut Changes) {
    match (old, new) {
        (Some(old), Some(new)) if old != new => {
            changes.breaks("command", format!("`{new}`, was `{old}`"));
        }
        (Some(old), None) => changes.breaks("command", format!("`{old}` removed")),
        (None, Some(new)) => changes.adds("command", format!("new command `{new}`")),
        _ => {}
    }
}

fn choices(old: &[Choice], new: &[Choice], changes: &mut Changes) {
    for choice in new {
        let part = &choice.name;
        let Some(known) = old.iter().find(|known| known.name == *part) else {
            changes.adds(part, "new choice");
            continue;
        };
        changes.prose(part, "description", &known.doc, &choice.doc);
        changes.prose(part, "Chinese text", &known.zh, &choice.zh);
        changes.prose(part, "selector", &known.selector, &choice.selector);
        for option in &choice.options {
            let part = format!("{part}.{}", option.name);
            match known.options.iter().find(|known| known.name == option.name) {
                Some(known) => one_option(&part, known, option, changes),
                None => changes.adds(&part, "new option"),
            }
        }
        let is_gone =
            |known: &&ChoiceOption| !choice.options.iter().any(|option| option.name == known.name);
        for option in known.options.iter().filter(is_gone) {
            changes.breaks(&format!("{part}.{}", option.name), "option removed");
        }
    }
    for choice in old.iter().filter(|known| !new.iter().any(|choice| choice.name == known.name)) {
        changes.breaks(&choice.name, "choice removed");
    }
}

fn one_option(part: &str, old: &ChoiceOption, new: &ChoiceOption, changes: &mut Changes) {
    if old.required != new.required || old.optional != new.optional {
        changes.breaks(part, "has other parameters now");
    }
    changes.prose(part, "value that is sent", &old.value, &new.value);
    changes.prose(part, "values that are sent beside it", &old.fixed, &new.fixed);
    changes.prose(part, "description", &old.doc, &new.doc);
    changes.prose(part, "Chinese text", &old.zh, &new.zh);
}

fn pages(old: Option<&Page>, new: Option<&Page>, changes: &mut Changes) {
    match (old, new) {
        (None, Some(_)) => changes.adds("page", "its pages can be walked"),
        (Some(_), None) => changes.breaks("page", "its pages cannot be walked any more"),
        (Some(old), Some(new)) if old.items.field != new.items.field => {
            let (old, new) = (&old.items.field, &new.items.field);
            changes.breaks("page", format!("the items of pages are `{new}`, were `{old}`"));
        }
        (Some(old), Some(new)) if discriminant(&old.by) != discriminant(&new.by) => {
            let message = format!(
                "pages are asked for by `{}` now, were by `{}`",
                new.by.parameter(),
                old.by.parameter()
            );
            changes.breaks("page", message);
        }
        (old, new) => {
            let way =
                |page: &Page| (page.by.clone(), page.size.clone(), page.total.clone(), page.limit);
            changes.prose("page", "way to walk", &old.map(way), &new.map(way));
        }
    }
}

/// The list that can be sent in parts.
fn over(operation: &Operation) -> Option<&Handle<Field>> {
    operation.split.as_ref().map(|split| &split.over.field)
}

fn parts(old: Option<&Handle<Field>>, new: Option<&Handle<Field>>, changes: &mut Changes) {
    match (old, new) {
        (None, Some(over)) => changes.adds("split", format!("`{over}` can be sent in parts")),
        (Some(over), None) => {
            changes.breaks("split", format!("`{over}` cannot be sent in parts any more"));
        }
        (Some(old), Some(new)) if old != new => {
            changes.breaks("split", format!("`{new}` can be sent in parts, was `{old}`"));
        }
        _ => {}
    }
}

fn waits(old: &[Wait], new: &[Wait], changes: &mut Changes) {
    for wait in new {
        let part = &wait.name;
        let Some(known) = old.iter().find(|known| known.name == *part) else {
            changes.adds(part, "new state to wait for");
            continue;
        };
        let meaning = |wait: &Wait| (wait.state.clone(), wait.until.clone(), wait.fail.clone());
        if meaning(known) != meaning(wait) {
            changes.breaks(part, "waits for another state now");
        }
        let pace = |wait: &Wait| (wait.interval, wait.timeout);
        changes.prose(part, "pace", &pace(known), &pace(wait));
        changes.prose(part, "description", &known.doc, &wait.doc);
        changes.prose(part, "Chinese text", &known.zh, &wait.zh);
    }
    for wait in old.iter().filter(|known| !new.iter().any(|wait| wait.name == known.name)) {
        changes.breaks(&wait.name, "cannot be waited for any more");
    }
}
