//! The flags of several commands, and what they say.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use ota_rollout::{Plan, Store, StoreError};
use ota_spec::{Spec, visible};

use crate::devices::Devices;
use crate::failure::{Exit, Failure};
use crate::permit::Change;
use crate::policy::Policy;

/// The flags of all commands.
pub(super) fn shared() -> Vec<Arg> {
    let store = Arg::new("store")
        .long("store")
        .value_name("FILE")
        .env("OTA_ROLLOUT_STORE")
        .hide_env_values(true)
        .value_parser(value_parser!(PathBuf))
        .default_value("ota-rollouts.db")
        .global(true)
        .help("The file in which rollouts are written down");
    let lease = Arg::new("lease")
        .long("lease")
        .value_name("URL")
        .env("OTA_ROLLOUT_LEASE")
        .hide_env_values(true)
        .global(true)
        .help(
            "A Redis server, such as `redis://10.0.0.7:6379/0`, that gives one controller at a time the right to go on with a \
             rollout, for hosts that share no file; otherwise a lock beside the file of `--store` does",
        );
    let time = Arg::new("lease-time")
        .long("lease-time")
        .value_name("SECONDS")
        .value_parser(value_parser!(u64).range(3..=3600))
        .default_value("30")
        .global(true)
        .help("How long a lease on a server lasts that is not renewed");
    vec![store, lease, time]
}

/// The flags of commands that carry a rollout out.
pub(super) fn carrying() -> Vec<Arg> {
    vec![
        Arg::new("wait").long("wait").action(ArgAction::SetTrue).help(
            "Wait where a person is needed, instead of ending with an exit code that says so",
        ),
        Arg::new("events")
            .long("events")
            .action(ArgAction::SetTrue)
            .help("Write each event as a line of JSON"),
        Arg::new("standby").long("standby").action(ArgAction::SetTrue).help(
            "Wait until no other controller has the rollout, and then go on with it, instead of leaving it to the other",
        ),
    ]
}

/// The flag that answers the question before something is changed.
pub(super) fn yes() -> Arg {
    Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue).help("Do not ask")
}

/// The flag that says who wants something.
pub(super) fn by() -> Arg {
    Arg::new("by").long("by").value_name("NAME").help(
        "Who wants it, as it is written down; left out, the user of this process and its host",
    )
}

/// Who wants something.
pub(super) fn person(matches: &ArgMatches) -> String {
    let variable = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(name) = matches.try_get_one::<String>("by").ok().flatten() {
        return name.clone();
    }
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(variable);
    let user = user.unwrap_or_else(|| "somebody".to_owned());
    match host() {
        Some(host) => format!("{user} on {host}"),
        None => user,
    }
}

/// The name of this host. Shells have it in a variable, but seldom hand it on.
pub(super) fn host() -> Option<String> {
    let variables = ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let known = variables.or_else(|| fs::read_to_string("/proc/sys/kernel/hostname").ok());
    known.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The plan.
pub(super) fn plan() -> Arg {
    Arg::new("plan")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .required(true)
        .help("The plan, a TOML file")
}

/// The rollout.
pub(super) fn id() -> Arg {
    Arg::new("id")
        .value_name("ID")
        .required(true)
        .help("The rollout, as `ota rollout status` lists it")
}

/// Reads the plan.
pub(super) fn plan_of(matches: &ArgMatches) -> Result<Plan, Failure> {
    let path = matches.get_one::<PathBuf>("plan").map_or(Path::new(""), PathBuf::as_path);
    Plan::read(path).map_err(|error| Failure::usage(error.to_string()))
}

/// The ID of the rollout.
pub(super) fn id_of(matches: &ArgMatches) -> String {
    matches.get_one::<String>("id").cloned().unwrap_or_default()
}

/// The file in which rollouts are written down.
pub(super) fn store_of(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("store").cloned().unwrap_or_default()
}

/// The rollouts that are written down, to be read.
pub(super) fn read(matches: &ArgMatches) -> Result<Store, Failure> {
    there(matches, Store::read)
}

/// The rollouts that are written down, to be written to.
pub(super) fn opened(matches: &ArgMatches) -> Result<Store, Failure> {
    there(matches, Store::open)
}

/// A file that has to be there: a name that is not the right one makes no new file.
fn there(
    matches: &ArgMatches,
    open: impl FnOnce(&Path) -> Result<Store, StoreError>,
) -> Result<Store, Failure> {
    let path = store_of(matches);
    if !path.exists() {
        let shown = path.display().to_string();
        return Err(Failure::usage(format!(
            "there is no file of rollouts `{}`; `--store` names another one, and `ota rollout start` makes one",
            visible::line(&shown)
        )));
    }
    open(&path).map_err(stored)
}

/// Asks before something is changed, if the command `asks` or the safety policy does.
pub(super) fn agree(change: Change<'_>, matches: &ArgMatches) -> Result<(), Failure> {
    change.agree(&Policy::read()?, matches)
}

/// A change by an operation, which has a name and does something, to so many devices.
pub(super) fn change<'a>(
    specs: &'a Spec,
    action: &str,
    (name, does): (&'a str, &'a str),
    devices: Devices,
    asks: bool,
) -> Result<Change<'a>, Failure> {
    let operation = specs.operation(action).ok_or_else(|| {
        let message =
            format!("the specs have no `{action}`, so nobody can be asked; nothing was done");
        Failure::new(Exit::NotAllowed, message)
    })?;
    Ok(Change { operation, name, does, devices, asks })
}

/// Why the file of rollouts cannot be used.
pub(super) fn stored(error: StoreError) -> Failure {
    let exit = match error {
        StoreError::OtherWriter => Exit::Lease,
        StoreError::Exists(_)
        | StoreError::NoRollout(_)
        | StoreError::Version(_)
        | StoreError::Foreign => Exit::Usage,
        _ => Exit::NoResponse,
    };
    Failure::new(exit, error.to_string())
}
