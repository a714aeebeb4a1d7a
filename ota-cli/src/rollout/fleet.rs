//! What is known of the devices, for a plan that is tried: what the service says, or files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use ota_rollout::service::PackageRow;
use ota_rollout::twin::is_drawn;
use ota_rollout::{Fleet, Model, Plan};

use super::carry;
use crate::failure::Failure;
use crate::{flags, runtime};

pub(super) fn arguments() -> Vec<Arg> {
    let share = flags::share_flag;
    vec![
        Arg::new("fleet")
            .long("fleet")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help(
                "The devices of the product, instead of what the service says: lines with a name, a comma, and the version \
                 that it runs",
            ),
        Arg::new("devices")
            .long("devices")
            .value_name("COUNT")
            .value_parser(value_parser!(u32).range(0..=1_000_000))
            .help("How many devices there are, or how many more than the file names; those that the plan and groups name are among them"),
        Arg::new("version")
            .long("version")
            .value_name("VERSION")
            .default_value("1.0.0")
            .help("The version that devices run of which nothing else is known; given, none is read"),
        Arg::new("group")
            .long("group")
            .value_name("ID=FILE")
            .action(ArgAction::Append)
            .help("The devices of a group: a file with a name on each line"),
        share("failure-rate", "The share of updates that fail, from 0 to 1"),
        share("silent-share", "The share of devices that begin and then fall silent, from 0 to 1"),
        share("offline-share", "The share of devices that are offline, from 0 to 1"),
        Arg::new("call-time")
            .long("call-time")
            .value_name("MILLISECONDS")
            .value_parser(value_parser!(u32).range(1..=60_000))
            .default_value("100")
            .help("How long a call takes"),
        Arg::new("draws")
            .long("draws")
            .value_name("COUNT")
            .value_parser(value_parser!(u32).range(1..=1000))
            .default_value("10")
            .help(
                "How often to try the plan where something is left to chance, to say how far the outcomes are apart; once if \
                 there are more than 20,000 devices and nothing is said",
            ),
        Arg::new("no-history").long("no-history").action(ArgAction::SetTrue).help(
            "Read no earlier tasks, from which it is taken otherwise how devices behave where nothing else says it",
        ),
    ]
}

/// The most devices with whom a plan is tried more than once if nothing is said.
const MOST_DRAWN: usize = 20_000;

/// How many devices are told by their names.
const SHOWN: usize = 5;

/// How often the plan is tried.
pub(super) fn draws(fleet: &Fleet, matches: &ArgMatches) -> u32 {
    let is_said = matches.value_source("draws") == Some(ValueSource::CommandLine);
    let count = fleet.devices.len() + fleet.unnamed as usize;
    match is_drawn(&fleet.model) && (is_said || count <= MOST_DRAWN) {
        true => matches.get_one::<u32>("draws").copied().unwrap_or(1),
        false => 1,
    }
}

/// Whether the devices are read from the service.
pub(super) fn asks_the_service(matches: &ArgMatches) -> bool {
    !matches.contains_id("fleet") && !matches.contains_id("devices")
}

/// Reads the devices from where the flags say; without any, from the service.
pub(super) fn read(
    plan: &Plan,
    package: Option<&PackageRow>,
    matches: &ArgMatches,
) -> Result<Fleet, Failure> {
    let unnamed = matches.get_one::<u32>("devices").copied();
    let mut fleet = match asks_the_service(matches) {
        true => {
            let service = carry::service(plan, matches)?;
            let is_said = matches.value_source("version") == Some(ValueSource::CommandLine);
            let fleet = runtime::run(service.fleet(plan, package, !is_said, carry::now()))?;
            let mut fleet = fleet.map_err(|fault| carry::failure(&fault))?;
            if !matches.get_flag("no-history") {
                let silent_after = plan.stall_after.millis();
                let history = runtime::run(service.history(carry::now(), silent_after))?;
                let history = history.map_err(|fault| carry::failure(&fault))?;
                fleet.model = history.model(fleet.model);
                fleet.notes.push(history.to_string());
            }
            fleet
        }
        false => Fleet::default(),
    };
    fleet = Fleet {
        unnamed: unnamed.unwrap_or_default(),
        version: matches.get_one::<String>("version").cloned().unwrap_or_default(),
        model: model(plan, fleet.model, matches),
        call: matches.get_one::<u32>("call-time").copied(),
        ..fleet
    };
    if let Some(path) = matches.get_one::<PathBuf>("fleet") {
        let shown = path.display().to_string();
        for (number, line) in (1..).zip(lines(&shown)?) {
            let (name, version) = line.split_once(',').ok_or_else(|| {
                Failure::usage(format!(
                    "{shown}:{number}: {line:?} has no comma; write a name, a comma and a version"
                ))
            })?;
            fleet.devices.push((name.trim().to_owned(), Some(version.trim().to_owned())));
        }
    }
    fleet.groups.extend(groups(matches)?);
    name(plan, &mut fleet)?;
    if fleet.devices.is_empty() && fleet.unnamed == 0 {
        let product = &plan.product;
        return Err(Failure::usage(format!(
            "product `{product}` has no devices; `--fleet FILE` or `--devices COUNT` says what there will be"
        )));
    }
    Ok(fleet)
}

/// Puts the devices that the plan and its groups name among those of which only the number is known; where there are none, the
/// plan may name devices that there are not.
fn name(plan: &Plan, fleet: &mut Fleet) -> Result<(), Failure> {
    let known: BTreeSet<&str> = fleet.devices.iter().map(|(name, _)| name.as_str()).collect();
    let members = fleet.groups.values().flatten().map(String::as_str);
    let named = plan.named().into_iter().chain(members);
    let new: BTreeSet<String> =
        named.filter(|name| !known.contains(name)).map(str::to_owned).collect();
    if new.is_empty() {
        return Ok(());
    }
    if fleet.unnamed == 0 {
        let shown: Vec<&str> = new.iter().take(SHOWN).map(String::as_str).collect();
        let more = match new.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        fleet.notes.push(format!(
            "not there, although the plan names them: `{}`{more}",
            shown.join("`, `")
        ));
        return Ok(());
    }
    let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
    fleet.unnamed = fleet.unnamed.checked_sub(count).ok_or_else(|| {
        let devices = fleet.unnamed;
        Failure::usage(format!(
            "the plan and its groups name {count} devices, and `--devices` is {devices}"
        ))
    })?;
    fleet.devices.extend(new.into_iter().map(|name| (name, None)));
    Ok(())
}

/// How devices behave: as flags say, else as the plan says, else as `model` does.
fn model(plan: &Plan, model: Model, matches: &ArgMatches) -> Model {
    let model = plan.expected.model(model);
    let share = |name, known: f64| matches.get_one::<f64>(name).copied().unwrap_or(known);
    Model {
        failure_rate: share("failure-rate", model.failure_rate),
        silent_share: share("silent-share", model.silent_share),
        offline_share: share("offline-share", model.offline_share),
        ..model
    }
}

fn groups(matches: &ArgMatches) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let given = matches.get_many::<String>("group").into_iter().flatten();
    given
        .map(|group| {
            let (id, path) = group.split_once('=').ok_or_else(|| {
                Failure::usage(format!(
                    "`--group` is {group:?}; write the ID of a group, `=`, and a file"
                ))
            })?;
            Ok((id.to_owned(), lines(path)?))
        })
        .collect()
}

/// The lines of a file that have something in them.
fn lines(path: &str) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("`{path}` cannot be read: {error}")))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}
