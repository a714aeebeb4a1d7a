//! `ota spec show`: everything that is known about an operation, as a page.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_authoring::show::page;
use ota_spec::Spec;

use super::arguments::{action, specs, with_operation};
use crate::failure::Failure;
use crate::screen;

pub(super) fn command(built_in: &Spec) -> Command {
    Command::new("show")
        .about("Shows everything that is known about an operation, as a page")
        .after_help("Example:\n  ota spec show DeleteOTAFirmware\n\nThe page is as wide as the terminal, else as COLUMNS says, else 80 columns.")
        .arg(action(built_in))
        .arg(specs())
}

pub(super) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    with_operation(built_in, matches, |spec, operation| {
        let shown = page(spec, operation).to_text(screen::style());
        Ok(out.write_all(shown.as_bytes())?)
    })
}
