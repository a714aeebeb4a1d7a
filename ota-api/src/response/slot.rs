//! Slots: fields that values are read into.

use crate::response::read_error::ReadResult;
use crate::response::value_reader::ValueReader;

/// A field that a value is read into.
pub trait Slot {
    /// Reads the value into the field.
    fn fill(&mut self, wrappers: &[&str], reader: &mut dyn ValueReader) -> ReadResult;

    /// Whether it has to be filled and is not.
    #[cfg(feature = "serde")]
    fn is_missing(&self) -> bool {
        false
    }
}
