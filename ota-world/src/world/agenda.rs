//! The events to come.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::time::Moment;

use super::model::DeviceFailure;
use super::task::{Task, TaskRef};

/// The events to come in an instance, in the order of time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agenda {
    events: BinaryHeap<Reverse<Event>>,
    /// The numbers of the dynamic jobs that were running when last looked at.
    pub(crate) strategies: BTreeSet<u32>,
    /// The numbers of the verifications that were running when last looked at.
    pub(crate) verifications: BTreeSet<u32>,
}

/// An event to come. Events at the same time are ordered by their fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Event {
    pub(crate) at: Moment,
    pub(crate) job: u32,
    /// That of the task; 0 for a job's events.
    pub(crate) position: u32,
    pub(crate) kind: EventKind,
    /// That of the task when this was planned; 0 for a job's events.
    pub(crate) generation: u32,
    /// The retries of the task when this was planned; 0 for a job's events.
    pub(crate) retries: u8,
}

impl Event {
    /// Whether a task is still as it was when this was planned for it.
    ///
    /// The events of an attempt end with it; only the time limit is one for all attempts.
    pub(crate) fn is_for(&self, task: &Task) -> bool {
        self.generation == task.generation
            && (self.kind == EventKind::TimeOut || self.retries == task.retries)
    }
}

/// A kind of event: something that happens to a job or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EventKind {
    /// A planned job begins.
    Start,
    /// A job reaches its end.
    Finish,
    /// A job pushes as many tasks as it may.
    Push,
    /// The device of a queued task comes online.
    Online,
    /// A device asks for its task.
    Ask,
    /// A device reports the first progress of an attempt.
    Report,
    /// A device reports the new version.
    Succeed,
    /// A device reports that the update failed.
    Fail(DeviceFailure),
    /// A device has taken too long.
    TimeOut,
}

impl PartialEq for Agenda {
    fn eq(&self, other: &Self) -> bool {
        // The order of events with the same time is theirs, not that of the heap.
        let sorted = |agenda: &Self| agenda.events.clone().into_sorted_vec();
        (&self.strategies, &self.verifications) == (&other.strategies, &other.verifications)
            && sorted(self) == sorted(other)
    }
}

impl Agenda {
    /// Takes the next event that is due.
    pub(crate) fn next_due(&mut self, until: Moment) -> Option<Event> {
        let Reverse(next) = self.events.peek()?;
        if next.at > until {
            return None;
        }
        self.events.pop().map(|Reverse(event)| event)
    }

    /// Plans something for a job.
    pub(crate) fn plan(&mut self, at: Moment, job: u32, kind: EventKind) {
        let event = Event { at, job, position: 0, kind, generation: 0, retries: 0 };
        self.events.push(Reverse(event));
    }

    /// Plans something for a task as it is now.
    pub(crate) fn plan_task(&mut self, at: Moment, place: TaskRef, kind: EventKind, task: &Task) {
        let TaskRef { job, position } = place;
        let Task { generation, retries, .. } = *task;
        self.events.push(Reverse(Event { at, job, position, kind, generation, retries }));
    }

    /// Forgets which devices will come online or ask.
    pub(crate) fn forget_waiting(&mut self) {
        self.events
            .retain(|Reverse(event)| !matches!(event.kind, EventKind::Online | EventKind::Ask));
    }

    /// How many events there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }
}
