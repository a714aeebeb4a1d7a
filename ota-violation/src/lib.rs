//! What is wrong with a request, said once.
//!
//! The reader of specs, the command line and the emulator judge requests by the model of a spec, the
//! client by tables of its own. What they find they put in these words, so the same mistake has the
//! same sentence and the same subject everywhere.

mod demand;
pub mod number;
pub mod path;
mod problem;
pub mod rules;
pub mod suggest;
mod violation;
pub mod words;

pub use demand::Demand;
pub use problem::{Bound, Counted, Kind, Problem};
pub use violation::Violation;
