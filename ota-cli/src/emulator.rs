//! `ota emulator`: runs the emulator until it is told to stop.

mod description;
mod env;
mod flags;

use std::io::{self, Write};

use clap::{ArgMatches, Command};
use ota_emulator::{Builder, StartError};
use ota_spec::Spec;

use crate::failure::{Exit, Failure};
use crate::{runtime, specs, stop};

pub(crate) fn command() -> Command {
    flags::add(
        Command::new("emulator")
            .about("Runs an emulator of the service on this machine until Ctrl-C")
            .after_help(
                "Examples:\n  ota emulator\n  ota emulator --devices lamp=200 --speed 60\n\n\
                 In another terminal, `eval $(ota emulator env)` points a shell at it.",
            )
            .args_conflicts_with_subcommands(true)
            .disable_help_subcommand(true)
            .subcommand(env::command()),
    )
}

pub(crate) fn run(
    built_in: Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if let Some(("env", matches)) = matches.subcommand() {
        return env::run(matches, out);
    }
    let specs = flags::specs(matches, built_in)?;
    let builder = specs.iter().cloned().fold(flags::builder(matches)?, Builder::specs);
    let callers = flags::callers(matches);
    runtime::run(async {
        // Before anything is shown, so that who reads it can already stop the emulator.
        let stopped = stop::signal()?;
        let emulator = builder.start().await.map_err(|error| start_failure(&error))?;
        let shown = description::write(&emulator, &callers, &specs, out).and_then(|()| out.flush());
        // Whoever closes the output early still wants the emulator.
        match shown {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
        stopped.await;
        emulator.stop().await;
        drop(writeln!(out, "\nstopped").and_then(|()| out.flush()));
        Ok(())
    })?
}

fn start_failure(error: &StartError) -> Failure {
    match error {
        StartError::Specs(broken) => specs::mistakes(broken, Exit::Usage),
        other => Failure::usage(other.to_string()),
    }
}
