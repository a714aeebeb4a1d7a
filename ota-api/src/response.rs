//! Responses: the raw one, the typed one, and how the fields of one are read from the other.
//!
//! Generated code only pairs names with fields. The formats present their values as
//! [`ValueReader`](value_reader::ValueReader). Reading is lenient where the service is known to vary: numbers
//! written as strings, `null` for nothing, a single item in place of a list. A value of the wrong type is passed over
//! and reported beside the rest.

pub(crate) mod raw;
pub(crate) mod read;
pub(crate) mod read_error;
pub(crate) mod reading;
pub(crate) mod record;
#[cfg(feature = "serde")]
pub(crate) mod required;
pub(crate) mod slot;
pub(crate) mod typed;
pub(crate) mod unreadable;
pub(crate) mod value_reader;
