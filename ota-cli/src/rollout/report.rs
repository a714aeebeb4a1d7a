//! `ota rollout report`: what became of a rollout, as one page of HTML.

mod history;
mod meaning;
mod page;
mod plan;
mod plot;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use askama::Template;
use clap::{Arg, ArgMatches, Command, value_parser};
use ota_spec::{Spec, visible};

use self::page::Page;
use super::arguments::{self, stored};
use super::carry;
use crate::failure::{Exit, Failure};

/// How every report begins, so that nothing else is written over.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\" data-ota=\"rollout-report\">";

pub(super) fn command() -> Command {
    Command::new("report")
        .about("Makes a page of HTML that shows a rollout: plan, waves, people, a plot, and every failure")
        .after_help(
            "The page is made from the file of rollouts alone: nothing is asked of the service, and the page asks for\n\
             nothing itself and has no script. It can be made while a rollout is under way.\n\n\
             Example:\n  ota rollout report lamp-20260501T220000 --out report.html",
        )
        .arg(arguments::id())
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write it, instead of standard output"),
        )
}

pub(super) fn run(specs: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let id = arguments::id_of(matches);
    let store = arguments::read(matches)?;
    let events = store.events(&id).map_err(stored)?;
    drop(store);
    let Some(page) = Page::of(&events, specs, carry::now()) else {
        return Err(Failure::new(Exit::NoResponse, format!("rollout `{id}` has no plan")));
    };
    let html = page
        .render()
        .map_err(|error| Failure::new(Exit::NoResponse, format!("no report: {error}")))?;
    let Some(path) = matches.get_one::<PathBuf>("out") else {
        return Ok(writeln!(out, "{html}")?);
    };
    let shown = path.display().to_string();
    let shown = visible::line(&shown);
    if matches.get_flag("dry-run") {
        return Ok(writeln!(out, "a report of rollout `{id}` would be written to `{shown}`")?);
    }
    write(path, &html).map_err(|why| Failure::usage(format!("`{shown}` is not written: {why}")))?;
    Ok(writeln!(out, "report of rollout `{id}` in `{shown}`")?)
}

/// Writes a report where there is none, or another one.
fn write(path: &Path, html: &str) -> Result<(), String> {
    let mut head = Vec::new();
    let read = fs::File::open(path)
        .and_then(|file| file.take(HEAD.len() as u64).read_to_end(&mut head))
        .map(|_| head);
    match read {
        Ok(old) if !old.is_empty() && !old.starts_with(HEAD.as_bytes()) => {
            return Err(
                "there is a file with this name that is no report; give another name".to_owned()
            );
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.to_string()),
        _ => {}
    }
    fs::write(path, format!("{html}\n")).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
