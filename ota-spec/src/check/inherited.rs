//! The parameters of `service.json`: an operation has them, lacks them, or describes them itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::model::{Field, Origin};
use crate::names;
use crate::raw::{self, Spanned};
use ota_violation::suggest;

/// The parameters that an operation has as they are. `known` says whether `shared` are all that the service has.
pub(super) fn inherited(
    raw: &raw::Operation,
    shared: &[Arc<Field>],
    known: bool,
    report: &mut Report,
) -> Vec<Arc<Field>> {
    let own: BTreeSet<&str> = raw.parameters.iter().filter_map(name).collect();
    let without = without(&raw.without, shared, &own, known, report);
    let mut left = shared.to_vec();
    left.retain(|field| {
        let name = field.name.as_str();
        !own.contains(name) && !without.contains(name)
    });
    for field in &raw.parameters {
        let Some(name) = &field.name else { continue };
        let given = field.ident.as_ref().map(|ident| ident.value.clone());
        let ident = given.unwrap_or_else(|| names::field(&name.value));
        if let Some(twin) = left.iter().find(|field| field.ident == ident) {
            let message = format!(
                "parameter `{}` has the same Rust name as `{}` of `service.json`",
                name.value, twin.name
            );
            let help = "give it an `ident`, or list the other in `without`";
            report.at(name.span, message, help);
        }
    }
    left
}

fn name(field: &raw::Field) -> Option<&str> {
    field.name.as_ref().map(|name| name.value.as_str())
}

/// The names in `without`.
fn without<'a>(
    listed: &'a [Spanned<String>],
    shared: &[Arc<Field>],
    own: &BTreeSet<&str>,
    known: bool,
    report: &mut Report,
) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for name in listed {
        let value = name.value.as_str();
        if !names.insert(value) {
            report.at(name.span, format!("`{value}` is listed twice"), "remove one of them");
        } else if known && !shared.iter().any(|field| field.name == value) {
            report.lazily(name.span, || {
                let names = shared.iter().map(|field| field.name.as_str());
                let message = format!("`{value}` is no parameter of `service.json`");
                (message, suggest::help(value, names))
            });
        } else if own.contains(value) {
            let message = format!("`{value}` is in `without` and in `parameters`");
            let help = "remove it here: the one in `parameters` replaces that of `service.json`";
            report.at(name.span, message, help);
        }
    }
    names
}

/// Marks the parameters that stand in place of one of the service. A client can have one of them set for all
/// requests if it is a single value in both places.
pub(super) fn mark_replaced(fields: &mut [Arc<Field>], shared: &[Arc<Field>]) {
    for field in fields {
        let replaces = |known: &Arc<Field>| {
            known.name == field.name && known.ty.is_single() && field.ty.is_single()
        };
        if shared.iter().any(replaces) {
            *field = Arc::new(Field { origin: Origin::Replaced, ..(**field).clone() });
        }
    }
}
