//! `ota spec import`: a draft spec from the text of a documentation page.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use ota_authoring::import::{Decision, Draft, draft};
use ota_spec::{Spec, load, suggest, visible};

use super::arguments::{path, path_of};
use super::{metadata, new_file};
use crate::failure::{Exit, Failure};
use crate::specs::{count, sources};

/// Largest page that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

pub(super) fn command() -> Command {
    Command::new("import")
        .about("Makes a draft spec of a documentation page, or a folder of specs of metadata")
        .after_help(
            "Examples:\n  ota spec import page.txt\n  ota spec import --metadata api-docs.json --out specs\n\n\
             The page is plain text: a section `Request parameters` with rows such as\n\
             \n    DeviceName.N RepeatList Yes device1\n\n\
             each followed by its description, a section `Response parameters` with rows without\n\
             Yes and No, and samples. The cells of a row may stand between pipes or tabs or have a\n\
             line each, and the page may be Chinese. Names, types, limits, examples and samples are\n\
             taken over. No sentence is: what a person has to say or decide starts with `DECIDE:`\n\
             and is listed on standard error. A draft passes `ota spec check` when all of it is\n\
             decided. Where something on the page could not be read, the exit code is 1.\n\n\
             With --metadata, the `api-docs.json` of a product becomes a folder below --out, or\n\
             each of those in a folder. Texts are taken over. What was taken, judged and could not\n\
             be said is counted on standard error and listed in `import-report.json`. A later\n\
             import keeps what was changed by hand since. Where an operation was left out or both\n\
             sides changed the same, the exit code is 1.",
        )
        .arg(
            path("page", "PAGE")
                .required_unless_present("metadata")
                .help("The text of the page, in UTF-8"),
        )
        .arg(
            path("metadata", "PATH")
                .long("metadata")
                .requires("out")
                .conflicts_with_all(["page", "specs", "output-file"])
                .help("The metadata of a product, or a folder with the metadata of several"),
        )
        .arg(
            path("out", "DIR")
                .long("out")
                .requires("metadata")
                .help("Where to write a folder for each product and version"),
        )
        .arg(
            Arg::new("only")
                .long("only")
                .value_name("NAME")
                .num_args(1..)
                .requires("metadata")
                .help("The groups and actions to import; all if it is left out"),
        )
        .arg(
            path("report", "FILE")
                .long("report")
                .requires("metadata")
                .help("Where to write the report as well, in JSON"),
        )
        .arg(path("specs", "DIR").long("specs").help(
            "The folder with the types and errors that may be used, instead of the specs built in",
        ))
        .arg(
            path("output-file", "FILE")
                .long("output-file")
                .help("Where to write the draft, instead of to standard output; it must not exist"),
        )
}

pub(super) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if let Some(document) = path_of(matches, "metadata") {
        return metadata::run(document, matches, out);
    }
    let Some(page) = path_of(matches, "page") else {
        return Ok(());
    };
    let text = read(page)?;
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    let given = path_of(matches, "specs").map(valid_in).transpose()?;
    let draft = draft(&text, &name, given.as_ref().unwrap_or(built_in)).map_err(|error| {
        Failure::usage(format!("cannot make a draft of `{}`: {error}", page.display()))
    })?;
    let text = draft.text();
    match path_of(matches, "output-file") {
        Some(file) => new_file::write(file, &text)?,
        None => {
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    // Who does not read standard error still has the draft.
    drop(io::stderr().write_all(report(&draft).as_bytes()));
    if draft.unread.is_empty() { Ok(()) } else { Err(Failure::silent(Exit::Refused)) }
}

/// Reads a folder of specs. It may hold drafts that are not finished; what is valid can be used.
fn valid_in(folder: &Path) -> Result<Spec, Failure> {
    let loaded = load(&folder.display().to_string(), sources(folder)?);
    Ok(loaded.unwrap_or_else(|broken| broken.rest))
}

fn read(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    let failed = |error: io::Error| Failure::usage(format!("cannot read `{shown}`: {error}"));
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::usage(format!(
            "`{shown}` is larger than 4 MiB; give the text of one page"
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        Failure::usage(format!("`{shown}` is not UTF-8 (line {}); save it as UTF-8", line + 1))
    })
}

/// The parameters left out, and the decisions to take, with the lines of the draft.
fn report(draft: &Draft) -> String {
    let mut shown = String::new();
    if !draft.shared.is_empty() {
        let names = suggest::list(draft.shared.iter().map(String::as_str));
        shown.push_str(&format!("left out, because `service.json` has it: {names}\n"));
    }
    let decisions = draft.decisions();
    shown.push_str(&format!("{} to decide", count(decisions.len(), "thing")));
    shown.push_str(&match draft.unread.len() {
        0 => "\n".to_owned(),
        many => format!("; {many} of them could not be read\n"),
    });
    for Decision { line, place, question } in decisions {
        let (place, question) = (visible::line(&place), visible::line(&question));
        shown.push_str(&format!("  line {line}: {place}: {question}\n"));
    }
    shown
}
