//! `ota rollout plan`: what would become of a plan.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_rollout::plan::Package;
use ota_rollout::service::{PackageRow, Request, Response};
use ota_rollout::twin::twin;
use ota_spec::{Spec, visible};

use super::{arguments, carry, fleet, start};
use crate::failure::{Exit, Failure};
use crate::runtime;

pub(super) fn command() -> Command {
    Command::new("plan")
        .about("Tries a plan in a world of its own, and says what would become of it")
        .after_help(
            "The package, the devices, the members of groups and the jobs that are not over are read from the service;\n\
             nothing is changed there. Versions are read where the plan names those that it starts from, by a call for\n\
             each device. How long devices take, and which share of them fails, falls silent or is offline, is as you say.\n\n\
             Example: ota rollout plan lamp.toml --failure-rate 0.02",
        )
        .arg(arguments::plan())
        .args(fleet::arguments())
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let plan = arguments::plan_of(matches)?;
    let fleet = fleet::read(&plan, matches)?;
    let package = match &plan.package {
        Package::File { .. } => None,
        Package::Known { firmware_id } => Some(read(&plan, firmware_id, matches)?),
    };
    let forecast = twin(specs, &plan, &fleet, package.as_ref(), start::now(), 1)
        .map_err(|error| Failure::usage(error.to_string()))?;
    Ok(writeln!(out, "{}", visible::lines(&forecast.to_string()))?)
}

/// The package as the service has it.
fn read(
    plan: &ota_rollout::Plan,
    firmware_id: &str,
    matches: &ArgMatches,
) -> Result<PackageRow, Failure> {
    let service = carry::service(plan, matches)?;
    let request = Request::Package { firmware_id: firmware_id.to_owned() };
    match runtime::run(service.perform(&request))? {
        Ok(Response::Package(package)) => Ok(package),
        Ok(_) => Err(Failure::new(Exit::NoResponse, "the service says nothing of the package")),
        Err(fault) => Err(carry::failure(&fault)),
    }
}
