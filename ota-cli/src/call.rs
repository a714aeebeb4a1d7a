//! `ota call`: one subcommand per operation, made from the specs when the program starts.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use ota_spec::Spec;
use ota_spec::model::Operation;

use crate::caller::{self, Caller};
use crate::failure::Failure;
use crate::output::Output;
use crate::query::Query;
use crate::specs::SPECS;
use crate::{columns, flags, grid, permit, request, response, runtime, screen, settings};

pub(crate) fn command(spec: &Spec) -> Command {
    let arguments = settings::arguments(Output::of_calls());
    let reserved: Vec<&str> = arguments.iter().filter_map(|setting| setting.get_long()).collect();
    let aliases: Vec<String> =
        spec.operations.iter().map(|operation| flags::kebab(&operation.action)).collect();
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let actions = spec.operations.iter().map(|operation| operation.action.as_str());
    for name in actions.chain(aliases.iter().map(String::as_str)) {
        *taken.entry(name).or_default() += 1;
    }
    let operations = spec.operations.iter().zip(&aliases).map(|(operation, alias)| {
        let command = flags::subcommand(operation, &reserved, &flags::Style::call(operation));
        let is_free = taken.get(alias.as_str()) == Some(&1);
        if is_free { command.alias(alias) } else { command }
    });
    let operations: Vec<Command> = operations.collect();
    Command::new("call")
        .about("Calls an operation of the service")
        .after_help(
            "The key is that of the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and\n\
             ALIBABA_CLOUD_ACCESS_KEY_SECRET (and ALIBABA_CLOUD_SECURITY_TOKEN for a temporary one), of the\n\
             profile of the official command line, or of the other sources of the official clients:\n\
             `ota credentials explain` lists them.\n\n\
             `ota call <Action> --help` shows the parameters of an operation.",
        )
        // An operation may be called `help`.
        .disable_help_subcommand(true)
        .subcommand_value_name("Action")
        .subcommand_help_heading("Operations")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(arguments)
        .subcommands(operations)
}

/// The folder of specs that a command line asks for, by a flag or by the environment. `is_own` tells which commands
/// are about no operations. The parser itself is made of what that folder holds, so this is read before it.
///
/// Help for a command that is `built_in` reads no folder that only the environment names.
pub(crate) fn folder(
    words: &[OsString],
    is_own: impl Fn(&str) -> bool,
    built_in: &Spec,
) -> Option<PathBuf> {
    let command = words.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    let reads = !command.is_empty() && !command.starts_with('-') && !is_own(command);
    if !reads && !matches!(command, "call" | "completion" | "help" | "man") {
        return None;
    }
    let words = words.iter().take_while(|word| *word != "--");
    let flag = words.clone().zip(words.clone().skip(1)).find_map(|(word, next)| {
        let joined = next.to_str().and_then(|next| next.strip_prefix("--specs="));
        joined.map(PathBuf::from).or_else(|| (word == "--specs").then(|| PathBuf::from(next)))
    });
    let flag = flag.filter(|_| reads || command == "call");
    let is_help = words.clone().any(|word| word == "--help" || word == "-h");
    let has_noun = |operation: &Operation| {
        operation.command.as_ref().is_some_and(|known| known.noun == command)
    };
    if flag.is_none() && is_help && built_in.operations.iter().any(has_noun) {
        return None;
    }
    let folder = flag.or_else(|| std::env::var_os(SPECS).map(PathBuf::from));
    folder.filter(|folder| !folder.as_os_str().is_empty())
}

/// Refuses a command line whose folder was read as another one than it names.
pub(crate) fn same_folder(folder: Option<&Path>, matches: &ArgMatches) -> Result<(), Failure> {
    let named = settings::specs_of(matches);
    if let (Some(folder), Some(named)) = (folder, named)
        && folder != named
    {
        return Err(Failure::usage(format!(
            "`--specs` names two folders, `{}` and `{}`; a call takes its operation from one",
            folder.display(),
            named.display()
        )));
    }
    if named != folder {
        return Err(Failure::usage(
            "`--specs` cannot be read; give the folder as a word of its own",
        ));
    }
    Ok(())
}

/// Calls an operation of `spec`, which was read from `folder` if there is one.
pub(crate) fn run(
    spec: &Spec,
    folder: Option<&Path>,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some((action, matches)) = matches.subcommand() else {
        return Ok(());
    };
    same_folder(folder, matches)?;
    let Some(operation) = spec.operation(action) else {
        return Err(Failure::usage(format!("no operation `{action}`")));
    };
    let output = Output::of(matches);
    call(spec, operation, matches, output, out).map_err(|failure| failure.shown_as(output))
}

fn call(
    spec: &Spec,
    operation: &Operation,
    matches: &ArgMatches,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let query = matches.get_one::<String>("query").map(|text| Query::parse(text)).transpose()?;
    let request = request::read(operation, matches)
        .map_err(|violations| Failure::limits(operation, &violations))?;
    let caller = Caller::new(spec, operation, matches)?;
    if matches.get_flag("dry-run") {
        return caller.dry_run(&request, output, out);
    }
    permit::ask(&caller, &request, &operation.action, false, matches)?;
    let response = runtime::run(caller.send(&request))??;
    if let Some(query) = query {
        let found = query.of(&caller::value(operation, &response)?)?;
        return response::queried(&found, Some(output), out);
    }
    match (output, columns::listed(operation)) {
        (Output::Table, Some(listed)) => {
            let items = listed.items(&caller::value(operation, &response)?);
            let (columns, rows) = listed.table(&operation.group, &request, &items);
            Ok(grid::write(out, &columns, &rows, screen::fitting())?)
        }
        _ => response::print(operation, &response, output, out),
    }
}
