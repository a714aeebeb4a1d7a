//! From an operation to its subcommand: one flag per parameter, with help from the spec.

mod help;
mod names;
mod style;
mod value;

pub(crate) use names::kebab;
pub(crate) use style::{Style, file_flag, is_id};
pub(crate) use value::{Words, share_flag};

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::{Arg, ArgAction, Command};
use ota_dynamic::input::item;
use ota_spec::model::{Field, Operation, Type};

use names::Flag;

/// The environment variable that stands in for a parameter of the service, as for the library.
const INSTANCE: (&str, &str) = ("IotInstanceId", "OTA_INSTANCE_ID");

/// The ID under which a parameter is looked up; no setting has a blank in its ID.
pub(crate) fn id(parameter: &str) -> String {
    format!("parameter {parameter}")
}

/// The ID of the argument that takes the parameter which needs no flag.
pub(crate) const PLACE: &str = "place";

/// The ID of the flag that takes a file with the items of a parameter.
pub(crate) fn file_id(parameter: &str) -> String {
    format!("file {parameter}")
}

/// The subcommand of an operation. `settings` are the flags that every call has.
pub(crate) fn subcommand(operation: &Operation, settings: &[&str], style: &Style<'_>) -> Command {
    let flags = names::of(operation, settings, style.is_kebab);
    let example = help::example(operation, &flags, style);
    let errors = help::errors(operation);
    let parameters = operation.parameters.iter().zip(&flags);
    let parameters = parameters.filter(|(field, _)| style.has(field));
    let place = style.place.map(place);
    let files = style.is_kebab.then(|| files(operation, settings, &flags, style));
    Command::new(style.name.clone())
        .about(operation.summary.clone())
        .long_about(help::about(operation))
        .override_usage(help::usage(operation, &flags, style))
        .after_help(example.clone())
        .after_long_help(format!("{example}{errors}{}", help::spellings(&flags)))
        .next_help_heading("Parameters")
        .args(place)
        .args(parameters.map(|(field, flag)| argument(field, flag, style)))
        .args(files.unwrap_or_default())
}

fn argument(field: &Field, flag: &Flag, style: &Style<'_>) -> Arg {
    let item = item(&field.ty);
    let mut facts = help::facts(field);
    let setting = flag.setting.as_ref();
    facts.extend(setting.map(|setting| format!("`--{setting}` is a setting of the call instead")));
    let facts = facts.join("; ");
    let doc = help::doc(field);
    let mut argument = Arg::new(id(&field.name))
        .long(flag.long.clone())
        .value_name(value::name(item))
        .value_parser(Words::of(item))
        .allow_negative_numbers(value::is_number(item))
        .action(match field.ty {
            Type::List(_) => ArgAction::Append,
            _ => ArgAction::Set,
        })
        .help(format!("{doc} [{facts}]"))
        .long_help(format!("{doc}\n[{facts}]"));
    if let Some(alias) = &flag.alias {
        argument = argument.alias(alias.clone());
    }
    if field.name == INSTANCE.0 && field.is_on_client() {
        argument = argument.env(INSTANCE.1).hide_env_values(true);
    }
    if style.is_place(field) {
        argument = argument.conflicts_with(PLACE);
    }
    argument
}

/// The argument without a flag.
fn place(field: &Arc<Field>) -> Arg {
    let item = item(&field.ty);
    let argument = Arg::new(PLACE)
        .value_name(kebab(&field.name).replace('-', "_").to_uppercase())
        .value_parser(Words::of(item))
        .help(help::doc(field));
    match field.ty {
        Type::List(_) => argument.num_args(1..).action(ArgAction::Append),
        _ => argument,
    }
}

/// The flags that take files with the items of lists.
fn files(operation: &Operation, settings: &[&str], flags: &[Flag], style: &Style<'_>) -> Vec<Arg> {
    let names = flags.iter().flat_map(|flag| [Some(&flag.long), flag.alias.as_ref()]);
    let mut taken: BTreeSet<String> = names.flatten().cloned().collect();
    taken.extend(settings.iter().map(|setting| (*setting).to_owned()));
    let lists = operation.parameters.iter().filter(|field| style.has(field));
    let argument = |field: &Arc<Field>| {
        let long = file_flag(field).filter(|long| taken.insert(long.clone()))?;
        let split = operation.split.as_ref().filter(|split| split.over.field.name == field.name);
        let beyond = split.map_or(String::new(), |split| {
            format!("; more than {} are sent in several calls", split.most)
        });
        let help = format!(
            "A file with one `{}` on each line, added to the others; `-` is standard input{beyond}",
            item(&field.ty).label()
        );
        Some(Arg::new(file_id(&field.name)).long(long).value_name("FILE").help(help))
    };
    lists.filter_map(argument).collect()
}

#[cfg(test)]
mod tests {
    use crate::call;
    use crate::fixture::wall;

    #[test]
    fn an_operation_shows_what_its_spec_says() {
        let mut call = call::command(&wall());
        call.build();
        let paint = call.find_subcommand_mut("PaintWall").unwrap().clone();
        insta::assert_snapshot!(without_settings(paint).render_long_help());
    }

    #[test]
    fn an_operation_shows_its_rules_and_no_secret() {
        let mut call = call::command(&wall());
        call.build();
        let list = call.find_subcommand_mut("ListWalls").unwrap().clone();
        insta::assert_snapshot!(without_settings(list).render_long_help());
    }

    /// The settings are the same everywhere and not the point.
    fn without_settings(command: clap::Command) -> clap::Command {
        command.mut_args(|argument| {
            let is_setting = argument.get_help_heading() == Some("Settings");
            argument.hide(is_setting)
        })
    }

    #[test]
    fn names_that_settings_have_are_given_another_name() {
        let spec = wall();
        let mut call = call::command(&spec);
        call.build();
        let paint = call.find_subcommand("PaintWall").unwrap();
        let flags = |name: &str| {
            let id = super::id(name);
            let argument = paint.get_arguments().find(|argument| argument.get_id() == id.as_str());
            let argument = argument.unwrap();
            let aliases = argument.get_all_aliases().unwrap_or_default();
            (argument.get_long().unwrap().to_owned(), aliases.join(" "))
        };
        let pair = |long: &str, alias: &str| (long.to_owned(), alias.to_owned());
        assert_eq!(flags("WallId"), pair("WallId", "wall-id"));
        assert_eq!(flags("format"), pair("parameter-format", ""));
        assert_eq!(flags("Region"), pair("Region", ""));
        call.debug_assert();
    }
}
