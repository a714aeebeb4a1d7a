//! Successful responses.

use std::fmt;
use std::ops::Deref;

use crate::response::raw::RawResponse;

/// A successful response. It dereferences to the fields of the operation.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    request_id: String,
    status: u16,
    body: Vec<u8>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, request_id: String, response: RawResponse) -> Self {
        Self { value, request_id, status: response.status, body: response.body }
    }

    /// The ID of the request, which support asks for. Empty if the service sent none.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The HTTP status.
    pub fn http_status(&self) -> u16 {
        self.status
    }

    /// The body, in JSON or XML, for fields that are not in the spec.
    pub fn raw(&self) -> &[u8] {
        &self.body
    }

    pub(crate) fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// Returns the fields of the operation.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("request_id", &self.request_id)
            .field("http_status", &self.status)
            .finish_non_exhaustive()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
