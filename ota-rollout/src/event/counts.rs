//! How many tasks are in each state.

use serde::{Deserialize, Serialize};

/// How many tasks of a job are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// They wait for the controller.
    pub held_back: u64,
    /// They wait for their turn.
    pub queued: u64,
    /// Their devices were told.
    pub notified: u64,
    /// Their devices are at it.
    pub in_progress: u64,
    /// They succeeded.
    pub succeeded: u64,
    /// They failed.
    pub failed: u64,
    /// They were cancelled.
    pub canceled: u64,
}

impl Counts {
    /// Those that have not ended.
    pub fn unfinished(&self) -> u64 {
        self.held_back + self.in_flight()
    }

    /// Those that the service works on.
    pub fn in_flight(&self) -> u64 {
        self.queued + self.notified + self.in_progress
    }

    /// Those that succeeded or failed.
    pub fn executed(&self) -> u64 {
        self.succeeded + self.failed
    }

    /// The same for so many tasks in all: those that were not counted are queued. Where there are more than all, some went on while
    /// they were counted, and are no longer where they were first.
    pub(crate) fn of(mut self, all: u64) -> Self {
        self.queued += all.saturating_sub(self.all());
        let mut beyond = self.all().saturating_sub(all);
        let early =
            [&mut self.queued, &mut self.notified, &mut self.in_progress, &mut self.held_back];
        for count in early {
            let fewer = beyond.min(*count);
            (*count, beyond) = (*count - fewer, beyond - fewer);
        }
        self
    }

    /// All.
    pub fn all(&self) -> u64 {
        self.unfinished() + self.executed() + self.canceled
    }
}
