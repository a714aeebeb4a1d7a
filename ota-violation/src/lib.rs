//! Violations of limits and rules, with one message for each.
//!
//! The reader of specs, the command line and the emulator check requests against the model of a
//! spec, the client against tables of its own. All of them report violations with these types, so
//! the same mistake has the same message and the same subject everywhere.

mod demand;
mod format;
mod malformed;
pub mod number;
pub mod path;
mod problem;
pub mod rules;
pub mod suggest;
mod violation;
pub mod words;

pub use demand::{Demand, Reason};
pub use format::Format;
pub use malformed::{Found, Malformed, Wanted};
pub use problem::{Bound, Counted, Kind, Problem};
pub use violation::Violation;
