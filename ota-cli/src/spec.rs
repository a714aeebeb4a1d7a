//! `ota spec`: writes, checks, shows, reads, compares and exports specs.

mod check;
mod diff;
mod expand;
mod export;
mod import;
mod layout;
mod list;
mod new;
mod page;
mod show;

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use ota_spec::diagnostic::Diagnostic;
use ota_spec::model::Operation;
use ota_spec::{Broken, Spec, suggest};

use crate::failure::{Exit, Failure};
use crate::flags::Words;

/// What a text starts with that a person has to replace, in skeletons and drafts.
const DECIDE: &str = "DECIDE:";

pub(crate) fn command(specs: &Spec) -> Command {
    Command::new("spec")
        .about("Writes, checks, shows, reads, compares and exports specs")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check::command())
        .subcommand(expand::command(specs))
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

/// The argument that names an operation of `specs`, or of the folder that `--specs` names.
fn action(specs: &Spec) -> Arg {
    let actions = specs.operations.iter().map(|known| known.action.clone().into());
    Arg::new("action")
        .value_name("ACTION")
        .value_parser(Words::new(actions.collect()))
        .hide_possible_values(true)
        .required(true)
        .help("The operation, such as `DeleteOTAFirmware`")
}

/// An argument that is a path.
fn path(id: &'static str, value: &'static str) -> Arg {
    Arg::new(id).value_name(value).value_parser(value_parser!(PathBuf))
}

/// The flag that names a folder in the place of the specs built in.
fn specs() -> Arg {
    path("specs", "DIR")
        .long("specs")
        .help("The folder to take it from, instead of the specs built in")
}

/// The path that was given for an argument.
fn path_of<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a Path> {
    matches.get_one::<PathBuf>(id).map(PathBuf::as_path)
}

/// The text that was given for an argument.
fn text_of<'a>(matches: &'a ArgMatches, id: &str) -> &'a str {
    matches.get_one::<String>(id).map_or("", String::as_str)
}

/// Does something with the specs of `--specs`, or with those built in.
fn with_specs<T>(
    built_in: &Spec,
    matches: &ArgMatches,
    work: impl FnOnce(&Spec) -> Result<T, Failure>,
) -> Result<T, Failure> {
    match path_of(matches, "specs") {
        Some(folder) => work(&read(folder, Exit::Usage)?),
        None => work(built_in),
    }
}

/// The operation that was asked for.
fn find<'a>(spec: &'a Spec, action: &str) -> Result<&'a Operation, Failure> {
    spec.operation(action).ok_or_else(|| {
        let actions = spec.operations.iter().map(|known| known.action.as_str());
        Failure::usage(format!("no operation `{action}`; {}", suggest::help(action, actions)))
    })
}

/// Reads a folder of specs. `exit` is the exit code where it has mistakes.
pub(crate) fn read(folder: &Path, exit: Exit) -> Result<Spec, Failure> {
    let sources =
        ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))?;
    let shown = folder.display().to_string();
    ota_spec::load(&shown, sources).map_err(|broken| mistakes(&broken, exit))
}

/// Reads what is valid in a folder of specs, and the mistakes of the rest.
fn read_valid(folder: &Path) -> Result<(Spec, Vec<Diagnostic>), Failure> {
    let sources =
        ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(match ota_spec::load(&folder.display().to_string(), sources) {
        Ok(spec) => (spec, Vec::new()),
        Err(broken) => (broken.rest, broken.diagnostics),
    })
}

/// The mistakes of a folder, in the form that the compiler shows them.
pub(crate) fn mistakes(broken: &Broken, exit: Exit) -> Failure {
    let mut text = String::new();
    for diagnostic in &broken.diagnostics {
        // The prefix of the first one comes with the failure. Writing to a `String` cannot fail.
        let prefix = if text.is_empty() { "" } else { "error: " };
        let _ = write!(text, "{prefix}{diagnostic}\n\n");
    }
    text.push_str(&count(broken.diagnostics.len(), "mistake"));
    Failure::new(exit, text)
}

/// `1 mistake`, `2 mistakes`.
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
pub(crate) mod tests {
    use std::path::Path;

    use ota_spec::Spec;

    use crate::failure::Exit;

    /// Specs with every type and with names that get in each other's way.
    pub(crate) fn wall() -> Spec {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
        super::read(&folder, Exit::Usage).unwrap()
    }
}
