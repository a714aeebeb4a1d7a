//! From an operation to its subcommand: one flag per parameter, with help from the spec.

mod help;
mod names;
mod value;

pub(crate) use names::kebab;
pub(crate) use value::Words;

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

/// The subcommand of an operation. `settings` are the flags that every call has.
pub(crate) fn subcommand(operation: &Operation, settings: &[&str]) -> Command {
    let flags = names::of(operation, settings);
    let example = help::example(operation, &flags);
    let errors = help::errors(operation);
    let arguments = operation.parameters.iter().zip(&flags);
    Command::new(operation.action.clone())
        .about(operation.summary.clone())
        .long_about(help::about(operation))
        .override_usage(help::usage(operation, &flags))
        .after_help(example.clone())
        .after_long_help(format!("{example}{errors}{}", help::spellings(&flags)))
        .next_help_heading("Parameters")
        .args(arguments.map(|(field, flag)| argument(field, flag)))
}

fn argument(field: &Field, flag: &Flag) -> Arg {
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
    argument
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
