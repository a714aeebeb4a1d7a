//! Errors of calls that were held back or did not get to the service.

use std::time::Duration;

use crate::error::Error;
use crate::error::kind::Kind;

impl Error {
    /// A journal, a list of items or a file to upload that cannot be used.
    pub(crate) fn file(message: impl Into<String>) -> Self {
        Self::new(Kind::File(message.into()))
    }

    /// Whether the [journal](crate::SendParts::journal) of a long list, or the [file](crate::SendParts::lines) with its
    /// items, cannot be used: nothing is sent from then on. Also whether the file of an [`Upload`](crate::Upload) could not
    /// be read, or changed while it was: nothing was made from it.
    pub fn is_file(&self) -> bool {
        matches!(self.0.kind, Kind::File(_))
    }

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
