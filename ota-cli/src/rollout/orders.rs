//! What a person wants of a rollout: `pause`, `resume`, `approve`, `abort`, `retry-failed`.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_rollout::{Event, Lease, Order, Rollout, Store, Wish};
use ota_spec::Spec;

use super::arguments::{self, agree, change, stored};
use super::carry;
use super::start::permitted;
use crate::devices::Devices;
use crate::failure::{Exit, Failure};
use crate::policy::Policy;

pub(super) fn commands() -> Vec<Command> {
    let order = |name: &'static str, about: &'static str| {
        Command::new(name)
            .about(about)
            .after_help(format!("Example:\n  ota rollout {name} lamp-20260501T220000"))
            .arg(arguments::id())
            .arg(arguments::yes())
            .arg(arguments::by())
            .args(arguments::carrying())
    };
    vec![
        order("pause", "Begins nothing new; what devices were told goes on"),
        order("resume", "Goes on with a rollout, whatever it was that stopped"),
        order("approve", "Agrees to go on after a wave, and goes on"),
        order("abort", "Cancels what no device has begun, and ends the rollout"),
        order("retry-failed", "Tries the failed devices of the last wave again, and goes on"),
    ]
}

/// What an order does to the service at most: its name for the safety policy, the operation, and words.
fn changed(order: Order) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match order {
        Order::Pause => return None,
        Order::Resume => ("rollout resume", "CreateOTAStaticUpgradeJob", "Goes on with"),
        Order::Approve => ("rollout approve", "CreateOTAStaticUpgradeJob", "Goes on with"),
        Order::RetryFailed => {
            ("rollout retry-failed", "ReupgradeOTATask", "Tries failed devices again in")
        }
        Order::Abort => ("rollout abort", "CancelOTATaskByJob", "Ends for good"),
    })
}

/// What has to be asked before an order is written down, where the question is put in another way; `None` if nothing.
pub(super) fn question(
    specs: &Spec,
    order: Order,
    id: &str,
    asks: bool,
    matches: &ArgMatches,
) -> Result<Option<String>, Failure> {
    let Some((name, action, does)) = changed(order) else { return Ok(None) };
    let does = format!("{does} rollout `{id}`");
    change(specs, action, (name, &does), Devices::Unknown, asks)?
        .question(&Policy::read()?, matches)
}

/// Writes down what a person wants. Where no controller is at work that would follow it, this process becomes one.
pub(super) fn run(
    specs: &Spec,
    order: Order,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (path, id) = (arguments::store_of(matches), arguments::id_of(matches));
    let mut store = arguments::opened(matches)?;
    let (rollout, _) = store.rollout(&id).map_err(stored)?;
    if rollout.ended.is_some() {
        let message =
            format!("rollout `{id}` is over: it is {}; nothing was noted", rollout.state());
        return Err(Failure::usage(message));
    }
    if matches.get_flag("dry-run") {
        return Ok(writeln!(out, "rollout `{id}` would be told")?);
    }
    if let Some((name, action, does)) = changed(order) {
        // Whoever approves has said so; what ends a rollout for good is asked.
        let (asks, does) = (order == Order::Abort, format!("{does} rollout `{id}`"));
        if order != Order::Abort {
            permitted(specs, &rollout.plan, (name, &does), matches)?;
        }
        agree(change(specs, action, (name, &does), Devices::Unknown, asks)?, matches)?;
    }
    let noted = note(&mut store, &rollout, order, matches)?;
    drop(store);
    match noted {
        Noted::Followed(said) => Ok(writeln!(out, "{said}")?),
        Noted::Alone(lease) if order == Order::Pause => {
            carry::rest(lease, &rollout.by)?;
            Ok(writeln!(out, "noted; nothing is at work on it")?)
        }
        Noted::Alone(lease) => carry::carry(&path, &id, lease, matches, out),
    }
}

/// What became of an order.
pub(super) enum Noted {
    /// A controller follows it, as is said.
    Followed(String),
    /// No controller is at work; this process could become one.
    Alone(Lease),
}

/// Writes an order down, if the controller that has the rollout reads the same file. The lease is asked for first, so where
/// that fails nothing is noted, and a controller that starts now reads the order.
pub(super) fn note(
    store: &mut Store,
    rollout: &Rollout,
    order: Order,
    matches: &ArgMatches,
) -> Result<Noted, Failure> {
    let id = &rollout.id;
    // Who only stands by wants nothing, and least of all to overrule what the other one stops for.
    let is_held = || carry::controller(id, matches).map_or(true, |holder| holder.is_some());
    if order == Order::Resume && carry::stands_by(matches) && is_held() {
        let last = store.rollout(id).map_err(stored)?.0.by;
        return match carry::lease(id, &last, matches)? {
            Ok(lease) => Ok(Noted::Alone(lease)),
            Err(by) => Ok(Noted::Followed(format!("{by} has the rollout"))),
        };
    }
    let wanted = wanted(store, rollout, order)?;
    let lease = carry::lease(id, &rollout.by, matches)?;
    let lease = match (lease, order) {
        (Ok(lease), Order::Resume | Order::Approve | Order::Abort | Order::RetryFailed) => {
            // Where this process cannot carry the rollout out, nothing is noted.
            if let Err(failure) = carry::service(&rollout.plan, matches) {
                carry::free(lease)?;
                return Err(failure);
            }
            Ok(lease)
        }
        (lease, _) => lease,
    };
    if let Err(by) = &lease
        && carry::is_on_server(matches)
        && *by != rollout.by
    {
        let message = format!(
            "{by} has rollout `{id}`, with another file of rollouts; say it with that one. Nothing was noted"
        );
        return Err(Failure::new(Exit::Lease, message));
    }
    store.order(id, order, &arguments::person(matches)).map_err(stored)?;
    carry::make_known(&wanted, &rollout.by, matches)?;
    Ok(match lease {
        Ok(lease) => Noted::Alone(lease),
        Err(by) if carry::is_on_server(matches) => Noted::Followed(format!(
            "noted; {by} has the rollout, and follows it if it is still at work; if it is not, \
             `ota rollout resume {id} --standby` with the same `--lease` and `--store` goes on as soon as its lease ends"
        )),
        Err(by) => Noted::Followed(format!("noted; {by} has the rollout and follows it")),
    })
}

/// The rollout as it is when all that people want is followed, `order` as the last.
///
/// # Errors
///
/// The order would change nothing: nobody agrees to what has not happened.
fn wanted(store: &Store, rollout: &Rollout, order: Order) -> Result<Rollout, Failure> {
    let mut wanted = rollout.clone();
    let mut follow = |order_id, order, by| {
        wanted.apply(rollout.at, &Event::Ordered { order_id, order, by });
        wanted.clone()
    };
    let mut before = rollout.clone();
    for Wish { order_id, order, by } in
        store.orders(&rollout.id, rollout.last_order).map_err(stored)?
    {
        before = follow(order_id, order, by);
    }
    let after = follow(before.last_order, order, None);
    let why = match order {
        Order::Approve => "waits for no approval now",
        Order::RetryFailed => "has no wave that has ended with failed devices now",
        Order::Pause => "is paused already",
        // Whoever goes on with it carries it out.
        Order::Resume | Order::Abort => return Ok(after),
    };
    match after == before {
        false => Ok(after),
        true => {
            let (id, state) = (&rollout.id, rollout.state());
            let message = format!("rollout `{id}` {why} ({state}); nothing was noted");
            Err(Failure::usage(message))
        }
    }
}
