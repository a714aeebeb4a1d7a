//! Outcomes that the story does not have.

use crate::failure::{Exit, Failure};

/// Something that should not have happened.
pub(super) fn surprise(what: &str) -> Failure {
    Failure::new(Exit::NoResponse, format!("the demo did not go as it should: {what}"))
}
