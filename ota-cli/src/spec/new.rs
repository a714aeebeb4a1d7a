//! `ota spec new`: the file of a new operation, with sentences to replace.

use std::io::Write;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ota_authoring::skeleton::{self, skeleton};
use ota_authoring::{DECIDE, starter};

use super::arguments::{path, path_of, text_of};
use super::new_file;
use crate::failure::Failure;
use crate::specs::{count, sources};

pub(super) fn command() -> Command {
    Command::new("new")
        .about("Writes the file of a new operation: a skeleton that passes `ota spec check`")
        .after_help(
            "Example:\n  ota spec new SwitchLamp --specs specs\n\nAn existing file is never overwritten.",
        )
        .arg(
            Arg::new("action")
                .value_name("ACTION")
                .required(true)
                .help("The name of the operation on the wire, such as `DeleteOTAFirmware`"),
        )
        .arg(
            path("specs", "DIR")
                .long("specs")
                .default_value("specs")
                .help("The folder of specs; `ota spec init` makes one"),
        )
        .arg(
            Arg::new("group")
                .long("group")
                .value_name("GROUP")
                .default_value("new")
                .help("The group it is listed under"),
        )
        .arg(
            Arg::new("stdout")
                .long("stdout")
                .action(ArgAction::SetTrue)
                .help("Print the file instead of writing it"),
        )
}

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "specs") else {
        return Ok(());
    };
    let (action, group) = (text_of(matches, "action"), text_of(matches, "group"));
    let shown = folder.display();
    new_file::must_not_exist(&folder.join(skeleton::path(action)))?;
    let made = skeleton(&shown.to_string(), sources(folder)?, action, group)
        .map_err(|error| Failure::usage(error.to_string()))?;
    if matches.get_flag("stdout") {
        return Ok(out.write_all(made.text.as_bytes())?);
    }
    let file = folder.join(&made.path);
    new_file::write(&file, &made.text)?;
    writeln!(out, "wrote {}", file.display())?;
    // Editors follow the key `$schema` of the new file.
    let schema = folder.join(starter::SCHEMA_PATH);
    if !schema.exists() {
        new_file::write(&schema, starter::SCHEMA)?;
        writeln!(out, "wrote {}", schema.display())?;
    }
    writeln!(out, "\nNext:")?;
    let decisions = count(made.decisions, "string");
    writeln!(out, "  1. replace the {decisions} that start with `{DECIDE}`")?;
    writeln!(out, "  2. put the real parameters and response fields in the place of `Name`")?;
    writeln!(out, "  3. ota spec check {shown}")?;
    writeln!(out, "  4. ota spec show {action} --specs {shown}")?;
    if !made.mistakes.is_empty() {
        let mistakes = count(made.mistakes.len(), "mistake");
        writeln!(out, "\nOther files of the folder have {mistakes}; `ota spec check` shows them.")?;
    }
    Ok(())
}
