//! `ota spec import`: a draft spec from the text of a documentation page.
//!
//! The stages are the modules: `page` cuts the text into sections, `rows` finds the rows of its
//! tables, `sentences` the limits in its prose; `tree` and `answer` make fields of them, and
//! `draft` writes the file. Facts are taken over, sentences are not.

mod answer;
mod draft;
mod page;
mod rows;
mod sentences;
mod tree;
mod written;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use clap::{ArgMatches, Command};
use ota_spec::{Spec, Value};

use super::{DECIDE, layout, new, path, path_of, read_valid};
use crate::failure::Failure;
use crate::output::printable;

/// Largest page that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

pub(super) fn command() -> Command {
    Command::new("import")
        .about("Makes a draft spec from the text of a documentation page")
        .after_help(
            "The page is plain text: a section `Request parameters` with rows such as\n\
             \n    DeviceName.N RepeatList Yes device1\n\n\
             each followed by its description, a section `Response parameters` with rows without\n\
             Yes and No, and samples. Names, types, limits, examples and samples are taken over. No\n\
             sentence is: what a person has to say or decide starts with `DECIDE:` and is listed\n\
             on standard error. A draft passes `ota spec check` when all of it is decided.",
        )
        .arg(path("page", "PAGE").required(true).help("The text of the page, in UTF-8"))
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
    let Some(page) = path_of(matches, "page") else {
        return Ok(());
    };
    let text = read(page)?;
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    // A folder may hold drafts that are not finished; what is valid in it can be used.
    let given = match path_of(matches, "specs") {
        Some(folder) => Some(read_valid(folder)?.0),
        None => None,
    };
    let spec = given.as_ref().unwrap_or(built_in);
    let draft = draft::write(spec, &page::Page::read(&text), &name).map_err(|reason| {
        Failure::usage(format!("cannot make a draft of `{}`: {reason}", page.display()))
    })?;
    let text = layout::file(&draft.json);
    match path_of(matches, "output-file") {
        Some(file) => new::write_new(file, &text)?,
        None => {
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    // Who does not read standard error still has the draft.
    drop(io::stderr().write_all(report(&draft, &text).as_bytes()));
    Ok(())
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

/// What was left out, and what is to decide, with the lines of the draft.
fn report(draft: &draft::Draft, text: &str) -> String {
    let mut shown = String::new();
    if !draft.shared.is_empty() {
        let names = ota_spec::suggest::list(draft.shared.iter().map(String::as_str));
        shown.push_str(&format!("left out, because `service.json` has it: {names}\n"));
    }
    let mut places = Vec::new();
    places_of(&draft.json, "", &mut places);
    let lines = (1..).zip(text.lines());
    let marks = lines.flat_map(|(line, text)| {
        text.matches(&format!("\"{DECIDE}")).map(move |_| line).collect::<Vec<usize>>()
    });
    shown.push_str(&match places.len() {
        1 => "1 thing to decide\n".to_owned(),
        number => format!("{number} things to decide\n"),
    });
    for (line, (place, what)) in marks.zip(&places) {
        shown.push_str(&format!("  line {line}: {}: {}\n", printable(place), printable(what)));
    }
    shown
}

/// Every text to decide with its place, in the order of the file.
fn places_of(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
    let below = |name: &str| match place {
        "" => name.to_owned(),
        place => format!("{place}.{name}"),
    };
    match value {
        Value::String(text) => {
            if let Some(what) = text.strip_prefix(DECIDE) {
                found.push((place.to_owned(), what.trim().to_owned()));
            }
        }
        Value::Array(items) => {
            for (number, item) in (1..).zip(items) {
                let name = item.get("name").and_then(Value::scalar);
                places_of(item, &below(&name.unwrap_or_else(|| number.to_string())), found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                places_of(member, &below(key), found);
            }
        }
        _ => {}
    }
}

/// A text that marks what a person has to decide.
fn decide(what: impl AsRef<str>) -> Value {
    Value::String(format!("{DECIDE} {}", what.as_ref()))
}

#[cfg(test)]
mod tests;
