//! `ota man`: manual pages.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_mangen::Man;

use crate::failure::Failure;

pub(crate) fn command() -> Command {
    Command::new("man")
        .about("Writes manual pages of all commands into a folder")
        .after_help("Example:\n  ota man \"$HOME/.local/share/man/man1\"")
        .arg(
            Arg::new("folder")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .required(true)
                .help("The folder, which is made if it is not there; files of the same names are replaced"),
        )
}

pub(crate) fn run(tree: Command, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = matches.get_one::<PathBuf>("folder") else { return Ok(()) };
    let cannot = |error: std::io::Error| {
        Failure::usage(format!("cannot write manual pages to `{}`: {error}", folder.display()))
    };
    fs::create_dir_all(folder).map_err(cannot)?;
    let mut tree = tree.disable_help_subcommand(true);
    tree.build();
    let count = pages(&tree, folder).map_err(cannot)?;
    Ok(writeln!(out, "{count} manual pages in {}", folder.display())?)
}

/// Writes the page of a command and those of its subcommands.
fn pages(command: &Command, folder: &std::path::Path) -> std::io::Result<usize> {
    let mut count = 1;
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        count += pages(inner, folder)?;
    }
    Man::new(command.clone()).generate_to(folder)?;
    Ok(count)
}
