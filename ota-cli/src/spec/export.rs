//! `ota spec export`: specs in a format that other tools read.

mod answer;
mod dependencies;
mod document;
mod named;
mod object;
mod operation;
mod pattern;
mod sample;
mod schema;
mod sides;
mod unsaid;
mod writer;
mod xml;

use std::io::{self, Write};

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::page::Screen;
use super::{layout, path, path_of, read};
use crate::failure::{Exit, Failure};
use crate::output::{printable, printable_json};

pub(super) fn command() -> Command {
    Command::new("export")
        .about("Writes specs in a format that other tools read")
        .after_help(AFTER_HELP)
        .arg(
            Arg::new("openapi")
                .long("openapi")
                .action(ArgAction::SetTrue)
                .required(true)
                .help("As one OpenAPI 3.0.3 document, in JSON"),
        )
        .arg(path("specs", "DIR").long("specs").default_value("specs").help("The folder of specs"))
        .arg(
            path("output", "FILE").long("output").help(
                "Where to write it, instead of standard output; an existing file is replaced",
            ),
        )
        .arg(
            Arg::new("unsaid")
                .long("unsaid")
                .action(ArgAction::SetTrue)
                .help("List what the format cannot say, instead of writing the document"),
        )
}

const AFTER_HELP: &str = "\
OpenAPI has fewer words than the specs: no signatures, no lists as this API sends them, no rules
between parameters. What the document cannot say is counted on standard error and stands in the
document under `x-not-expressed`.

Exit codes: 0 done, 2 wrong use or specs with mistakes, 3 the result cannot be written.";

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "specs") else {
        return Ok(());
    };
    let spec = read(folder, Exit::Usage)?;
    let document = document::document(&spec);
    let (text, summary) = match matches.get_flag("unsaid") {
        true => (unsaid::page(&document.unsaid, Screen::of_stdout()), String::new()),
        false => {
            let text = layout::file(&document.value);
            (printable_json(&text).into_owned(), unsaid::summary(&document.unsaid))
        }
    };
    match path_of(matches, "output") {
        Some(file) => std::fs::write(file, text).map_err(|error| {
            let shown = file.display().to_string();
            Failure::usage(format!("cannot write `{}`: {error}", printable(&shown)))
        })?,
        None => out.write_all(text.as_bytes())?,
    }
    // If standard error is gone, the document is written all the same.
    drop(io::stderr().write_all(summary.as_bytes()));
    Ok(())
}

#[cfg(test)]
mod tests;
