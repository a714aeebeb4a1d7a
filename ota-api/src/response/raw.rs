//! Raw responses.

use std::time::Duration;

use http::HeaderMap;

/// A response as it was received.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    /// From `x-acs-request-id`.
    pub(crate) request_id: Option<String>,
    /// From `x-acs-retry-after` or `retry-after`.
    pub(crate) retry_after: Option<Duration>,
    /// From `date`, in seconds since 1970.
    pub(crate) date: Option<u64>,
    /// All headers.
    pub(crate) headers: HeaderMap,
    /// The compression of the body, which no request asks for.
    pub(crate) encoding: Option<String>,
    /// The reason why the body ends early; only where the status is no success.
    pub(crate) cut: Option<&'static str>,
    pub(crate) body: Vec<u8>,
}
