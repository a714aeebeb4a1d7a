//! The types of values that both requests and responses hold, beside those of the standard library.

pub(crate) mod id;
pub(crate) mod secret;
pub(crate) mod word;
