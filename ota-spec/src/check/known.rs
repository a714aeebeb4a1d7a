//! Finds the parameters and fields that other parts of a file name.

use std::sync::Arc;

use crate::diagnostic::Report;
use crate::model::Field;
use crate::raw::Spanned;
use ota_violation::suggest;

/// Fields that may be named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// What they are, for messages: `parameter`.
    pub(super) what: &'static str,
    /// Those without mistakes.
    pub(super) fields: &'a [Arc<Field>],
    /// All that the file lists, with mistakes or without.
    pub(super) declared: &'a [String],
    /// Whether there are no others, so that other names are mistakes.
    pub(super) complete: bool,
}

impl<'a> Known<'a> {
    /// The field of this name. Whoever names one with mistakes is not blamed for them.
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
