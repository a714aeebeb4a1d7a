//! `ota spec`: checks a spec folder, and shows the code that an operation becomes.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use ota_codegen::Options;
use ota_spec::{Broken, Spec, suggest};

use crate::failure::{Exit, Failure};

pub(crate) fn command() -> Command {
    let folder = || Arg::new("folder").value_name("DIR").value_parser(value_parser!(PathBuf));
    let check = Command::new("check")
        .about("Checks a folder of specs and shows every mistake")
        .arg(folder().default_value("specs").help("The folder"));
    let expand = Command::new("expand")
        .about("Prints the Rust code that an operation becomes")
        .arg(
            Arg::new("action")
                .value_name("ACTION")
                .required(true)
                .help("The operation, such as `DeleteOTAFirmware`"),
        )
        .arg(
            folder()
                .long("specs")
                .help("The folder to take it from, instead of the specs built in"),
        );
    Command::new("spec")
        .about("Checks specs and shows what they become")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check)
        .subcommand(expand)
}

pub(crate) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("check", matches)) => check(matches, out),
        Some(("expand", matches)) => expand(built_in, matches, out),
        // The tree requires one of them.
        _ => Ok(()),
    }
}

fn check(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = folder(matches) else {
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

fn expand(built_in: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let given = match folder(matches) {
        Some(folder) => Some(read(folder, Exit::Usage)?),
        None => None,
    };
    let spec = given.as_ref().unwrap_or(built_in);
    let action = matches.get_one::<String>("action").map_or("", String::as_str);
    let Some(tokens) = ota_codegen::expand_operation(spec, action, &Options::default()) else {
        let actions = spec.operations.iter().map(|known| known.action.as_str());
        let help = suggest::help(action, actions);
        return Err(Failure::usage(format!("no operation `{action}`; {help}")));
    };
    let file: syn::File = syn::parse2(tokens)
        .map_err(|error| Failure::usage(format!("the code of `{action}` is not Rust: {error}")))?;
    Ok(out.write_all(prettyplease::unparse(&file).as_bytes())?)
}

fn folder(matches: &ArgMatches) -> Option<&Path> {
    matches.get_one::<PathBuf>("folder").map(PathBuf::as_path)
}

/// Reads a folder of specs. `exit` is the exit code where it has mistakes.
pub(crate) fn read(folder: &Path, exit: Exit) -> Result<Spec, Failure> {
    let sources =
        ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))?;
    let shown = folder.display().to_string();
    ota_spec::load(&shown, sources).map_err(|broken| mistakes(&broken, exit))
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
