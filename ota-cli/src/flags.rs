//! From an operation to its subcommand: one flag a parameter, with what the spec says as its help.

mod help;

use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Command};
use ota_spec::model::{EnumValue, Field, NamedKind, Operation, Spec, Type};
use ota_spec::names;

/// The environment variable that stands in for a parameter of the service, as for the library.
const INSTANCE: (&str, &str) = ("IotInstanceId", "OTA_INSTANCE_ID");

/// The ID under which a parameter is looked up; no setting has a blank in its ID.
pub(crate) fn id(parameter: &str) -> String {
    format!("parameter {parameter}")
}

/// The subcommand of an operation. `settings` are the flags that every call has.
pub(crate) fn subcommand(spec: &Spec, operation: &Operation, settings: &[&str]) -> Command {
    let flags = names_of(operation, settings);
    let example = help::example(operation, &flags);
    let errors = help::errors(spec, operation);
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

/// `CancelOTATaskByDevice` as `cancel-ota-task-by-device`.
pub(crate) fn kebab(wire: &str) -> String {
    names::snake(wire).replace('_', "-")
}

/// The name of a flag, and another spelling of it where that is free.
struct Flag {
    long: String,
    alias: Option<String>,
}

/// A flag for each parameter. Wire names may be anything, so one that is taken gets a prefix.
fn names_of(operation: &Operation, settings: &[&str]) -> Vec<Flag> {
    let fields = &operation.parameters;
    let reserved = settings.iter().copied().chain(["help", "version"]);
    let mut taken: BTreeSet<String> = reserved.map(str::to_owned).collect();
    let mut long = |field: &Field| {
        let mut long = field.name.clone();
        while !taken.insert(long.clone()) {
            long.insert_str(0, "parameter-");
        }
        long
    };
    let longs: Vec<String> = fields.iter().map(&mut long).collect();
    let with_alias = |(field, long): (&Field, String)| {
        let alias = Some(kebab(&field.name)).filter(|alias| taken.insert(alias.clone()));
        Flag { long, alias }
    };
    fields.iter().zip(longs).map(with_alias).collect()
}

fn argument(field: &Field, flag: &Flag) -> Arg {
    let item = item(&field.ty);
    let facts = help::facts(field).join("; ");
    let doc = help::doc(field);
    let mut argument = Arg::new(id(&field.name))
        .long(flag.long.clone())
        .value_name(value_name(item))
        .value_parser(Words(words(item)))
        .allow_negative_numbers(is_number(item))
        .action(match field.ty {
            Type::List(_) => ArgAction::Append,
            _ => ArgAction::Set,
        })
        .help(format!("{doc} [{facts}]"))
        .long_help(format!("{doc}\n[{facts}]"));
    if let Some(alias) = &flag.alias {
        argument = argument.alias(alias.clone());
    }
    if field.name == INSTANCE.0 && field.inherited {
        argument = argument.env(INSTANCE.1).hide_env_values(true);
    }
    argument
}

/// What one flag gives: the item of a list, or the value itself.
pub(crate) fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(list) => &list.items,
        plain => plain,
    }
}

/// Whether a value is written as JSON because it has parts.
pub(crate) fn is_json(ty: &Type) -> bool {
    ty.members().is_some() || matches!(ty, Type::List(_) | Type::Map(_))
}

fn value_name(ty: &Type) -> String {
    match is_json(ty) {
        true => "JSON".to_owned(),
        false => ty.label().to_owned(),
    }
}

/// Knows the words of a value, for help and completion. Judging is left to the limits, which say
/// everything that is wrong at once.
#[derive(Debug, Clone)]
pub(crate) struct Words(Vec<PossibleValue>);

impl Words {
    pub(crate) fn new(words: Vec<PossibleValue>) -> Self {
        Self(words)
    }
}

impl TypedValueParser for Words {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        match self.0.is_empty() {
            true => None,
            false => Some(Box::new(self.0.iter().cloned())),
        }
    }
}

fn is_number(ty: &Type) -> bool {
    match ty {
        Type::Integer(_) | Type::Long(_) | Type::Double(_) => true,
        Type::Named(named) => matches!(&named.kind, NamedKind::Enum(words) if words.numeric),
        _ => false,
    }
}

fn words(ty: &Type) -> Vec<PossibleValue> {
    match ty {
        Type::Boolean => ["true", "false"].map(PossibleValue::new).to_vec(),
        Type::String(text) => text.allowed.iter().map(PossibleValue::new).collect(),
        Type::Integer(range) | Type::Long(range) => {
            range.allowed.iter().map(|number| PossibleValue::new(number.to_string())).collect()
        }
        Type::Named(named) => match &named.kind {
            NamedKind::Enum(words) => words.values.iter().map(word).collect(),
            NamedKind::Id(_) | NamedKind::Struct(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn word(known: &EnumValue) -> PossibleValue {
    let help = match &known.deprecated {
        Some(instead) => format!("{} Deprecated: {instead}", known.doc),
        None => known.doc.clone(),
    };
    PossibleValue::new(known.value.clone()).help(help)
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
