//! Which required parameters of a request are set.

/// The state of a required parameter that is set.
#[derive(Debug)]
pub struct Set;

/// The state of a required parameter that is not set yet.
#[derive(Debug)]
pub struct Unset;
