//! Raw responses.

use std::time::Duration;

/// A response as it was received.
#[derive(Debug, Clone)]
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    /// From `x-acs-request-id`.
    pub(crate) request_id: Option<String>,
    /// From `x-acs-retry-after`, in milliseconds there.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}
