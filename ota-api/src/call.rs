//! The stages of a call, in the order in which a call passes them.

pub(crate) mod check;
pub(crate) mod decode;
pub(crate) mod dry_run;
pub(crate) mod encode;
pub(crate) mod envelope;
pub(crate) mod mismatch;
pub(crate) mod redact;
pub mod sign;
pub(crate) mod stamp;
pub(crate) mod text;
pub(crate) mod transport;
