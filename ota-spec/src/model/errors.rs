//! Error codes.

use super::handle::Named;

/// One error code of `errors.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorCode {
    /// The code on the wire.
    pub code: String,
    /// The source of the code.
    pub layer: Layer,
    /// The HTTP statuses it comes with; empty if unknown.
    pub status: Vec<u16>,
    /// Its meaning.
    pub meaning: String,
    /// Its meaning in Chinese.
    pub zh: Option<String>,
    /// Advice to the caller.
    pub advice: String,
    /// The advice in Chinese.
    pub zh_advice: Option<String>,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
    /// Whether it means too many calls.
    pub throttled: bool,
    /// Whether the service may have acted despite the error.
    pub outcome_unknown: bool,
}

impl Named for ErrorCode {
    fn wire_name(&self) -> &str {
        &self.code
    }
}

/// The source of an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The service itself, inside the response envelope.
    Business,
    /// The gateway in front of it, with an HTTP error status.
    Gateway,
    /// A client library, before anything is sent.
    Client,
    /// The object storage that takes uploads.
    Oss,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: the same call is refused again.
    Never,
    /// Once, after following the advice.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}
