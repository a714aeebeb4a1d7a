//! A successful answer: what was asked for, and what came with it.

use std::fmt;
use std::ops::Deref;

use crate::response::raw::Answer;

/// A successful answer of the service. It dereferences to the fields of the operation.
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    request_id: String,
    status: u16,
    body: Vec<u8>,
}

impl<T> Reply<T> {
    pub(crate) fn new(value: T, request_id: String, answer: Answer) -> Self {
        Self { value, request_id, status: answer.status, body: answer.body }
    }

    /// The ID of the request, which support asks for. Empty if the service named none.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The HTTP status.
    pub fn http_status(&self) -> u16 {
        self.status
    }

    /// The answer as it came, JSON or XML: for fields that the spec does not know.
    pub fn raw(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// The fields of the operation, taken out.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("request_id", &self.request_id)
            .field("http_status", &self.status)
            .finish_non_exhaustive()
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
