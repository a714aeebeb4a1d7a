//! Carries a rollout out until it is over or a person is needed.

use std::io::Write;
use std::path::Path;

use clap::ArgMatches;
use ota_api::Client;
use ota_api::product::Product;
use ota_credentials::Cached;
use ota_rollout::service::Fault;
use ota_rollout::{End, Halt, Lease, LeaseError, Plan, Runner, SdkService, Store, Why};
use ota_spec::visible;

use super::arguments::stored;
use super::shown;
use crate::failure::{Exit, Failure};
use crate::{runtime, settings, stop};

/// The service as a client reaches it.
pub(super) fn service(plan: &Plan, matches: &ArgMatches) -> Result<SdkService, Failure> {
    let builder = Client::builder().credentials(Cached::new(settings::chain(matches)));
    let mut builder = settings::configured(builder, <Client as Product>::SERVICE, matches)?;
    if let Some(instance) = &plan.instance {
        builder = builder.parameter("IotInstanceId", instance);
    }
    let client = builder.build().map_err(|error| Failure::api(&error))?;
    Ok(SdkService::new(client, &plan.product))
}

/// A call of a rollout that failed.
pub(super) fn failure(fault: &Fault) -> Failure {
    let exit = match fault {
        Fault::Refused { .. } => Exit::Refused,
        Fault::Unsendable(_) => Exit::Usage,
        Fault::Later(_) | Fault::Unknown(_) => Exit::NoResponse,
    };
    Failure::new(exit, fault.to_string())
}

/// This process, for others who want the same rollout.
fn myself() -> String {
    let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "this host".to_owned());
    format!("process {} on {host}", std::process::id())
}

/// Takes the lease of a rollout; `None` if another controller has it, which is named.
pub(super) fn lease(store: &Path, id: &str) -> Result<Result<Lease, String>, Failure> {
    match Lease::take(store, id, &myself()) {
        Ok(lease) => Ok(Ok(lease)),
        Err(LeaseError::Held { by }) => Ok(Err(by)),
        Err(error) => Err(Failure::new(Exit::NoResponse, error.to_string())),
    }
}

/// Carries a rollout out, and says what happens.
pub(super) fn carry(
    path: &Path,
    id: &str,
    lease: Lease,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let store = Store::open(path).map_err(stored)?;
    let (rollout, _) = store.rollout(id).map_err(stored)?;
    let service = service(&rollout.plan, matches)?;
    let (waits, as_json) = (matches.get_flag("wait"), matches.get_flag("events"));
    let mut written = Ok(());
    let halt = runtime::run(async {
        let mut tell = |at, event: &_, rollout: &_| {
            let line = match as_json {
                true => Some(visible::json(&shown::json(at, event)).into_owned()),
                false => shown::line(event, rollout).map(|line| visible::line(&line).into_owned()),
            };
            if let Some(line) = line.filter(|_| written.is_ok()) {
                // Whoever reads along reads it now.
                written = writeln!(out, "{line}").and_then(|()| out.flush());
            }
        };
        let stop = stop::signal()?;
        let mut runner =
            Runner::new(service, store, id, lease, &myself(), &mut tell).map_err(stored)?;
        runner.run(stop, waits, &mut tell).await.map_err(stored)
    })??;
    written?;
    rest(id, halt)
}

/// What the exit code says.
fn rest(id: &str, halt: Halt) -> Result<(), Failure> {
    let why = match halt {
        Halt::End(End::Done) => return Ok(()),
        Halt::End(End::Aborted { running }) => {
            let message = format!(
                "rollout `{id}` is aborted; {running} devices are at it and cannot be stopped"
            );
            return Err(Failure::new(Exit::Aborted, message));
        }
        Halt::Interrupted => {
            let message = format!("interrupted; `ota rollout resume {id}` goes on");
            return Err(Failure::new(Exit::Interrupted, message));
        }
        Halt::Ask(why) => why,
    };
    let exit = match why {
        Why::Approval { .. } => Exit::Approval,
        Why::Tolerance { .. } => Exit::Tolerance,
        Why::Refused { .. } => Exit::Refused,
        Why::Unreachable { .. } => Exit::NoResponse,
        _ => Exit::Person,
    };
    Err(Failure::new(exit, format!("rollout `{id}` waits: {why}")))
}
