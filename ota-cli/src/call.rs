//! `ota call`: one subcommand per operation, made from the specs when the program starts.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use ota_credentials::{Cached, Chain};
use ota_dynamic::Operations;
use ota_spec::Spec;
use ota_spec::model::Operation;

use crate::failure::Failure;
use crate::output::Output;
use crate::specs::SPECS;
use crate::{dry_run, flags, request, response, runtime, settings};

pub(crate) fn command(spec: &Spec) -> Command {
    let arguments = settings::arguments();
    let reserved: Vec<&str> = arguments.iter().filter_map(|setting| setting.get_long()).collect();
    let aliases: Vec<String> =
        spec.operations.iter().map(|operation| flags::kebab(&operation.action)).collect();
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let actions = spec.operations.iter().map(|operation| operation.action.as_str());
    for name in actions.chain(aliases.iter().map(String::as_str)) {
        *taken.entry(name).or_default() += 1;
    }
    let operations = spec.operations.iter().zip(&aliases).map(|(operation, alias)| {
        let command = flags::subcommand(operation, &reserved);
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

/// The folder of specs that a command line asks for, by the flag of `ota call` or by the environment.
/// The parser itself is made of what that folder holds, so this is read before it.
pub(crate) fn folder(words: &[OsString]) -> Option<PathBuf> {
    let command = words.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    if !matches!(command, "call" | "completion" | "help") {
        return None;
    }
    let words = words.iter().take_while(|word| *word != "--");
    let flag = words.clone().zip(words.skip(1)).find_map(|(word, next)| {
        let joined = next.to_str().and_then(|next| next.strip_prefix("--specs="));
        joined.map(PathBuf::from).or_else(|| (word == "--specs").then(|| PathBuf::from(next)))
    });
    let flag = flag.filter(|_| command == "call");
    let folder = flag.or_else(|| std::env::var_os(SPECS).map(PathBuf::from));
    folder.filter(|folder| !folder.as_os_str().is_empty())
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
    let request = request::read(operation, matches)
        .map_err(|violations| Failure::limits(operation, &violations))?;
    let key = (!operation.anonymous).then(|| Cached::new(Chain::new()));
    let operations = Operations::of(spec);
    let client = settings::client(operations.service(), key.clone(), matches)?;
    let call = operations.call(&client, operation, &request);
    if matches.get_flag("dry-run") {
        if let Some(key) = key {
            // From then on it is at hand.
            runtime::run(key.credentials())?.map_err(|error| Failure::credentials(&error))?;
        }
        let unsent = call.dry_run().map_err(|error| Failure::api(&error))?;
        return Ok(dry_run::print(&unsent, &operation.parameters, output, out)?);
    }
    let response = runtime::run(call.send())?.map_err(|error| Failure::api(&error))?;
    response::print(operation, &response, output, out)
}
