//! Types of values in both requests and responses.

pub(crate) mod id;
pub(crate) mod maybe;
pub(crate) mod secret;
pub(crate) mod string_enum;
