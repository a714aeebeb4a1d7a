//! The tree of commands, and the way from the words of a command line to the command.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use ota_emulator::embedded_specs;
use ota_spec::{Spec, visible};

use crate::failure::{Exit, Failure};
use crate::output::{Output, shell_word};
use crate::specs::{Usable, count};
use crate::{
    call, commands, completion, credentials, dashes, demo, doctor, emulator, error_codes, explorer,
    man, rollout, sign, spec, specs,
};

/// Tells a shell what fits where it asks for that.
pub(crate) fn complete() {
    let Ok(built_in) = embedded_specs() else { return };
    let words: Vec<OsString> =
        std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
    let folder = call::folder(&words, |word| OWN.contains(&word), &built_in);
    let read = folder.and_then(|folder| specs::usable(&folder).ok());
    completion::tell(tree(&built_in, read.as_ref().map_or(&built_in, |usable| &usable.spec)));
}

/// Runs one command line.
pub(crate) fn run(
    words: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let built_in = embedded_specs().map_err(|broken| specs::mistakes(&broken, Exit::Usage))?;
    let words: Vec<OsString> = words.into_iter().collect();
    let output = Output::asked_for(&words);
    let folder = call::folder(&words, |word| OWN.contains(&word), &built_in);
    let read = folder.as_deref().map(specs::usable).transpose();
    let (read, left_out) = match read.map_err(|failure| failure.shown_as(output))? {
        Some(Usable { spec, left_out }) => (Some(spec), left_out),
        None => (None, None),
    };
    let called = read.as_ref().unwrap_or(&built_in);
    let tree = tree(&built_in, called);
    let words =
        dashes::join(&tree, words).map_err(|message| Failure::usage(message).shown_as(output))?;
    let parsed = tree.clone().try_get_matches_from(&words);
    if let Some(left_out) = left_out {
        if parsed.as_ref().err().and_then(unknown_name).is_some_and(|name| left_out.has(name)) {
            return Err(left_out.mistakes.shown_as(output));
        }
        left_out.warn(output);
    }
    let matches = match parsed {
        Ok(matches) => matches,
        Err(shown) => {
            let unknown = unknown_operation(&shown, &words, called, folder.as_deref());
            return Err(unknown.map_or_else(
                || not_understood(&shown, output),
                |message| Failure::usage(message).shown_as(output),
            ));
        }
    };
    match matches.subcommand() {
        Some(("demo", _)) => demo::run(out),
        Some(("call", matches)) => call::run(called, folder.as_deref(), matches, out),
        Some(("emulator", matches)) => emulator::run(built_in, matches, out),
        Some(("explorer", matches)) => explorer::run(built_in, matches, out),
        Some(("rollout", matches)) => rollout::run(&built_in, matches, out),
        Some(("spec", matches)) => spec::run(&built_in, matches, out),
        Some(("credentials", matches)) => credentials::run(matches, out),
        Some(("sign", matches)) => sign::run(matches, out),
        Some(("doctor", matches)) => doctor::run(&built_in, matches, out),
        Some(("error", matches)) => error_codes::run(called, matches, out),
        Some(("man", matches)) => man::run(tree, matches, out),
        Some(("completion", matches)) => completion::run(tree, matches, out),
        Some((noun, matches)) => commands::run(called, noun, folder.as_deref(), matches, out),
        // The tree requires one of them.
        _ => Ok(()),
    }
}

/// The name of a command that there is not.
fn unknown_name(shown: &clap::Error) -> Option<&str> {
    match shown
        .get(ContextKind::InvalidSubcommand)
        .filter(|_| shown.kind() == ErrorKind::InvalidSubcommand)?
    {
        ContextValue::String(name) => Some(name),
        _ => None,
    }
}

/// What there is instead of an operation that `ota call` does not know, unless a near name says it.
fn unknown_operation(
    shown: &clap::Error,
    words: &[OsString],
    called: &Spec,
    folder: Option<&Path>,
) -> Option<String> {
    let is_call = words.get(1).is_some_and(|word| word == "call");
    let is_near = shown.get(ContextKind::SuggestedSubcommand).is_some();
    let action = unknown_name(shown).filter(|_| is_call && !is_near)?;
    let from = folder.map(|folder| folder.display().to_string());
    let (of, list) = match &from {
        Some(folder) => (format!("`{folder}`"), format!(" --specs {}", shell_word(folder))),
        None => ("the specs built in".to_owned(), String::new()),
    };
    let number = count(called.operations.len(), "operation");
    Some(format!("no operation `{action}`; `ota spec list{list}` lists the {number} of {of}"))
}

/// Help, or a mistake in the words of the command line.
fn not_understood(shown: &clap::Error, output: Output) -> Failure {
    if shown.use_stderr() && output == Output::Json {
        return Failure::usage(message(shown)).shown_as(output);
    }
    // Help goes to standard output, a mistake to standard error.
    let exit = if shown.use_stderr() { Exit::Usage } else { Exit::Quiet };
    let text = shown.render().to_string();
    if !text.chars().any(|c| c != '\n' && visible::is_unsafe(c)) {
        drop(shown.print());
        return Failure::silent(exit);
    }
    // Texts of specs and words of the command line can have anything in them.
    let text = visible::lines(&text);
    match shown.use_stderr() {
        true => drop(io::stderr().write_all(text.as_bytes())),
        false => drop(io::stdout().write_all(text.as_bytes())),
    }
    Failure::silent(exit)
}

/// The mistake and what could be meant, without the usage below it.
fn message(shown: &clap::Error) -> String {
    let is_unfinished = matches!(
        shown.kind(),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand
    );
    if is_unfinished {
        return "the command is not complete; `--help` shows how it goes on".to_owned();
    }
    let text = shown.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let ends = ["\n\nUsage:", "\n\nFor more information"];
    let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_end().to_owned()
}

/// All commands. `called` has the operations of `ota call`.
fn tree(built_in: &Spec, called: &Spec) -> Command {
    Command::new("ota")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Over-the-air updates of Alibaba Cloud IoT Platform from the command line")
        .after_help(
            "No account yet? `ota demo` shows everything on this machine alone.\n\n\
             Exit codes: 0 done, 1 the service refused or a check found something, 2 wrong use,\n\
             3 no response, 4 not confirmed or denied by the safety policy, 5 not yet there.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(demo::command())
        .subcommands(commands::commands(called, &OWN))
        .subcommand(call::command(called))
        .subcommand(credentials::command())
        .subcommand(emulator::command())
        .subcommand(doctor::command())
        .subcommand(error_codes::command())
        .subcommand(explorer::command())
        .subcommand(rollout::command())
        .subcommand(spec::command(built_in))
        .subcommand(sign::command(&built_in.service.version))
        .subcommand(completion::command())
        .subcommand(man::command())
}

/// The commands that `ota` has whatever the specs say.
const OWN: [&str; 13] = [
    "call",
    "completion",
    "credentials",
    "demo",
    "doctor",
    "emulator",
    "error",
    "explorer",
    "help",
    "man",
    "rollout",
    "sign",
    "spec",
];

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::Command;

    use super::{embedded_specs, tree};
    use crate::dashes;

    /// The commands without others below them, with the words that lead there.
    fn leaves(command: &Command, path: &[String], found: &mut Vec<(Vec<String>, Command)>) {
        let path = [path, &[command.get_name().to_owned()]].concat();
        let mut below =
            command.get_subcommands().filter(|below| below.get_name() != "help").peekable();
        if below.peek().is_none() || command.is_args_conflicts_with_subcommands_set() {
            found.push((path.clone(), command.clone()));
        }
        below.for_each(|below| leaves(below, &path, found));
    }

    /// The examples of a help text: the lines below `Example:` that begin a command of `ota`.
    fn examples(help: &str) -> Vec<String> {
        let help = help.replace("\\\n", " ");
        let mut lines = help.lines().skip_while(|line| !line.starts_with("Example"));
        let below = lines.by_ref().skip(1).take_while(|line| line.starts_with("  "));
        let commands = below.filter_map(|line| line.get(line.find("ota ")?..));
        commands.map(|line| line.trim_end_matches(')').to_owned()).collect()
    }

    #[test]
    fn every_command_has_an_example_that_it_understands() {
        let specs = embedded_specs().unwrap();
        let tree = tree(&specs, &specs);
        let mut found = Vec::new();
        leaves(&tree, &[], &mut found);
        let mut without = Vec::new();
        for (path, command) in &found {
            let texts = [command.get_after_help(), command.get_after_long_help()];
            let texts: Vec<String> = texts.into_iter().flatten().map(ToString::to_string).collect();
            if texts.is_empty() || texts.iter().any(|text| examples(text).is_empty()) {
                without.push(path.join(" "));
            }
            for example in texts.iter().flat_map(|text| examples(text)) {
                assert!(example.starts_with(&path.join(" ")), "{path:?}: {example}");
                let words = shlex::split(&example).unwrap();
                let words = words.iter().take_while(|word| *word != "|" && *word != ">");
                let words = dashes::join(&tree, words.map(OsString::from).collect()).unwrap();
                let parsed = tree.clone().try_get_matches_from(words);
                assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
            }
        }
        assert!(without.is_empty(), "no example: {without:#?}");
        assert!(found.len() > 90, "{}", found.len());
    }

    #[test]
    fn the_tree_has_no_contradictions() {
        let specs = embedded_specs().unwrap();
        tree(&specs, &specs).debug_assert();
    }
}
