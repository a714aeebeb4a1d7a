//! Carries a rollout out until it is over or a person is needed.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::ArgMatches;
use ota_api::Client;
use ota_api::product::Product;
use ota_credentials::Cached;
use ota_rollout::service::Fault;
use ota_rollout::{
    End, Event, Halt, Lease, LeaseError, Moment, Plan, Rollout, Runner, SdkService, Store, Why,
};
use ota_spec::visible;

use super::arguments::{self, store_of, stored};
use super::progress::Progress;
use super::shown;
use crate::failure::{Exit, Failure};
use crate::{bar, runtime, settings, stop};

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

/// This process, for others who want the same rollout. Processes of two containers can have the same number and host, so
/// there is a number by chance as well.
fn myself() -> String {
    static CHANCE: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
    let host = arguments::host().unwrap_or_else(|| "a host without a name".to_owned());
    format!("process {} on {host} ({:08x})", std::process::id(), *CHANCE >> 32)
}

/// How often a lease is asked for that another controller has.
const AGAIN: Duration = Duration::from_secs(1);

/// Takes the lease of a rollout; or who has it, unless it is to be waited for. `last` is the controller that had it last, as
/// far as the file of rollouts says.
pub(super) fn lease(
    id: &str,
    last: &str,
    matches: &ArgMatches,
) -> Result<Result<Lease, String>, Failure> {
    let mut trouble = String::new();
    loop {
        match taken(id, last, matches)? {
            Ok(lease) => return Ok(Ok(lease)),
            Err(LeaseError::Held { .. }) if stands_by(matches) => pause()?,
            // Whoever stands by does so also when the server is away for a while.
            Err(error @ LeaseError::Server(_)) if stands_by(matches) => {
                let message = error.to_string();
                if message != trouble {
                    let shown = visible::line(&message);
                    drop(writeln!(io::stderr(), "{shown}; it is asked again until it can be used"));
                    trouble = message;
                }
                pause()?;
            }
            Err(LeaseError::Held { by }) => return Ok(Err(by)),
            Err(error @ LeaseError::Url(_)) => return Err(Failure::usage(error.to_string())),
            Err(error @ LeaseError::Rests { .. }) => {
                return Err(Failure::new(Exit::Lease, error.to_string()));
            }
            Err(error) => return Err(Failure::new(Exit::NoResponse, error.to_string())),
        }
    }
}

/// Who carries a rollout out now; `None` if nobody does.
pub(super) fn controller(id: &str, matches: &ArgMatches) -> Result<Option<String>, String> {
    let holder = match server(matches) {
        None => Lease::holder(&store_of(matches), id),
        Some(url) => runtime::run(Lease::holder_shared(url, id))
            .map_err(|failure| failure.message().to_owned())?,
    };
    holder.map_err(|error| error.to_string())
}

/// What is to be known of who carries a rollout out; nothing where nobody need do so, or somebody does.
pub(super) fn absence(rollout: &Rollout, matches: &ArgMatches) -> Option<String> {
    if rollout.ended.is_some() || rollout.stopped.is_some() {
        return None;
    }
    let id = visible::line(&rollout.id);
    match controller(&rollout.id, matches) {
        Ok(Some(_)) => None,
        Ok(None) => {
            Some(format!("no controller is at work on it; `ota rollout resume {id}` goes on"))
        }
        Err(why) => Some(
            visible::line(&format!("whether a controller is at work is not known: {why}"))
                .into_owned(),
        ),
    }
}

/// Lets the time pass after which a lease is asked for again.
fn pause() -> Result<(), Failure> {
    runtime::run(async { tokio::time::sleep(AGAIN).await })
}

/// Whether a lease is waited for. Not every command can.
pub(super) fn stands_by(matches: &ArgMatches) -> bool {
    matches.try_get_one::<bool>("standby").is_ok_and(|standby| standby == Some(&true))
}

/// Whether a server has the leases, and not the system.
pub(super) fn is_on_server(matches: &ArgMatches) -> bool {
    server(matches).is_some()
}

fn server(matches: &ArgMatches) -> Option<&String> {
    matches.get_one::<String>("lease").filter(|url| !url.is_empty())
}

fn taken(id: &str, last: &str, matches: &ArgMatches) -> Result<Result<Lease, LeaseError>, Failure> {
    let Some(url) = server(matches) else {
        return Ok(Lease::take(&store_of(matches), id, &myself()));
    };
    let time = matches.get_one::<u64>("lease-time").copied();
    let time = time.map_or(Lease::TIME, Duration::from_secs);
    runtime::run(Lease::take_shared(url, id, &myself(), last, time))
}

/// Lets controllers with another file of rollouts know what people want of a rollout, if a server has the lease. `wanted` is the
/// rollout as it is when all orders are followed, and `last` the last controller that this file knows of.
pub(super) fn make_known(
    wanted: &Rollout,
    last: &str,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let Some(url) = server(matches) else { return Ok(()) };
    let why = match (wanted.is_aborting, wanted.is_paused) {
        (true, _) => Some("a person wants it to end"),
        (false, true) => Some("a person has paused it"),
        (false, false) => None,
    };
    let known = runtime::run(Lease::order_shared(url, &wanted.id, [last, &myself()], why))?;
    known.map_err(|error| {
        let message = format!(
            "the order was noted, but {error}; a controller with another file of rollouts may not know of it"
        );
        Failure::new(Exit::NoResponse, message)
    })
}

/// Gives a lease up that is not used.
pub(super) fn free(lease: Lease) -> Result<(), Failure> {
    runtime::run(lease.free())
}

/// Gives the lease of a rollout up that a person has paused.
pub(super) fn rest(lease: Lease, last: &str) -> Result<(), Failure> {
    runtime::run(async move { lease.rest(last, &Why::Paused.to_string()).await })
}

/// The time by the clock of this machine.
pub(super) fn now() -> Moment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
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
    let bar = Mutex::new(bar::Upload::new(""));
    let service = service(&rollout.plan, matches)?.on_upload(move |name, progress| {
        if let Ok(mut bar) = bar.lock() {
            bar.tell_of(name, progress);
        }
    });
    let (waits, as_json) = (matches.get_flag("wait"), matches.get_flag("events"));
    let mut written = Ok(());
    let mut progress = Progress::new();
    let mut pending = None;
    // The line below has the numbers.
    let is_said_below = progress.is_seen() && io::stdout().is_terminal();
    let (halt, left_out) = runtime::run(async {
        let mut tell = |at, event: &_, rollout: &Rollout| {
            let lines: Vec<String> = match as_json {
                true => vec![visible::json(&shown::json(at, event)).into_owned()],
                false => {
                    let is_said = is_said_below && matches!(event, Event::Counted { .. });
                    let line = shown::line(event, rollout).filter(|_| !is_said);
                    let new = shown::news(&mut pending, at, event, rollout);
                    let lines = line.into_iter().chain(new);
                    lines.map(|line| visible::line(&line).into_owned()).collect()
                }
            };
            for line in lines {
                progress.clear();
                // Whoever reads along reads it now.
                written = std::mem::replace(&mut written, Ok(()))
                    .and_then(|()| writeln!(out, "{line}"))
                    .and_then(|()| out.flush());
            }
            progress.tell(at, event, rollout);
        };
        let stop = stop::signal()?;
        let mut runner =
            Runner::new(service, store, id, lease, &myself(), &mut tell).map_err(stored)?;
        let halt = runner.run(stop, waits, &mut tell).await.map_err(stored);
        let left_out = runner.rollout().left_out();
        runner.leave(halt.as_ref().ok()).await;
        halt.map(|halt| (halt, left_out))
    })??;
    drop(progress);
    let said = said(id, halt, left_out);
    match written {
        // Nobody reads along any more; how it went is known all the same.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => said,
        written => Ok(written?).and(said),
    }
}

/// What the exit code says, with so many devices that were left out.
pub(super) fn said(id: &str, halt: Halt, left_out: u64) -> Result<(), Failure> {
    let why = match halt {
        Halt::End(End::Done) if left_out == 0 => return Ok(()),
        Halt::End(End::Done) => {
            let message = format!(
                "rollout `{id}` is done, but {left_out} devices were left out when their wave was stopped; another rollout \
                 reaches them"
            );
            return Err(Failure::new(Exit::LeftOut, message));
        }
        Halt::End(End::Aborted { running }) => {
            let message = format!("rollout `{id}` is aborted; {}", shown::running(running));
            return Err(Failure::new(Exit::Aborted, message));
        }
        Halt::Interrupted => {
            let message = format!("interrupted; `ota rollout resume {id}` goes on");
            return Err(Failure::new(Exit::Interrupted, message));
        }
        Halt::Lost(why) => {
            let message = format!(
                "{why}; this controller has stopped, and `ota rollout resume {id}` goes on unless another one does"
            );
            return Err(Failure::new(Exit::Lease, message));
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
