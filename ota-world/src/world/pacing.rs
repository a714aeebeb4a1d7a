//! The pushes of a job: those of this minute, and those that are left.

use std::collections::VecDeque;

use crate::time::Moment;

/// The minute of `MaximumPerMinute`, in milliseconds.
const MINUTE: i64 = 60_000;

/// The pushes of a job: those of this minute, and those that are left.
///
/// A job of a million tasks has one event for its next pushes and a position here.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Pacing {
    /// The first task that has not been looked at.
    cursor: u32,
    /// Tasks before it that have to be looked at again.
    again: VecDeque<u32>,
    /// The minute of the last pushes, counted from the beginning of the job.
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
    /// Looks at a task again. Has no effect on a task that has not been looked at yet.
    pub(crate) fn look_again(&mut self, position: u32) {
        if position < self.cursor {
            self.again.push_back(position);
        }
    }

    /// Looks at all tasks again.
    pub(crate) fn start_over(&mut self) {
        self.cursor = 0;
        self.again.clear();
    }

    /// The position of the next task to look at, out of `tasks`.
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

    /// Whether none of `tasks` tasks is left to look at.
    pub(crate) fn is_empty(&self, tasks: usize) -> bool {
        self.again.is_empty() && self.cursor as usize >= tasks
    }

    /// The number of pushes left in the minute of `at`.
    pub(crate) fn left(&self, beginning: Moment, at: Moment, maximum: u32) -> u32 {
        let pushed = if minute(beginning, at) == self.minute { self.pushed } else { 0 };
        // A limit of 0 would stall a job for ever.
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

    /// The beginning of the minute after that of `at`.
    pub(crate) fn next_minute(beginning: Moment, at: Moment) -> Moment {
        beginning.after(minute(beginning, at).saturating_add(1).saturating_mul(MINUTE))
    }
}

fn minute(beginning: Moment, at: Moment) -> i64 {
    at.since(beginning).div_euclid(MINUTE)
}
