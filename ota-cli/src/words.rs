//! Words of the spec language for what the model holds.

use ota_spec::model::Repeat;

/// The repeat class as a spec writes it.
pub(crate) fn repeat(class: Repeat) -> &'static str {
    match class {
        Repeat::Read => "read",
        Repeat::Safe => "safe",
        Repeat::Reconcile => "reconcile",
    }
}
