//! `ota spec diff`: what changed between two specs, and whether it breaks callers.

mod changes;
mod fields;
mod operations;
mod shapes;
mod sides;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use clap::{ArgMatches, Command};
use ota_spec::Spec;
use ota_spec::model::{Endpoints, ErrorCode, NamedType, Region, Service};
use serde_json::json;

use self::changes::{Change, Changes, Class, worst};
use self::fields::Side;
use self::sides::Pair;
use super::page::{Page, Screen};
use super::{count, path, path_of};
use crate::failure::{Exit, Failure};
use crate::output::{Output, printable_json};

pub(super) fn command() -> Command {
    Command::new("diff")
        .about("Shows what changed between two specs, and whether it breaks callers")
        .after_help(AFTER_HELP)
        .arg(
            path("old", "OLD")
                .required(true)
                .help("A folder of specs, or the file of an operation"),
        )
        .arg(path("new", "NEW").required(true).help("The same, as it is now"))
        .arg(
            path("specs", "DIR")
                .long("specs")
                .default_value("specs")
                .help("Where the shared types of files stand that are not in a folder of specs"),
        )
        .arg(Output::argument())
}

const AFTER_HELP: &str = "\
Changes are judged for a Rust program that uses the generated code:
  breaking       it does not compile any more, or a call that worked is refused
                 or does another thing: something is gone, renamed or required,
                 a type or default changed, a limit is tighter, a rule is new
  addition       more can be done: something optional is new, a limit is looser;
                 or something is deprecated
  documentation  the program does not notice

Exit codes: 0 nothing breaks, 1 something breaks callers, 2 wrong use.";

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let output = Output::of(matches);
    diff(matches, output, out).map_err(|failure| failure.shown_as(output))
}

fn diff(matches: &ArgMatches, output: Output, out: &mut dyn Write) -> Result<(), Failure> {
    let [Some(old), Some(new), Some(shared)] =
        ["old", "new", "specs"].map(|id| path_of(matches, id))
    else {
        return Ok(());
    };
    let pair = Pair::read(old, new, shared)?;
    let changes = compare(&pair);
    match output {
        Output::Json => json(&changes, out)?,
        Output::Text => text(&changes, out)?,
    }
    match worst(&changes) {
        Some(Class::Breaking) => Err(Failure::silent(Exit::Refused)),
        _ => Ok(()),
    }
}

/// All differences: those of shared files first, then those of the operations.
fn compare(pair: &Pair) -> Vec<Change> {
    let (old, new) = (&pair.old, &pair.new);
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
    for action in names {
        let mut changes = Changes::of(&action);
        match (old.operation(&action), new.operation(&action)) {
            (Some(old), Some(new)) => operations::compare(old, new, &mut changes),
            (Some(_), None) => changes.breaks("", "operation removed"),
            (None, _) => changes.adds("", "new operation"),
        }
        all.extend(changes.finish());
    }
    all
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
        let own = service.endpoints.regions.iter().map(|Region { id, .. }| id.clone());
        let central = service.endpoints.central.iter().flat_map(|host| host.regions.clone());
        own.chain(central).collect()
    };
    let (known, now) = (ids(old), ids(new));
    for id in known.iter().filter(|id| !now.contains(id)) {
        changes.breaks("regions", format!("`{id}` removed"));
    }
    for id in now.iter().filter(|id| !known.contains(id)) {
        changes.adds("regions", format!("`{id}` is new"));
    }
    fields::compare(Side::Request, "", &old.parameters, &new.parameters, changes);
    let hosts = |service: &Service| {
        let Endpoints { public, vpc, central, .. } = &service.endpoints;
        (public.clone(), vpc.clone(), central.as_ref().map(|central| central.host.clone()))
    };
    changes.prose("endpoints", "hosts", &hosts(old), &hosts(new));
    changes.prose("envelope", "names on the wire", &old.envelope, &new.envelope);
    changes.prose("summary", "text", &old.summary, &new.summary);
}

/// Shared types. What only answers use is not refused for its limits.
fn types(pair: &Pair, changes: &mut Changes) {
    let index = |types: &[Arc<NamedType>]| -> BTreeMap<String, Arc<NamedType>> {
        types.iter().map(|named| (named.name.clone(), named.clone())).collect()
    };
    let (old, new) = (index(&pair.old.types), index(&pair.new.types));
    for (name, named) in &new {
        match old.get(name) {
            Some(known) => shapes::named(pair.side_of(name), known, named, changes),
            None => changes.adds(name, "new type"),
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        changes.breaks(name, "type removed");
    }
}

fn errors(old: &Spec, new: &Spec, changes: &mut Changes) {
    for now in &new.errors {
        let same = |known: &&ErrorCode| known.code == now.code && known.layer == now.layer;
        match old.errors.iter().find(same) {
            None => changes.documents(&now.code, "new error code"),
            Some(known) => {
                changes.prose(&now.code, "whether to send again", &known.retry, &now.retry);
                let told = |code: &ErrorCode| {
                    (code.meaning.clone(), code.advice.clone(), code.status.clone())
                };
                changes.prose(&now.code, "description", &told(known), &told(now));
            }
        }
    }
    for known in &old.errors {
        let same = |now: &ErrorCode| known.code == now.code && known.layer == now.layer;
        if !new.errors.iter().any(same) {
            changes.documents(&known.code, "error code removed");
        }
    }
}

fn verdict(changes: &[Change]) -> &'static str {
    worst(changes).map_or("none", Class::verdict)
}

fn number(changes: &[Change], class: Class) -> usize {
    changes.iter().filter(|change| change.class == class).count()
}

fn json(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    let one = |change: &Change| {
        json!({
            "in": change.owner,
            "part": change.part,
            "class": change.class.name(),
            "message": change.message,
        })
    };
    let listed: Vec<serde_json::Value> = changes.iter().map(one).collect();
    let shown = json!({
        "changes": listed,
        "breaking": number(changes, Class::Breaking),
        "additions": number(changes, Class::Addition),
        "documentation": number(changes, Class::Documentation),
        "version": verdict(changes),
    });
    writeln!(out, "{}", printable_json(&format!("{shown:#}")))
}

fn text(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    if changes.is_empty() {
        return writeln!(out, "nothing changed; no new version is needed");
    }
    let mut page = Page::new(Screen::of_stdout());
    let mut owner = "";
    for change in changes {
        if owner != change.owner {
            owner = &change.owner;
            page.heading(owner);
        }
        let part = if change.part.is_empty() { "" } else { &format!("`{}`: ", change.part) };
        let mark = format!("{:<15}", change.class.name());
        page.put(2, &mark, &format!("{part}{}", change.message));
    }
    page.gap();
    let [breaking, additions, documentation] = Class::ALL.map(|class| number(changes, class));
    let counted = format!(
        "{breaking} breaking, {}, {documentation} documentation",
        count(additions, "addition")
    );
    let verdict = match worst(changes) {
        Some(Class::Breaking) => "a new major version: callers break",
        Some(Class::Addition) => "a new minor version: callers can do more",
        _ => "a new patch version: callers do not notice",
    };
    page.put(0, "", &counted);
    page.put(0, "", verdict);
    out.write_all(page.finish().as_bytes())
}

#[cfg(test)]
mod tests;
