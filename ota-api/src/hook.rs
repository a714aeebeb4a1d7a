//! Hooks: what callers do around each attempt of each call.

pub use crate::config::headers::Headers;
pub use crate::config::hook::{Attempt, Hook, Outcome};
