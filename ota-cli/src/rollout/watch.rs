//! `ota rollout watch`: a rollout on the whole screen while another process carries it out.

mod draw;
mod full;
mod lines;
mod view;

use std::io::{self, IsTerminal, Write};

use clap::{ArgMatches, Command};
use ota_spec::Spec;

use super::arguments;
use crate::failure::Failure;
use crate::output::Output;
use crate::screen;

pub(super) fn command() -> Command {
    Command::new("watch")
        .about("Shows a rollout on the whole screen: waves, states, rate, and what happened last")
        .after_help(
            "Keys: q quits, p pauses, r resumes, a approves. What these want is written down as by the commands of these\n\
             names, and the process that carries the rollout out follows it; the safety policy goes for them as well.\n\
             Where standard output is no terminal, what happens is written as lines until the rollout is over; with\n\
             `--output json` each line is an event.\n\n\
             Example:\n  ota rollout watch lamp-20260501T220000",
        )
        .arg(arguments::id())
        .arg(arguments::yes())
        .arg(arguments::by())
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let is_seen = io::stdout().is_terminal() && io::stdin().is_terminal() && !screen::is_dumb();
    let is_seen = is_seen && Output::of(matches) == Output::Text;
    match is_seen {
        true => full::run(specs, matches),
        false => lines::run(matches, out),
    }
}
