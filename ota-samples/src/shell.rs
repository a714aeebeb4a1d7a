//! Samples for shells.

pub(crate) mod command;
pub(crate) mod curl;
pub(crate) mod word;
