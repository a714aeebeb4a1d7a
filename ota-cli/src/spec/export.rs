//! `ota spec export`: specs in a format that other tools read.

use std::io::{self, Write};

use clap::{Arg, ArgAction, ArgMatches, Command};
use ota_authoring::openapi::{Document, document};
use ota_spec::visible;

use super::arguments::{path, path_of};
use crate::failure::{Exit, Failure};
use crate::screen;
use crate::specs::{count, read};

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
Example:
  ota spec export --openapi --specs specs --output openapi.json

OpenAPI has fewer words than the specs: no signatures, no lists as this API sends them, no rules
between parameters. What the document cannot say is counted on standard error and stands in the
document under `x-not-expressed`.

Exit codes: 0 done, 2 wrong use or specs with mistakes, 3 the result cannot be written.";

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "specs") else {
        return Ok(());
    };
    let document = document(&read(folder, Exit::Usage)?);
    let (text, summary) = if matches.get_flag("unsaid") {
        (document.unsaid_page().to_text(screen::style()), String::new())
    } else {
        (document.text(), summary(&document))
    };
    match path_of(matches, "output") {
        Some(file) => std::fs::write(file, text).map_err(|error| {
            let shown = file.display().to_string();
            Failure::usage(format!("cannot write `{}`: {error}", visible::line(&shown)))
        })?,
        None => out.write_all(text.as_bytes())?,
    }
    // If standard error is gone, the document is written all the same.
    drop(io::stderr().write_all(summary.as_bytes()));
    Ok(())
}

/// How much the document cannot say, with a line for each topic.
fn summary(document: &Document) -> String {
    let things = count(document.unsaid.len(), "thing");
    let mut summary = format!(
        "{things} that OpenAPI cannot say (in `x-not-expressed`; `--unsaid` lists them):\n"
    );
    for (topic, number) in document.topics() {
        summary.push_str(&format!("{number:>6}  {}\n", topic.name()));
    }
    summary
}

#[cfg(test)]
mod tests {
    use ota_authoring::openapi::document;

    use super::summary;
    use crate::fixture::wall;

    #[test]
    fn what_the_document_cannot_say_is_counted() {
        insta::assert_snapshot!("summary", summary(&document(&wall())));
    }
}
