//! Finds the parameters and fields that other parts of a file refer to.

use std::collections::{BTreeMap, BTreeSet};
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
    /// Their places by their names.
    pub(super) places: &'a BTreeMap<&'a str, usize>,
    /// The names of all fields in the file, with or without mistakes.
    pub(super) declared: &'a BTreeSet<String>,
    /// Whether the list is complete, so that any other name is a mistake.
    pub(super) complete: bool,
}

/// The places of fields by their names.
pub(super) fn places(fields: &[Arc<Field>]) -> BTreeMap<&str, usize> {
    fields.iter().enumerate().map(|(place, field)| (field.name.as_str(), place)).collect()
}

impl<'a> Known<'a> {
    /// The field of this name. A reference to a field with mistakes is no further mistake.
    pub(super) fn find(
        &self,
        name: &Spanned<String>,
        report: &mut Report,
    ) -> Option<&'a Arc<Field>> {
        let found = self.places.get(name.value.as_str()).and_then(|place| self.fields.get(*place));
        if found.is_none() && self.complete && !self.declared.contains(&name.value) {
            unknown(self.what, name, self.fields, report);
        }
        found
    }
}

/// Reports a name that no field has.
pub(super) fn unknown(
    what: &str,
    name: &Spanned<String>,
    fields: &[Arc<Field>],
    report: &mut Report,
) {
    report.lazily(name.span, || {
        let names = fields.iter().map(|field| field.name.as_str());
        (format!("unknown {what} `{}`", name.value), suggest::help(&name.value, names))
    });
}
