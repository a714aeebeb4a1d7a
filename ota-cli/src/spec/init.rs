//! `ota spec init`: a new folder of specs.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use ota_authoring::{DECIDE, starter};

use super::arguments::{path, path_of, text_of};
use super::new_file;
use crate::failure::Failure;

pub(super) fn command() -> Command {
    let text = |id: &'static str, value: &'static str, usual: &'static str| {
        Arg::new(id).long(id).value_name(value).default_value(usual)
    };
    Command::new("init")
        .about("Makes a folder for specs of your own: the shared files and the schema for editors")
        .after_help(
            "Example:\n  ota spec init specs --product Greenhouse --api-version 2025-05-01\n\n\
             Existing files are never overwritten.",
        )
        .arg(path("folder", "DIR").default_value("specs").help("The folder to make"))
        .arg(text("product", "NAME", "Example").help("The name of the product on the wire"))
        .arg(text("api-version", "DATE", "2020-01-01").help("The version of its API"))
}

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "folder") else {
        return Ok(());
    };
    let files = starter::folder(text_of(matches, "product"), text_of(matches, "api-version"));
    let (kept, missing): (Vec<_>, Vec<_>) =
        files.iter().partition(|(path, _)| folder.join(path).exists());
    // All is there: the folder was meant for something else. Some is there: an earlier run was ended.
    if missing.is_empty() {
        kept.iter().try_for_each(|(path, _)| new_file::must_not_exist(&folder.join(path)))?;
    }
    make(&folder.join("ops"))?;
    for (path, _) in kept {
        writeln!(out, "kept {}", folder.join(path).display())?;
    }
    for (path, text) in missing {
        let file = folder.join(path);
        new_file::write(&file, text)?;
        writeln!(out, "wrote {}", file.display())?;
    }
    let shown = folder.display();
    writeln!(out, "\nNext:")?;
    writeln!(
        out,
        "  1. fill in {}; what starts with `{DECIDE}` is to replace",
        folder.join("service.json").display()
    )?;
    writeln!(out, "  2. ota spec new ACTION --specs {shown}")?;
    writeln!(out, "  3. ota spec check {shown}")?;
    writeln!(out, "  4. in your crate: ota_api::operations!(\"{shown}\");")?;
    Ok(())
}

fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::usage(format!("cannot make `{}`: {error}", folder.display())))
}
