//! Calls that belong together: the pages of a list, the parts of a long one, looks until a state.
//!
//! An upload of a package, which is three calls and one transfer, will stand here.

pub(crate) mod pages;
pub(crate) mod parts;
pub(crate) mod waits;
