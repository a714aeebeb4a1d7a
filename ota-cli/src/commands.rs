//! `ota <noun> <verb>`: the operations under the names that people think in, which the specs give them.

mod input;
mod pages;
mod parts;
mod publish;
mod run;
mod waiting;
mod watch;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ota_emulator::is_at_home;
use ota_spec::Spec;
use ota_spec::model::Operation;

use crate::caller::Caller;
use crate::failure::Failure;
use crate::flags::{self, Style};
use crate::output::Output;
use crate::{call, settings};

/// The commands of a folder by their nouns. What `ota` has itself keeps its name.
pub(crate) fn commands(spec: &Spec, taken: &[&str]) -> Vec<Command> {
    let mut nouns: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &spec.operations {
        let Some(command) = &operation.command else { continue };
        if !taken.contains(&command.noun.as_str()) {
            nouns.entry(&command.noun).or_default().push(operation);
        }
    }
    nouns.into_iter().map(|(noun, operations)| family(spec, noun, &operations)).collect()
}

/// The noun and the verbs that an operation of a folder has, if it is one of its commands.
pub(crate) fn operation<'s>(spec: &'s Spec, noun: &str, verb: &str) -> Option<&'s Operation> {
    spec.operations.iter().find(|operation| {
        let command = operation.command.as_ref();
        command.is_some_and(|command| command.noun == noun && command.verb == verb)
    })
}

fn family(spec: &Spec, noun: &str, operations: &[&Operation]) -> Command {
    let settings = settings::arguments(Output::of_commands());
    let own = ["all", "cli-input", "journal", "state", "wait", "wait-timeout", "wait-interval"];
    let reserved = settings.iter().filter_map(|setting| setting.get_long()).chain(own);
    let reserved: Vec<&str> = reserved.collect();
    let verbs = operations.iter().filter_map(|operation| {
        let style = Style::command(operation, operation.command.as_ref()?);
        let command = flags::subcommand(operation, &reserved, &style);
        Some(waiting::add(extras(command, operation), operation))
    });
    let mut verbs: Vec<Command> = verbs.collect();
    let written = written(spec, noun).filter_map(|(operation, verb)| match verb {
        Verb::Publish => publish::command(operation, &reserved),
        Verb::Watch => Some(watch::command()),
    });
    for command in written {
        verbs.retain(|verb| verb.get_name() != command.get_name());
        verbs.push(command);
    }
    verbs.sort_by(|a, b| a.get_name().cmp(b.get_name()));
    let names: Vec<&str> = verbs.iter().map(Command::get_name).collect();
    Command::new(noun.to_owned())
        .about(format!("Verbs: {}", names.join(", ")))
        .after_help(format!("`ota {noun} <verb> --help` shows the parameters and an example."))
        .subcommand_value_name("verb")
        .subcommand_help_heading("Verbs")
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(settings.clone())
        .subcommands(verbs)
}

/// The verbs that do more than one call, and are written for the product of the specs built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Publish,
    Watch,
}

/// The verbs of a noun that are written for this product, with the operations that they are about.
fn written<'s>(spec: &'s Spec, noun: &str) -> impl Iterator<Item = (&'s Operation, Verb)> {
    let all = [("firmware", publish::CREATE, Verb::Publish), ("job", watch::LIST, Verb::Watch)];
    let is_own = is_at_home(&spec.service);
    let of_noun = all.into_iter().filter(move |(own, ..)| is_own && *own == noun);
    let found: Vec<_> =
        of_noun.filter_map(|(_, action, verb)| Some((spec.operation(action)?, verb))).collect();
    found.into_iter()
}

/// The flags that a command has because of what its operation can do.
fn extras(command: Command, operation: &Operation) -> Command {
    let mut command = command.next_help_heading("Input and pages").arg(input::argument());
    if operation.page.is_some() {
        let all = Arg::new("all").long("all").action(ArgAction::SetTrue);
        command = command.arg(all.help("Show the items of all pages, one call each"));
    }
    if let Some(split) = &operation.split {
        let help = format!(
            "A file that keeps which parts of a list of more than {} are done, so that the same command goes on after it \
             was stopped",
            split.most
        );
        command = command.arg(Arg::new("journal").long("journal").value_name("FILE").help(help));
    }
    command
}

/// Runs a command of a folder. `matches` are those of the noun.
pub(crate) fn run(
    spec: &Spec,
    noun: &str,
    folder: Option<&Path>,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some((verb, matches)) = matches.subcommand() else { return Ok(()) };
    call::same_folder(folder, matches)?;
    let output = Output::chosen(matches);
    let form = output.unwrap_or(Output::Text);
    let written = written(spec, noun).find(|(_, own)| match own {
        Verb::Publish => verb == "publish",
        Verb::Watch => verb == "watch",
    });
    let done = match (written, operation(spec, noun, verb)) {
        (Some((operation, verb)), _) => {
            Caller::new(spec, operation, matches).and_then(|caller| match verb {
                Verb::Publish => publish::run(&caller, matches, form, out),
                Verb::Watch => watch::run(&caller, matches, form, out),
            })
        }
        (None, Some(operation)) => run::run(spec, operation, matches, output, out),
        (None, None) => Err(Failure::usage(format!("no command `{noun} {verb}`"))),
    };
    done.map_err(|failure| failure.shown_as(form))
}
