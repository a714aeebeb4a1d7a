//! The places that values are read into.

use crate::response::read_error::ReadResult;
use crate::response::value::Source;

/// The place that a value is read into.
pub trait Target {
    /// Reads the value.
    fn fill(&mut self, wrappers: &[&str], source: &mut dyn Source) -> ReadResult;
}
