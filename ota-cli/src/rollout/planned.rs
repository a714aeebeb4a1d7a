//! `ota rollout plan`: what would become of a plan.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_rollout::Plan;
use ota_rollout::plan::Package;
use ota_rollout::service::PackageRow;
use ota_rollout::twin::{Spread, twin};
use ota_spec::{Spec, visible};

use super::{arguments, carry, fleet, forecast};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::runtime;

pub(super) fn command() -> Command {
    Command::new("plan")
        .about("Tries a plan in a world of its own, and says what would become of it")
        .after_help(
            "The package, the devices with what they run, the members of groups and the jobs that are not over are read from\n\
             the service; nothing is changed there. What a device runs takes a call for each: of more than 10,000 devices it\n\
             is read only where the plan names the versions that it starts from, and never beside `--version`. How long\n\
             devices take, and which share fails or falls silent, is as flags and `[expected]` in the plan say, else as\n\
             earlier tasks show: of up to 20 jobs, a hundred tasks in each state. The exit code is 1 if the rollout would not get\n\
             to its end by itself; approvals are taken as given at once.\n\n\
             Example:\n  ota rollout plan lamp.toml --failure-rate 0.02",
        )
        .arg(arguments::plan())
        .args(fleet::arguments())
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let plan = arguments::plan_of(matches)?;
    let package = package(&plan, matches)?;
    let fleet = fleet::read(&plan, package.as_ref(), matches)?;
    let now = carry::now();
    let tried = |draw| twin(specs, &plan, &fleet, package.as_ref(), now, u64::from(draw));
    let forecasts = (1..=fleet::draws(&fleet, matches)).map(tried).collect::<Result<Vec<_>, _>>();
    let forecasts = forecasts.map_err(|error| Failure::usage(error.to_string()))?;
    if Output::of(matches) == Output::Json {
        let shown = forecast::json(now, &forecasts, &fleet).to_string();
        writeln!(out, "{}", visible::json(&shown))?;
    } else {
        let mut said: Vec<String> = forecasts.iter().take(1).map(ToString::to_string).collect();
        said.push(fleet.to_string());
        let spread = Spread::of(&forecasts).filter(|spread| spread.draws > 1);
        said.extend(spread.map(|spread| spread.to_string()));
        writeln!(out, "{}", visible::lines(&said.join("\n")))?;
    }
    // It was all said.
    match forecasts.first().is_none_or(|forecast| forecast.outcome.is_done()) {
        true => Ok(()),
        false => Err(Failure::silent(Exit::Refused)),
    }
}

/// The package as the service has it. A file needs no service where the flags say what devices there are.
fn package(plan: &Plan, matches: &ArgMatches) -> Result<Option<PackageRow>, Failure> {
    if matches!(plan.package, Package::File { .. }) && !fleet::asks_the_service(matches) {
        return Ok(None);
    }
    let service = carry::service(plan, matches)?;
    runtime::run(service.package(plan))?.map_err(|fault| carry::failure(&fault))
}
