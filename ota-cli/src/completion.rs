//! `ota completion`: scripts by which shells complete what is typed, and the IDs that they ask for while they do.

mod found;
mod words;

use std::io::Write;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};
use clap_complete::{Shell, generate};

use crate::failure::{Exit, Failure};
use words::Words;

/// The variable by which a shell asks for what fits.
const ASKS: &str = "COMPLETE";

pub(crate) fn command() -> Command {
    Command::new("completion")
        .about("Prints the completion script of a shell")
        .after_help(
            "With `--dynamic` the shell asks `ota` each time, which then knows the IDs as well: those of rollouts from the file of \
             `--store`, and those of packages, jobs and products from the service, if an endpoint or a region is set. It takes \
             a second at most, changes nothing, and says nothing where something is amiss.\n\n\
             Example, for bash:\n  source <(ota completion bash)",
        )
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .value_parser(value_parser!(Shell))
                .required(true)
                .help("The shell"),
        )
        .arg(
            Arg::new("dynamic")
                .long("dynamic")
                .action(ArgAction::SetTrue)
                .help("Complete IDs, too: the script calls `ota` for what fits"),
        )
}

/// Prints the script of a shell for a tree of commands.
pub(crate) fn run(
    mut tree: Command,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(()) };
    // The generator panics where a write fails, so it gets memory to write to.
    let mut script = Vec::new();
    if matches.get_flag("dynamic") {
        let shells = Shells::builtins();
        let known = shells.completer(&shell.to_string()).ok_or_else(|| {
            Failure::new(Exit::Usage, format!("`{shell}` has no script that calls `ota`"))
        })?;
        known.write_registration(ASKS, "ota", "ota", "ota", &mut script)?;
    } else {
        generate(*shell, &mut tree, "ota", &mut script);
    }
    Ok(out.write_all(&script)?)
}

/// Whether a shell asks for what fits.
pub(crate) fn is_asked() -> bool {
    std::env::var_os(ASKS).is_some_and(|shell| !shell.is_empty() && shell != "0")
}

/// Tells a shell what fits. Whatever is amiss, it is told nothing.
pub(crate) fn tell(tree: Command) {
    let words: Vec<_> = std::env::args_os().collect();
    let tree = with_ids(tree, &Words::after_dashes(&words));
    let here = std::env::current_dir().ok();
    drop(CompleteEnv::with_factory(|| tree.clone()).try_complete(words, here.as_deref()));
}

/// What an argument takes.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Rollout,
    Package,
    Job,
    Product,
}

/// The tree with the IDs that its arguments take.
fn with_ids(tree: Command, words: &Words) -> Command {
    tree.mut_subcommands(|command| match command.get_name() {
        "rollout" => command.mut_subcommands(|command| {
            command.mut_args(|argument| match argument.get_id().as_str() {
                "id" => completed(argument, Kind::Rollout, words),
                "firmware-id" => completed(argument, Kind::Package, words),
                _ => argument,
            })
        }),
        _ => command.mut_subcommands(|command| {
            command.mut_args(|argument| match kind(&argument) {
                Some(kind) => completed(argument, kind, words),
                None => argument,
            })
        }),
    })
}

/// What the argument of an operation takes.
fn kind(argument: &Arg) -> Option<Kind> {
    let name = match argument.get_id().as_str() {
        crate::flags::PLACE => argument.get_value_names()?.first()?.replace('_', ""),
        id => id.strip_prefix("parameter ")?.to_owned(),
    };
    [("FirmwareId", Kind::Package), ("JobId", Kind::Job), ("ProductKey", Kind::Product)]
        .into_iter()
        .find_map(|(known, kind)| name.eq_ignore_ascii_case(known).then_some(kind))
}

fn completed(argument: Arg, kind: Kind, words: &Words) -> Arg {
    let words = words.clone();
    argument.add(ArgValueCandidates::new(move || {
        let found = match kind {
            Kind::Rollout => found::rollouts(&words),
            Kind::Package => found::packages(&words),
            Kind::Job => found::jobs(&words),
            Kind::Product => found::products(&words),
        };
        let found = found.unwrap_or_default().into_iter();
        // What is no plain word is nothing that a shell should be given.
        let is_plain = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_graphic());
        found
            .filter(|(id, _)| is_plain(id))
            .map(|(id, help)| {
                let help = ota_spec::visible::line(&help).into_owned();
                CompletionCandidate::new(id).help((!help.is_empty()).then(|| help.into()))
            })
            .collect()
    }))
}
