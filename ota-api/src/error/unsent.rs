//! Errors of calls that were held back or did not get to the service.

use std::time::Duration;

use crate::error::Error;
use crate::error::kind::Kind;

impl Error {
    /// A call that would have to wait so long for its turn.
    pub(crate) fn quota(limit: u32, wait: Duration) -> Self {
        Self::new(Kind::Quota(limit)).with_retry_after(Some(wait))
    }

    /// Whether the client held the call back, because it would have had to wait for its turn beyond its deadline, or
    /// at all with [`Quota::refuse`](crate::Quota::refuse). Nothing was sent; [`retry_after`](Self::retry_after)
    /// says how long the wait would be at least.
    pub fn is_quota(&self) -> bool {
        matches!(self.0.kind, Kind::Quota(_))
    }

    /// Whether there was no connection, so that the service cannot have seen the call.
    pub(crate) fn is_unsent(&self) -> bool {
        matches!(self.0.kind, Kind::NotSent(_) | Kind::Deadline(_, false))
    }
}
