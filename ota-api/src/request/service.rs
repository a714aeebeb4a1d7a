//! The description of a service, shared by all its operations.

/// A service: what all its operations share.
#[derive(Debug)]
pub struct Service {
    /// Product code.
    pub product: &'static str,
    /// API version.
    pub version: &'static str,
    /// Host pattern of the public endpoints; `{region}` stands for the region ID.
    pub public: &'static str,
    /// Host pattern inside a private network.
    pub vpc: Option<&'static str>,
    /// The IDs of the regions known to have the service.
    pub regions: &'static [&'static str],
    /// A host that serves further regions, and their IDs.
    pub central: Option<(&'static str, &'static [&'static str])>,
    /// The names of the fields every answer carries.
    pub envelope: EnvelopeNames,
    /// The parameters that can be set once on a client.
    pub parameters: &'static [&'static str],
    /// The known error codes.
    pub errors: &'static [ErrorCode],
}

impl Service {
    /// What is known about an error code: that very code, or the family before its last dot.
    pub(crate) fn error(&self, code: &str) -> Option<&'static ErrorCode> {
        let find =
            |code: &str| self.errors.iter().find(|known| known.code.eq_ignore_ascii_case(code));
        find(code).or_else(|| find(code.rsplit_once('.')?.0))
    }
}

/// The names of the fields every answer carries.
#[derive(Debug, Clone, Copy)]
pub struct EnvelopeNames {
    /// The ID of the request.
    pub request_id: &'static str,
    /// Whether the call worked.
    pub success: &'static str,
    /// The error code.
    pub code: &'static str,
    /// The text for the error code.
    pub message: &'static str,
}

/// What is known about an error code.
#[derive(Debug, Clone, Copy)]
pub struct ErrorCode {
    /// The code.
    pub code: &'static str,
    /// What the caller can do.
    pub advice: &'static str,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
    /// Whether it says that there were too many calls.
    pub throttled: bool,
    /// Whether the service may have acted all the same.
    pub outcome_unknown: bool,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: it is refused again.
    Never,
    /// Once, after correcting what the advice says.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}
