//! A response as it came in.

use std::time::Duration;

/// An answer as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// From `x-acs-request-id`.
    pub(crate) request_id: Option<String>,
    /// From `x-acs-retry-after`, in milliseconds there.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}
