//! What a response is and how structs are filled from it.
//!
//! Generated code says which field stands under which name and nothing else. The formats show their
//! values as a [`Source`](value::Source); reading is lenient where the service is known to vary:
//! numbers written as strings, `null` for nothing, a single item in place of a list.

pub(crate) mod raw;
pub(crate) mod read;
pub(crate) mod read_error;
pub(crate) mod record;
pub(crate) mod slot;
pub(crate) mod typed;
pub(crate) mod value;
