//! Requests that are inspected instead of sent.

use crate::call::sign::signed::Signed;
use crate::request::operation::Method;

/// A request that was signed but not sent. `Debug` does not show the signature.
#[derive(Debug, Clone)]
pub struct DryRun {
    method: Method,
    base: String,
    signed: Signed,
}

impl DryRun {
    pub(crate) fn new(method: Method, base: String, signed: Signed) -> Self {
        Self { method, base, signed }
    }

    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The full URL. With V1 it contains the signature and the token.
    pub fn url(&self) -> String {
        format!("{}?{}", self.base, self.signed.query())
    }

    /// The strings that were signed, and the headers with the signature.
    pub fn signed(&self) -> &Signed {
        &self.signed
    }
}
