//! Compares specs: what their folders share, then their operations.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::Spec;
use ota_spec::model::{Endpoints, ErrorCode, Layer, Operation, Service};

use super::changes::{Changes, Diff};
use super::side::Side;
use super::usage::Pair;
use super::{fields, operations};

/// Compares two folders of specs: the shared files first, then the operations.
pub fn compare(old: &Spec, new: &Spec) -> Diff {
    differences(&Pair::of_folders(old, new))
}

/// Compares the operations of two specs, and of the shared types only those that they use: for
/// files of operations that do not bring their folder with them.
pub fn compare_operations(old: &Spec, new: &Spec) -> Diff {
    differences(&Pair::of_operations(old, new))
}

fn differences(pair: &Pair<'_>) -> Diff {
    let (old, new) = (pair.old, pair.new);
    let mut all = Vec::new();
    if pair.whole {
        let mut changes = Changes::of("service.json");
        service(&old.service, &new.service, &mut changes);
        all.extend(changes.finish());
    }
    let mut changes = Changes::of("types.json");
    types(pair, &mut changes);
    all.extend(changes.finish());
    if pair.whole {
        let mut changes = Changes::of("errors.json");
        errors(old, new, &mut changes);
        all.extend(changes.finish());
    }
    let actions = |spec: &'_ Spec| -> Vec<String> {
        spec.operations.iter().map(|known| known.action.clone()).collect()
    };
    let mut names = actions(old);
    names.extend(actions(new));
    names.sort();
    names.dedup();
    let parameters = |spec: &'_ Spec| -> BTreeSet<_> {
        spec.service.parameters.iter().map(|field| field.name.clone()).collect()
    };
    let (before, after) = (parameters(old), parameters(new));
    let shared = before.intersection(&after).map(String::as_str).collect();
    for action in names {
        let mut changes = Changes::of(&action);
        match (old.operation(&action), new.operation(&action)) {
            (Some(known), Some(now)) => {
                operations::compare(known, now, &shared, &mut changes);
                // That of the service is compared once.
                let own = |spec: &Spec, operation: &Operation| {
                    (operation.envelope != spec.service.envelope)
                        .then(|| operation.envelope.clone())
                };
                changes.prose("envelope", "names on the wire", &own(old, known), &own(new, now));
            }
            (Some(_), None) => changes.breaks("", "operation removed"),
            (None, _) => changes.adds("", "new operation"),
        }
        all.extend(changes.finish());
    }
    Diff { changes: all }
}

fn service(old: &Service, new: &Service, changes: &mut Changes) {
    for (part, old, new) in
        [("product", &old.product, &new.product), ("version", &old.version, &new.version)]
    {
        if old != new {
            changes.breaks(part, format!("`{new}`, was `{old}`: calls go to another service"));
        }
    }
    let ids = |service: &Service| -> Vec<String> {
        service.endpoints.region_ids().into_iter().map(str::to_owned).collect()
    };
    let (known, now) = (ids(old), ids(new));
    let central = new.endpoints.central.as_ref();
    let serves_all = central.is_some_and(|central| central.regions.is_empty());
    for id in known.iter().filter(|id| !serves_all && !now.contains(id)) {
        changes.breaks("regions", format!("`{id}` removed"));
    }
    for id in now.iter().filter(|id| !known.contains(id)) {
        changes.adds("regions", format!("`{id}` is new"));
    }
    fields::compare(Side::Request, "", &old.parameters, &new.parameters, changes);
    let hosts = |service: &Service| {
        let Endpoints { public, hosts, vpc, vpc_hosts, regions: _, central } = &service.endpoints;
        let central = central.as_ref().map(|central| central.host.clone());
        (public.clone(), hosts.clone(), vpc.clone(), vpc_hosts.clone(), central)
    };
    changes.prose("endpoints", "hosts", &hosts(old), &hosts(new));
    changes.prose("envelope", "names on the wire", &old.envelope, &new.envelope);
    changes.prose("summary", "text", &old.summary, &new.summary);
    changes.prose("summary", "Chinese text", &old.zh, &new.zh);
}

/// Shared types. Those that only responses use refuse nothing.
fn types(pair: &Pair<'_>, changes: &mut Changes) {
    let (old, new) = (pair.types(pair.old), pair.types(pair.new));
    for (name, named) in &new {
        match old.get(name) {
            Some(known) => fields::named(pair.side_of(name), known, named, changes),
            None => changes.adds(name, "new type"),
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        changes.breaks(name, "type removed");
    }
}

fn errors(old: &Spec, new: &Spec, changes: &mut Changes) {
    let (had, has) = (codes(old), codes(new));
    for now in &new.errors {
        match had.get(&key(now)) {
            None => changes.documents(&now.code, "new error code"),
            Some(known) => {
                changes.prose(&now.code, "whether to send again", &known.retry, &now.retry);
                let told = |code: &ErrorCode| {
                    (code.meaning.clone(), code.advice.clone(), code.status.clone())
                };
                changes.prose(&now.code, "description", &told(known), &told(now));
                let chinese = |code: &ErrorCode| (code.zh.clone(), code.zh_advice.clone());
                changes.prose(&now.code, "Chinese text", &chinese(known), &chinese(now));
            }
        }
    }
    for known in &old.errors {
        if !has.contains_key(&key(known)) {
            changes.documents(&known.code, "error code removed");
        }
    }
}

/// What tells error codes apart.
fn key(error: &ErrorCode) -> (&str, &Layer) {
    (&error.code, &error.layer)
}

fn codes(spec: &Spec) -> BTreeMap<(&str, &Layer), &ErrorCode> {
    spec.errors.iter().map(|error| (key(error), &**error)).collect()
}
