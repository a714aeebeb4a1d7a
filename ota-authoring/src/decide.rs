//! The mark of what is left to a person in skeletons and drafts.

use ota_spec::Value;

/// The start of every string that a person has to replace.
pub const DECIDE: &str = "DECIDE:";

/// A string that says what a person has to decide.
pub(crate) fn decide(what: impl AsRef<str>) -> Value {
    Value::String(format!("{DECIDE} {}", what.as_ref()))
}
