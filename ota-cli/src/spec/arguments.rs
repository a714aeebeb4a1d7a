//! The arguments that several commands about specs have.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use ota_spec::model::Operation;
use ota_spec::{Spec, suggest};

use crate::failure::Failure;
use crate::flags::Words;
use crate::output::Output;
use crate::specs::{Usable, usable};

/// The argument that names an operation of `specs`, or of the folder that `--specs` names.
pub(super) fn action(specs: &Spec) -> Arg {
    let actions = specs.operations.iter().map(|known| known.action.clone().into());
    Arg::new("action")
        .value_name("ACTION")
        .value_parser(Words::new(actions.collect()))
        .hide_possible_values(true)
        .required(true)
        .help("The operation, such as `DeleteOTAFirmware`")
}

/// An argument that is a path.
pub(super) fn path(id: &'static str, value: &'static str) -> Arg {
    Arg::new(id).value_name(value).value_parser(value_parser!(PathBuf))
}

/// The flag that names a folder in the place of the specs built in.
pub(super) fn specs() -> Arg {
    path("specs", "DIR")
        .long("specs")
        .help("The folder to take it from, instead of the specs built in")
}

/// The path that was given for an argument.
pub(super) fn path_of<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a Path> {
    matches.get_one::<PathBuf>(id).map(PathBuf::as_path)
}

/// The string that was given for an argument.
pub(super) fn text_of<'a>(matches: &'a ArgMatches, id: &str) -> &'a str {
    matches.get_one::<String>(id).map_or("", String::as_str)
}

/// Does something with the specs of `--specs`, or with those built in. Operations with mistakes are left out; that is
/// said.
pub(super) fn with_specs<T>(
    built_in: &Spec,
    matches: &ArgMatches,
    output: Output,
    work: impl FnOnce(&Spec) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let Some(folder) = path_of(matches, "specs") else { return work(built_in) };
    let Usable { spec, left_out } = usable(folder)?;
    left_out.iter().for_each(|left_out| left_out.warn(output));
    work(&spec)
}

/// Does something with the operation that was asked for, of `--specs` or of the specs built in. Mistakes of other
/// operations do not matter to it; they are said.
pub(super) fn with_operation<T>(
    built_in: &Spec,
    matches: &ArgMatches,
    work: impl FnOnce(&Spec, &Operation) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let action = text_of(matches, "action");
    let Some(folder) = path_of(matches, "specs") else {
        return work(built_in, find(built_in, action)?);
    };
    let Usable { spec, left_out } = usable(folder)?;
    if let Some(left_out) = left_out {
        if left_out.has(action) {
            return Err(left_out.mistakes);
        }
        left_out.warn(Output::Text);
    }
    work(&spec, find(&spec, action)?)
}

/// The operation that was asked for.
fn find<'a>(spec: &'a Spec, action: &str) -> Result<&'a Operation, Failure> {
    spec.operation(action).ok_or_else(|| {
        let actions = spec.operations.iter().map(|known| known.action.as_str());
        Failure::usage(format!("no operation `{action}`; {}", suggest::help(action, actions)))
    })
}
