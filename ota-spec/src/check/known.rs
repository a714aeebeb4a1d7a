//! Finds the parameters and fields that other parts of a file refer to.

use std::sync::Arc;

use crate::diagnostic::Report;
use crate::model::Field;
use crate::raw::Spanned;
use ota_violation::suggest;

/// The fields that may be referred to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// Their kind, for messages: `parameter`.
    pub(super) what: &'static str,
    /// Those without mistakes.
    pub(super) fields: &'a [Arc<Field>],
    /// The names of all fields in the file, with or without mistakes.
    pub(super) declared: &'a [String],
    /// Whether the list is complete, so that any other name is a mistake.
    pub(super) complete: bool,
}

impl<'a> Known<'a> {
    /// The field of this name. A reference to a field with mistakes is no further mistake.
    pub(super) fn find(
        &self,
        name: &Spanned<String>,
        report: &mut Report,
    ) -> Option<&'a Arc<Field>> {
        let found = self.fields.iter().find(|field| field.name == name.value);
        if found.is_none() && self.complete && !self.declared.contains(&name.value) {
            let message = format!("unknown {} `{}`", self.what, name.value);
            let names = self.fields.iter().map(|field| field.name.as_str());
            report.at(name.span, message, suggest::help(&name.value, names));
        }
        found
    }
}
