//! A request that is looked at instead of sent.

use crate::call::sign::signed::Signed;
use crate::request::operation::Method;

/// A request that was signed and not sent. `Debug` shows no signature.
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

    /// The whole address. Under V1 it holds the signature and the token.
    pub fn url(&self) -> String {
        format!("{}?{}", self.base, self.signed.query())
    }

    /// What was signed, and the headers with the signature.
    pub fn signed(&self) -> &Signed {
        &self.signed
    }
}
