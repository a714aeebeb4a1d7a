//! Who a request claims to be from, and whether its signature proves that.
//!
//! There are two schemes: [`v1`] puts everything into parameters, [`v3`] into headers.

mod canonical;
mod claim;
mod difference;
mod explain;
mod guess;
#[cfg(test)]
mod tests;
mod v1;
mod v3;

use crate::rejection::Rejection;
use crate::request::Request;

pub(crate) use claim::Claim;
use claim::Scheme;

impl Claim {
    /// Reads the claim of a request; rejects one that is incomplete or malformed.
    pub(crate) fn read(request: &Request) -> Result<Self, Rejection> {
        if request.is_signed_by_headers() { v3::read(request) } else { v1::read(request) }
    }

    /// The claim of a request that says nothing of who makes it.
    pub(crate) fn unsigned(request: &Request) -> Option<Self> {
        let names = ["AccessKeyId", "Signature", "SecurityToken"];
        let is_signed = request.header("authorization").is_some()
            || names.iter().any(|name| request.parameter(name).is_some());
        if is_signed {
            return None;
        }
        Some(match request.header("x-acs-action") {
            Some(action) => v3::unsigned(request, action),
            None => v1::unsigned(request),
        })
    }

    /// Rejects a signature that this secret does not give. A request that asks for it gets an
    /// explanation, see [`explain`].
    pub(crate) fn verify(&self, request: &Request, secret: &str) -> Result<(), Rejection> {
        if self.is_signed_with(secret) {
            return Ok(());
        }
        let what = match self.scheme {
            Scheme::V1 => "the server's string to sign",
            Scheme::V3 { body_differs: true } => {
                "the server's canonical request, as `x-acs-content-sha256` is not the SHA-256 of \
                 the body"
            }
            Scheme::V3 { .. } => "the server's canonical request",
        };
        Err(Rejection::wrong_signature(what, &self.text, explain::help(self, request, secret)))
    }
}
