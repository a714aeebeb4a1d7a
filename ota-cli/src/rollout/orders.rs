//! What a person wants of a rollout: `pause`, `resume`, `approve`, `abort`, `retry-failed`.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_rollout::{Order, Store};
use ota_spec::Spec;

use super::arguments::{self, agree, stored};
use super::carry;
use crate::devices::Devices;
use crate::failure::Failure;

pub(super) fn commands() -> Vec<Command> {
    let order = |name: &'static str, about: &'static str| {
        Command::new(name)
            .about(about)
            .after_help(format!("Example: ota rollout {name} lamp-20260501T220000"))
            .arg(arguments::id())
            .args(arguments::carrying())
    };
    vec![
        order("pause", "Begins nothing new; what devices were told goes on"),
        order("resume", "Goes on with a rollout, whatever it was that stopped"),
        order("approve", "Agrees to go on after a wave, and goes on"),
        order("abort", "Cancels what no device has begun, and ends the rollout")
            .arg(arguments::yes()),
        order("retry-failed", "Tries the failed devices of the last wave again, and goes on"),
    ]
}

/// Writes down what a person wants. Where no controller is at work that would follow it, this process becomes one.
pub(super) fn run(
    specs: &Spec,
    order: Order,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (path, id) = (arguments::store_of(matches), arguments::id_of(matches));
    let mut store = Store::open(&path).map_err(stored)?;
    store.rollout(&id).map_err(stored)?;
    if matches.get_flag("dry-run") {
        return Ok(writeln!(out, "rollout `{id}` would be told")?);
    }
    if order == Order::Abort {
        let does = format!("Ends rollout `{id}` for good");
        let words = ("rollout abort", does.as_str());
        agree(specs, "CancelOTATaskByJob", words, Devices::Unknown, matches)?;
    }
    // Asked first: a controller that starts now has read the order.
    store.order(&id, order).map_err(stored)?;
    drop(store);
    match carry::lease(&path, &id)? {
        Err(by) => Ok(writeln!(out, "noted; {by} has the rollout and follows it")?),
        Ok(_) if order == Order::Pause => Ok(writeln!(out, "noted; nothing is at work on it")?),
        Ok(lease) => carry::carry(&path, &id, lease, matches, out),
    }
}
