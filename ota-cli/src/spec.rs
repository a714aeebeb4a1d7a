//! `ota spec`: writes, checks, shows, reads, compares and exports specs.

mod arguments;
mod check;
mod diff;
mod expand;
mod export;
mod import;
mod init;
mod list;
mod metadata;
mod new;
mod new_file;
mod pair;
mod show;

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_spec::Spec;

use crate::failure::Failure;

pub(crate) fn command(specs: &Spec) -> Command {
    Command::new("spec")
        .about("Writes, checks, shows, reads, compares and exports specs")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check::command())
        .subcommand(expand::command(specs))
        .subcommand(init::command())
        .subcommand(new::command())
        .subcommand(list::command())
        .subcommand(show::command(specs))
        .subcommand(import::command())
        .subcommand(diff::command())
        .subcommand(export::command())
}

pub(crate) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, out),
        Some(("expand", matches)) => expand::run(built_in, matches, out),
        Some(("init", matches)) => init::run(matches, out),
        Some(("new", matches)) => new::run(matches, out),
        Some(("list", matches)) => list::run(built_in, matches, out),
        Some(("show", matches)) => show::run(built_in, matches, out),
        Some(("import", matches)) => import::run(built_in, matches, out),
        Some(("diff", matches)) => diff::run(matches, out),
        Some(("export", matches)) => export::run(matches, out),
        // The tree requires one of them.
        _ => Ok(()),
    }
}
