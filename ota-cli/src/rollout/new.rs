//! `ota rollout new`: a plan to begin with.

use std::io::Write;

use clap::Command;
use ota_rollout::plan;

use crate::failure::Failure;

pub(super) fn command() -> Command {
    Command::new("new")
        .about("Prints a plan to begin with: every word that a plan can have, and what it means")
        .after_help("Example:\n  ota rollout new")
}

pub(super) fn run(out: &mut dyn Write) -> Result<(), Failure> {
    Ok(out.write_all(plan::EXAMPLE.as_bytes())?)
}
