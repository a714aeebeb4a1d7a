//! The time limit of a call.

use std::time::Duration;

use tokio::time::Instant;

/// The time limit of a call, from its start on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// The limit, for messages.
    pub(crate) limit: Duration,
    /// Its end; `None` if it is beyond all times.
    pub(crate) end: Option<Instant>,
}

impl Deadline {
    /// A limit that begins now.
    pub(crate) fn of(limit: Duration) -> Self {
        Self { limit, end: Instant::now().checked_add(limit) }
    }

    /// What is left of it.
    pub(crate) fn left(self) -> Duration {
        self.end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()))
    }
}
