//! `ota spec check`: every mistake of a folder of specs.

use std::io::Write;

use clap::{ArgMatches, Command};

use super::arguments::{path, path_of};
use crate::failure::{Exit, Failure};
use crate::specs::{count, read};

pub(super) fn command() -> Command {
    Command::new("check")
        .about("Checks a folder of specs and shows every mistake")
        .after_help("Example:\n  ota spec check specs")
        .arg(path("folder", "DIR").default_value("specs").help("The folder"))
}

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "folder") else {
        return Ok(());
    };
    let spec = read(folder, Exit::Refused)?;
    writeln!(
        out,
        "{}: {}, {}, {}; no mistakes",
        folder.display(),
        count(spec.operations.len(), "operation"),
        count(spec.types.len(), "shared type"),
        count(spec.errors.len(), "error code"),
    )?;
    Ok(())
}
