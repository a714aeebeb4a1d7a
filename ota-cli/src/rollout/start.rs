//! `ota rollout start`: carries a plan out.

use std::io::Write;

use clap::{Arg, ArgMatches, Command};
use ota_rollout::plan::{MOST_NAMED, Package, Target, Wave};
use ota_rollout::{Plan, Rollout, Store};
use ota_spec::{Spec, visible};

use super::arguments::{self, agree, change, stored};
use super::carry;
use super::shown::target;
use crate::devices::Devices;
use crate::failure::{Exit, Failure};

pub(super) fn command() -> Command {
    Command::new("start")
        .about("Carries a plan out")
        .after_help("Example:\n  ota rollout start lamp.toml --yes --events")
        .arg(arguments::plan())
        .arg(Arg::new("new-id").long("id").value_name("ID").help(
            "The ID of the rollout, instead of the name of the plan with the time; the ID of a rollout whose file was \
             lost finds its jobs again",
        ))
        .arg(arguments::yes())
        .args(arguments::carrying())
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let plan = arguments::plan_of(matches)?;
    if matches.get_flag("dry-run") {
        writeln!(out, "rolls out to product `{}`:", visible::line(&plan.product))?;
        for (number, wave) in (1..).zip(&plan.waves) {
            let name = visible::line(&wave.name);
            writeln!(
                out,
                "  wave {number} `{name}`: {}, {}",
                target(&wave.target),
                wave.tolerance
            )?;
        }
        return Ok(());
    }
    let id = match matches.get_one::<String>("new-id") {
        Some(id) => checked(id)?,
        None => Rollout::new_id(&plan, carry::now()),
    };
    begin(specs, plan, ("rollout start", &id), matches, out)
}

/// Writes a new rollout down, and carries it out.
pub(super) fn begin(
    specs: &Spec,
    plan: Plan,
    (name, id): (&str, &str),
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let targets: Vec<String> = plan.waves.iter().map(|wave| target(&wave.target)).collect();
    let product = &plan.product;
    let waves = targets.join(", then ");
    let does = format!("Updates devices of product `{product}`: {waves}");
    let action = "CreateOTAStaticUpgradeJob";
    if let Package::File { path, .. } = &plan.package {
        let file = std::fs::File::open(path).and_then(|file| file.metadata());
        let why = match file {
            Ok(file) if file.is_file() => None,
            Ok(_) => Some("it is no file".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(why) = why {
            let shown = visible::line(path);
            return Err(Failure::usage(format!("the package `{shown}` cannot be read: {why}")));
        }
    }
    permitted(specs, &plan, (name, &does), matches)?;
    agree(change(specs, action, (name, &does), reached(&plan), true)?, matches)?;
    let path = arguments::store_of(matches);
    let lease = leased(id, matches)?;
    let mut store = Store::open(&path).map_err(stored)?;
    store.create(&Rollout::new(id.to_owned(), plan, carry::now())).map_err(stored)?;
    drop(store);
    carry::carry(&path, id, lease, matches, out)
}

/// Whether the safety policy lets a plan publish, verify and confirm, if it does so. That it makes jobs is asked by itself.
pub(super) fn permitted(
    specs: &Spec,
    plan: &Plan,
    words: (&str, &str),
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let publishes = matches!(plan.package, Package::File { .. });
    let is_long =
        |wave: &Wave| matches!(&wave.target, Target::Devices(names) if names.len() > MOST_NAMED);
    let uses = [
        (publishes, "GenerateOTAUploadURL"),
        (publishes, "CreateOTAFirmware"),
        (plan.verify.is_some(), "CreateOTAVerifyJob"),
        (plan.waves.iter().any(is_long), "GenerateDeviceNameListURL"),
        (plan.most_offline.is_some(), "ConfirmOTATask"),
    ];
    for (_, action) in uses.into_iter().filter(|(is_used, _)| *is_used) {
        agree(change(specs, action, words, reached(plan), false)?, matches)?;
    }
    Ok(())
}

/// How many devices a plan names, where it names all of them.
fn reached(plan: &Plan) -> Devices {
    let counts = plan.waves.iter().map(|wave| match &wave.target {
        Target::Devices(names) => Some(names.len() as u64),
        _ => None,
    });
    counts.sum::<Option<u64>>().map_or(Devices::Unknown, Devices::UpTo)
}

/// The lease of a rollout, or who has it.
pub(super) fn leased(id: &str, matches: &ArgMatches) -> Result<ota_rollout::Lease, Failure> {
    // Nobody has had it, as far as this file knows.
    carry::lease(id, "", matches)?.map_err(|by| {
        Failure::new(Exit::Lease, format!("another controller has rollout `{id}`: {by}"))
    })
}

/// An ID: it becomes a part of labels and of the name of a file.
fn checked(id: &str) -> Result<String, Failure> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.is_empty() || id.len() > 100 || !id.chars().all(is_plain) {
        return Err(Failure::usage(format!(
            "`--id` is {id:?}; allowed: 1 to 100 letters, digits, `-`, `_` and `.`"
        )));
    }
    Ok(id.to_owned())
}
