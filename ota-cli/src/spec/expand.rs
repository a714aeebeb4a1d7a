//! `ota spec expand`: the code that an operation becomes.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_codegen::Options;
use ota_spec::Spec;

use super::arguments::{action, specs, with_operation};
use crate::failure::Failure;

pub(super) fn command(built_in: &Spec) -> Command {
    Command::new("expand")
        .about("Prints the Rust code that an operation becomes")
        .after_help("Example:\n  ota spec expand DeleteOTAFirmware")
        .arg(action(built_in))
        .arg(specs())
}

pub(super) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    with_operation(built_in, matches, |spec, operation| {
        let tokens = ota_codegen::expand_operation(spec, &operation.action, &Options::default());
        Ok(out.write_all(ota_codegen::pretty(tokens.unwrap_or_default()).as_bytes())?)
    })
}
