//! Fields that are no options: the required parameters of a request.

use crate::response::read::Read;
use crate::response::read_error::ReadResult;
use crate::response::slot::Slot;
use crate::response::value_reader::ValueReader;

/// The slot of a required parameter, which knows whether it was filled.
#[derive(Debug)]
pub struct Required<'f, T> {
    field: &'f mut T,
    filled: bool,
}

impl<'f, T> Required<'f, T> {
    /// A slot that is not filled yet.
    pub fn new(field: &'f mut T) -> Self {
        Self { field, filled: false }
    }
}

impl<T: Read> Slot for Required<'_, T> {
    fn fill(&mut self, _: &[&str], reader: &mut dyn ValueReader) -> ReadResult {
        if let Some(value) = T::read(reader)? {
            *self.field = value;
            self.filled = true;
        }
        Ok(())
    }

    fn is_missing(&self) -> bool {
        !self.filled
    }
}
