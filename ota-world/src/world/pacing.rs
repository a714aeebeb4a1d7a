//! What a batch has pushed when, and what it has left to push.

use std::collections::VecDeque;

use crate::time::Moment;

/// What `MaximumPerMinute` counts in, in milliseconds.
const MINUTE: i64 = 60_000;

/// What a batch has pushed when, and what it has left to push.
///
/// A batch of a million tasks has one event for its next pushes and a position here.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Pacing {
    /// The first task that has not been looked at.
    cursor: u32,
    /// Tasks before it that have to be looked at again.
    again: VecDeque<u32>,
    /// The minute of the last pushes, counted from the beginning of the batch.
    minute: i64,
    /// How many pushes there were in that minute.
    pushed: u32,
    /// When the next pushes are planned for.
    pub(crate) next: Option<Moment>,
    /// The time of the planned beginning.
    pub(crate) start: Option<Moment>,
    /// The time of the planned end.
    pub(crate) finish: Option<Moment>,
}

impl Pacing {
    /// Looks at a task once more. One that has not been looked at yet need not be named.
    pub(crate) fn look_again(&mut self, position: u32) {
        if position < self.cursor {
            self.again.push_back(position);
        }
    }

    /// Looks at all tasks once more.
    pub(crate) fn start_over(&mut self) {
        self.cursor = 0;
        self.again.clear();
    }

    /// The next of so many tasks to look at.
    pub(crate) fn take(&mut self, tasks: usize) -> Option<u32> {
        if let Some(position) = self.again.pop_front() {
            return Some(position);
        }
        if self.is_empty(tasks) {
            return None;
        }
        self.cursor += 1;
        Some(self.cursor - 1)
    }

    /// Whether none of so many tasks is left to look at.
    pub(crate) fn is_empty(&self, tasks: usize) -> bool {
        self.again.is_empty() && self.cursor as usize >= tasks
    }

    /// How many pushes are left in the minute of `at`.
    pub(crate) fn left(&self, beginning: Moment, at: Moment, maximum: u32) -> u32 {
        let pushed = if minute(beginning, at) == self.minute { self.pushed } else { 0 };
        // A limit of none would leave a batch standing for ever.
        maximum.max(1).saturating_sub(pushed)
    }

    /// Counts a push.
    pub(crate) fn count(&mut self, beginning: Moment, at: Moment) {
        let minute = minute(beginning, at);
        if minute != self.minute {
            (self.minute, self.pushed) = (minute, 0);
        }
        self.pushed = self.pushed.saturating_add(1);
    }

    /// When the minute after that of `at` begins.
    pub(crate) fn next_minute(beginning: Moment, at: Moment) -> Moment {
        beginning.after(minute(beginning, at).saturating_add(1).saturating_mul(MINUTE))
    }
}

fn minute(beginning: Moment, at: Moment) -> i64 {
    at.since(beginning).div_euclid(MINUTE)
}
