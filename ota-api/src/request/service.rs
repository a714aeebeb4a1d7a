//! Descriptions of services.

/// The description of a service, shared by all its operations.
#[derive(Debug)]
pub struct Service {
    /// The product code.
    pub product: &'static str,
    /// The API version.
    pub version: &'static str,
    /// The host pattern of the public endpoints; `{region}` stands for the region ID.
    pub public: &'static str,
    /// The host pattern in private networks.
    pub vpc: Option<&'static str>,
    /// The IDs of the known regions.
    pub regions: &'static [&'static str],
    /// A host that serves further regions, with their IDs.
    pub central: Option<(&'static str, &'static [&'static str])>,
    /// What surrounds the fields of responses, where an operation does not say otherwise.
    pub envelope: EnvelopeNames,
    /// The parameters that can be set once on a client.
    pub parameters: &'static [&'static str],
    /// The names of the fields of responses that are secret.
    pub secrets: &'static [&'static str],
    /// The known error codes.
    pub errors: &'static [ErrorCode],
}

/// The client of a product, which stands for the product. Implemented by generated code only.
pub trait Product: Send + Sync + 'static {
    /// The description of the service.
    const SERVICE: &'static Service;
}

/// The client `C` itself: a request is sent by the client of its product.
#[diagnostic::on_unimplemented(
    message = "the request is one of another product than the client",
    label = "a request of `{Self}`, not of `{C}`",
    note = "each `operations!` makes a `Client` for its operations: use the one of the same module"
)]
pub trait Same<C> {}

impl<C> Same<C> for C {}

impl Service {
    /// Looks up an error code, or else the family before its last dot.
    pub(crate) fn error(&self, code: &str) -> Option<&'static ErrorCode> {
        let find =
            |code: &str| self.errors.iter().find(|known| known.code.eq_ignore_ascii_case(code));
        find(code).or_else(|| find(code.rsplit_once('.')?.0))
    }
}

/// What surrounds the fields of a response.
#[derive(Debug, Clone, Copy)]
pub struct EnvelopeNames {
    /// The ID of the request.
    pub request_id: &'static str,
    /// Whether the call succeeded, if a field says so.
    pub success: Option<&'static str>,
    /// The values of `code` that a call that succeeded has.
    pub success_codes: &'static [&'static str],
    /// The error code.
    pub code: &'static str,
    /// The message for the error code.
    pub message: &'static str,
}

/// A known error code.
#[derive(Debug, Clone, Copy)]
pub struct ErrorCode {
    /// The code.
    pub code: &'static str,
    /// Advice for the caller.
    pub advice: &'static str,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
    /// Whether it means too many calls.
    pub throttled: bool,
    /// Whether the service may have acted nevertheless.
    pub outcome_unknown: bool,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: it would be refused again.
    Never,
    /// Once, after following the advice.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}
