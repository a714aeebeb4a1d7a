//! Finds the parameters and fields that other parts of a file refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::model::{Field, Handle, List, Range, Type};
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

    /// A parameter of a certain type, with the part of the type that `read` returns.
    pub(super) fn of_type<T>(
        self,
        name: &Spanned<String>,
        read: impl Fn(&'a Type) -> Option<T>,
        wanted: &str,
        report: &mut Report,
    ) -> Option<(Handle<Field>, T)> {
        let field = self.find(name, report)?;
        let found = read(&field.ty);
        if found.is_none() {
            let message = format!("{} `{}` is no `{wanted}`", self.what, field.name);
            let candidates = self.fields.iter().filter(|field| read(&field.ty).is_some());
            let candidates = candidates.map(|field| field.name.as_str());
            let help = match candidates.clone().next() {
                Some(_) => format!("these are: {}", suggest::list(candidates)),
                None => format!("there is no {} of type `{wanted}`", self.what),
            };
            report.at(name.span, message, help);
        }
        Some((Handle::new(field), found?))
    }
}

/// The limits of an `Integer`.
pub(super) fn integer(ty: &Type) -> Option<&Range<i64>> {
    match ty {
        Type::Integer(range) => Some(range),
        _ => None,
    }
}

/// A list of any kind.
pub(super) fn list(ty: &Type) -> Option<Arc<List>> {
    match ty {
        Type::List(list) => Some(list.clone()),
        _ => None,
    }
}

/// Whether it is a `String`.
pub(super) fn text(ty: &Type) -> Option<()> {
    matches!(ty, Type::String(_)).then_some(())
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
