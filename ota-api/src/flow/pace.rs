//! The pace of calls that follow each other.

use std::time::Duration;

use tokio::time::Instant;

use crate::request::operation::OperationInfo;

/// The time between the starts of two calls of an operation: no more calls per second than it allows.
pub(crate) fn pace(info: &OperationInfo) -> Duration {
    Duration::from_secs(1) / info.qps.unwrap_or(u32::MAX).max(1)
}

/// When calls may start.
#[derive(Debug)]
pub(crate) struct Pace {
    pace: Duration,
    due: Option<Instant>,
}

impl Pace {
    pub(crate) fn of(info: &OperationInfo) -> Self {
        Self { pace: pace(info), due: None }
    }

    /// The time at which the next call may start. It counts as started then.
    pub(crate) fn next(&mut self) -> Instant {
        let now = Instant::now();
        let start = self.due.map_or(now, |due| due.max(now));
        self.due = Some(start + self.pace);
        start
    }
}
