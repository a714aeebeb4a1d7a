//! How an operation is written on a command line: by its action, or by its command.

use std::sync::Arc;

use ota_dynamic::input::item;
use ota_spec::Value;
use ota_spec::model::{Command, Field, NamedKind, Operation, Type};

use super::names::kebab;

/// How an operation is written on a command line.
pub(crate) struct Style<'o> {
    /// The words in front of the flags, such as `ota call QueryOTAJob`.
    pub(super) head: String,
    /// The word that names the operation.
    pub(super) name: String,
    /// Whether flags are in kebab case and wire names are their other spelling.
    pub(super) is_kebab: bool,
    /// The parameter that stands without a flag.
    pub(super) place: Option<&'o Arc<Field>>,
    /// The request of the example; without one it is made of what is required.
    pub(super) example: Option<&'o Value>,
    /// The parameters that the command sets itself.
    pub(super) without: &'static [&'static str],
}

impl<'o> Style<'o> {
    /// `ota call <Action>`, with flags as on the wire.
    pub(crate) fn call(operation: &'o Operation) -> Self {
        let (head, name) = (format!("ota call {}", operation.action), operation.action.clone());
        Self { head, name, is_kebab: false, place: None, example: None, without: &[] }
    }

    /// `ota <noun> <verb>`, with flags in kebab case.
    pub(crate) fn command(operation: &'o Operation, command: &Command) -> Self {
        let example = operation.examples.first().map(|example| &example.request);
        Self {
            head: format!("ota {command}"),
            name: command.verb.clone(),
            is_kebab: true,
            place: place(operation, &command.noun),
            example,
            without: &[],
        }
    }

    /// The same without parameters that the command sets itself, and without an example of its own.
    pub(crate) fn without(self, parameters: &'static [&'static str]) -> Self {
        Self { without: parameters, place: None, example: None, ..self }
    }

    /// The name of the parameter that stands without a flag.
    pub(crate) fn place_name(&self) -> Option<String> {
        self.place.map(|field| field.name.clone())
    }

    pub(super) fn has(&self, field: &Field) -> bool {
        !self.without.contains(&field.name.as_str())
    }

    /// Whether the command fills in a parameter: it begins with the first page, as large as allowed.
    pub(super) fn is_filled(&self, operation: &Operation, field: &Field) -> bool {
        let Some(page) = operation.page.as_ref().filter(|_| self.is_kebab) else { return false };
        let is_size = page.size.as_ref().is_some_and(|size| size.name == field.name);
        is_size || page.by.parameter().name == field.name
    }

    pub(super) fn is_place(&self, field: &Field) -> bool {
        self.place.is_some_and(|place| place.name == field.name)
    }
}

/// The one parameter that a command is obviously about: the ID of its noun, or the only ID that it cannot do without.
fn place<'o>(operation: &'o Operation, noun: &str) -> Option<&'o Arc<Field>> {
    let of_noun = format!("{noun}-");
    let mut ids = operation
        .parameters
        .iter()
        .filter(|field| field.is_demanded() && !field.secret && is_id(item(&field.ty)));
    let named = ids.clone().find(|field| kebab(&field.name).starts_with(&of_noun));
    named.or_else(|| {
        let only = ids.find(|field| is_id(&field.ty));
        only.filter(|_| ids.all(|field| !is_id(&field.ty)))
    })
}

/// Whether a type is an ID.
pub(crate) fn is_id(ty: &Type) -> bool {
    matches!(ty, Type::Named(named) if matches!(named.kind, NamedKind::Id(_)))
}

/// The flag that takes a file with the items of a list, one on each line, where the items are IDs: `--device-file`.
pub(crate) fn file_flag(field: &Field) -> Option<String> {
    let Type::List(list) = &field.ty else { return None };
    if !list.repeat || !is_id(&list.items) || field.secret {
        return None;
    }
    let item = kebab(list.items.label());
    let stem = item.strip_suffix("-name").or_else(|| item.strip_suffix("-id")).unwrap_or(&item);
    Some(format!("{stem}-file"))
}
