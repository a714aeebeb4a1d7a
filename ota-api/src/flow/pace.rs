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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{Instant, advance};

    use super::Pace;

    #[tokio::test(start_paused = true)]
    async fn calls_start_no_faster_than_the_operation_allows() {
        let mut pace = Pace { pace: Duration::from_millis(100), due: None };
        let began = Instant::now();
        for count in 0..12 {
            assert_eq!(pace.next() - began, Duration::from_millis(100 * count));
        }
        // A pause of the caller is no credit for a burst.
        advance(Duration::from_secs(60)).await;
        let now = Instant::now();
        assert_eq!([pace.next() - now, pace.next() - now].map(|wait| wait.as_millis()), [0, 100]);
    }
}
