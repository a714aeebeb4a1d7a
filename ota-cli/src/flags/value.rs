//! The value that a flag takes.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command};
use ota_dynamic::input::is_json;
use ota_spec::model::{EnumValue, NamedKind, Type};

/// The name of a value in usage and help.
pub(super) fn name(ty: &Type) -> String {
    if is_json(ty) || matches!(ty, Type::Any) { "JSON".to_owned() } else { ty.label().to_owned() }
}

/// Whether a value may start with a minus.
pub(super) fn is_number(ty: &Type) -> bool {
    match ty {
        Type::Integer(_) | Type::Long(_) | Type::Double(_) => true,
        Type::Named(named) => matches!(&named.kind, NamedKind::Enum(listed) if listed.numeric),
        _ => false,
    }
}

/// Knows the words of a value, for help and completion. Judging is left to the limits, which say
/// everything that is wrong at once.
#[derive(Debug, Clone)]
pub(crate) struct Words(Vec<PossibleValue>);

impl Words {
    /// The words of a type.
    pub(super) fn of(ty: &Type) -> Self {
        Self(words(ty))
    }

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
        if self.0.is_empty() { None } else { Some(Box::new(self.0.iter().cloned())) }
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
            NamedKind::Enum(listed) => listed.values.iter().map(|value| word(value)).collect(),
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

/// A flag that takes a share from 0 to 1.
pub(crate) fn share_flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("SHARE")
        .value_parser(share)
        .allow_negative_numbers(true)
        .help(help)
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share @ 0.0..=1.0) => Ok(share),
        _ => Err("it must be a number from 0 to 1, such as 0.02 for 2 %".to_owned()),
    }
}
