//! `ota rollout`: plans rollouts, carries them out, and goes on with them.

mod arguments;
mod back;
mod carry;
mod fleet;
mod forecast;
mod new;
mod orders;
mod pace;
mod planned;
mod progress;
mod report;
#[cfg(test)]
mod sample;
mod shown;
mod start;
mod status;
mod tried;
mod watch;

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_rollout::Order;
use ota_spec::Spec;

use crate::failure::Failure;
use crate::output::Output;
use crate::settings;

pub(crate) fn command() -> Command {
    Command::new("rollout")
        .about("Rolls a package out in waves, by a plan")
        .after_help(
            "Everything that happens is written down in a file before the next thing is done, so a rollout that\n\
             was killed goes on with `ota rollout resume ID`, and no wave is started twice.\n\n\
             Exit codes: 0 done, 1 the service refused, 2 wrong use, 3 no response, 10 waiting for approval,\n\
             11 stopped by its tolerance, 12 aborted, 13 another controller has it, or the lease was lost, 14 waiting for a\n\
             person for another reason, 15 interrupted, 16 done, but devices were left out when a wave was stopped.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(arguments::shared())
        .args(settings::arguments(Output::argument()).into_iter().filter(|argument| {
            // A rollout has its own operations.
            !matches!(argument.get_id().as_str(), "specs" | "unlisted-values" | "yes" | "query")
        }))
        .subcommand(new::command())
        .subcommand(planned::command())
        .subcommand(start::command())
        .subcommand(status::command())
        .subcommand(watch::command())
        .subcommand(report::command())
        .subcommands(orders::commands())
        .subcommand(back::command())
        .subcommand(tried::command())
}

pub(crate) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(()) };
    let result = match name {
        "new" => new::run(out),
        "plan" => planned::run(specs, matches, out),
        "start" => start::run(specs, matches, out),
        "status" => status::run(matches, out),
        "watch" => watch::run(specs, matches, out),
        "report" => report::run(specs, matches, out),
        "rollback" => back::run(specs, matches, out),
        "simulate" => tried::run(specs, matches, out),
        "pause" => orders::run(specs, Order::Pause, matches, out),
        "resume" => orders::run(specs, Order::Resume, matches, out),
        "approve" => orders::run(specs, Order::Approve, matches, out),
        "abort" => orders::run(specs, Order::Abort, matches, out),
        // The tree has no other.
        _ => orders::run(specs, Order::RetryFailed, matches, out),
    };
    result.map_err(|failure| failure.shown_as(Output::of(matches)))
}
