//! `ota spec diff`: the differences between two specs, and whether they break callers.

use std::io::{self, Write};

use clap::{ArgMatches, Command};
use ota_authoring::diff::{Change, Class, Diff};
use ota_spec::visible;
use serde_json::json;

use super::arguments::{path, path_of};
use super::pair;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::screen;
use crate::specs::count;

pub(super) fn command() -> Command {
    Command::new("diff")
        .about("Shows what changed between two specs, and whether it breaks callers")
        .after_help(AFTER_HELP)
        .arg(
            path("old", "OLD")
                .required(true)
                .help("A folder of specs, or the file of an operation"),
        )
        .arg(path("new", "NEW").required(true).help("The same, as it is now"))
        .arg(
            path("specs", "DIR")
                .long("specs")
                .default_value("specs")
                .help("Where the shared types of files stand that are not in a folder of specs"),
        )
        .arg(Output::argument())
}

const AFTER_HELP: &str = "\
Example:
  ota spec diff ../released/specs specs

Changes are judged for a Rust program that uses the generated code:
  breaking       it does not compile any more, or a call that worked is refused
                 or does another thing: something is gone, renamed or required,
                 a type or default changed, a limit is tighter, a rule is new
  addition       more can be done: something optional is new, a limit is looser;
                 or something is deprecated
  documentation  the program does not notice

Exit codes: 0 nothing breaks, 1 something breaks callers, 2 wrong use.";

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let output = Output::of(matches);
    diff(matches, output, out).map_err(|failure| failure.shown_as(output))
}

fn diff(matches: &ArgMatches, output: Output, out: &mut dyn Write) -> Result<(), Failure> {
    let [Some(old), Some(new), Some(shared)] =
        ["old", "new", "specs"].map(|id| path_of(matches, id))
    else {
        return Ok(());
    };
    let diff = pair::compare(old, new, shared)?;
    match output {
        Output::Json => json(&diff, out)?,
        Output::Text | Output::Table => text(&diff, out)?,
    }
    match diff.worst() {
        Some(Class::Breaking) => Err(Failure::silent(Exit::Refused)),
        _ => Ok(()),
    }
}

fn json(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    let one = |change: &Change| {
        json!({
            "in": change.owner,
            "part": change.part,
            "class": change.class.name(),
            "message": change.message,
        })
    };
    let listed: Vec<serde_json::Value> = diff.changes.iter().map(one).collect();
    let shown = json!({
        "changes": listed,
        "breaking": diff.count(Class::Breaking),
        "additions": diff.count(Class::Addition),
        "documentation": diff.count(Class::Documentation),
        "version": diff.worst().map_or("none", Class::version),
    });
    writeln!(out, "{}", visible::json(&format!("{shown:#}")))
}

fn text(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    let verdict = match diff.worst() {
        None => return writeln!(out, "nothing changed; no new version is needed"),
        Some(Class::Breaking) => "a new major version: callers break",
        Some(Class::Addition) => "a new minor version: callers can do more",
        Some(Class::Documentation) => "a new patch version: callers do not notice",
    };
    let [breaking, additions, documentation] = Class::ALL.map(|class| diff.count(class));
    let additions = count(additions, "addition");
    out.write_all(diff.page().to_text(screen::style()).as_bytes())?;
    writeln!(out, "\n{breaking} breaking, {additions}, {documentation} documentation")?;
    writeln!(out, "{verdict}")
}
