//! `ota rollout rollback`: a new rollout of an earlier package to what was updated.

use std::collections::BTreeSet;
use std::io::Write;

use clap::{Arg, ArgMatches, Command};
use ota_rollout::service::{Request, Response};
use ota_rollout::{Rollout, SdkService};
use ota_spec::{Spec, visible};

use super::arguments::{self, stored};
use super::{carry, start};
use crate::failure::Failure;
use crate::runtime;

pub(super) fn command() -> Command {
    Command::new("rollback")
        .about("Rolls an earlier package out to the devices that a rollout has updated")
        .after_help("Example:\n  ota rollout rollback lamp-20260501T220000 --firmware-id T0F5b5tpFnHQrgfk030100")
        .arg(arguments::id())
        .arg(
            Arg::new("firmware-id")
                .long("firmware-id")
                .value_name("ID")
                .required(true)
                .help("The earlier package"),
        )
        .arg(arguments::yes())
        .args(arguments::carrying())
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let id = arguments::id_of(matches);
    let store = arguments::read(matches)?;
    let (rollout, _) = store.rollout(&id).map_err(stored)?;
    drop(store);
    let firmware_id = matches.get_one::<String>("firmware-id").cloned().unwrap_or_default();
    if rollout.ended.is_none() {
        let state = rollout.state();
        return Err(Failure::usage(format!(
            "rollout `{id}` is not over ({state}) and would go on beside its way back; end it first with `ota rollout abort {id}`"
        )));
    }
    if rollout.package.as_ref().is_some_and(|package| package.firmware_id == firmware_id) {
        return Err(Failure::usage(format!(
            "`{}` is what rollout `{id}` has installed; `--firmware-id` names the package to go back to",
            visible::line(&firmware_id)
        )));
    }
    let service = carry::service(&rollout.plan, matches)?;
    let devices = runtime::run(updated(&service, &rollout))??;
    if devices.is_empty() {
        return Err(Failure::usage(format!(
            "rollout `{id}` has updated no device; there is nothing to do"
        )));
    }
    let count = devices.len();
    let plan = rollout.plan.rollback(firmware_id, devices.into_iter().collect());
    if matches.get_flag("dry-run") {
        return Ok(writeln!(out, "{count} devices would be rolled back")?);
    }
    let id = format!("{}-rollback", Rollout::new_id(&rollout.plan, carry::now()));
    start::begin(specs, plan, ("rollout rollback", &id), matches, out)
}

/// The devices that all waves of a rollout have updated.
async fn updated(service: &SdkService, rollout: &Rollout) -> Result<BTreeSet<String>, Failure> {
    let mut devices = BTreeSet::new();
    for job_id in rollout.stages.iter().filter_map(|stage| stage.job_id.clone()) {
        for page in 1.. {
            let status = ota_rollout::service::SUCCEEDED;
            let request = Request::Tasks { job_id: job_id.clone(), status, page };
            let response =
                service.perform(&request).await.map_err(|fault| carry::failure(&fault))?;
            let Response::Tasks(rows, goes_on) = response else { break };
            devices.extend(rows.into_iter().map(|row| row.device));
            if !goes_on {
                break;
            }
        }
    }
    Ok(devices)
}
