//! Devices that take updates, in the world's time.
//!
//! The [`Agenda`] of each instance has the events to come, each with a time, in a total order that
//! depends on nothing but the events. Letting time pass means handling those that are due, one
//! after another, each at its own time. So it does not matter in how many steps time passes.
//! Whatever is left to chance is drawn from the seed, the job, the device and the attempt, and from
//! nothing else; see `fate`.
//!
//! # Choices
//!
//! The documentation says what the states mean, not when devices move through them. These are
//! choices:
//!
//! - A task is pushed a second after it is queued or its job begins. Until then it can be seen
//!   `QUEUED`. `MaximumPerMinute` is counted in minutes from the beginning of the job.
//! - With `NeedPush=false` each device asks once after `askEvery`; asking is not limited.
//! - Whether and how an update goes wrong is decided when the device reports its first progress.
//! - A new `TimeoutInMinutes` is for updates that begin after it, a new `MaximumPerMinute` for all
//!   pushes.
//! - An automatic retry is within the time of `TimeoutInMinutes`, which is counted from the first
//!   progress of the first attempt.
//! - At `ScheduleFinishTime` unfinished tasks end as `CANCELED` and the job is `COMPLETED`.
//! - An update starts from what the device runs at the first progress of each attempt.
//! - A wrong version that a device reports while it waits for a retry is not a failure.
//! - A device that reports the version of an unfinished task has done it, in whatever state it is.
//! - With `DynamicMode=2` those devices join that report another version than before, and new ones.
//! - Tasks of a cancelled dynamic job go on; the job only gets no more of them.
//! - A task that is carried out again after `ScheduleFinishTime` is not cancelled once more.
//! - Being offline keeps a device from being told of updates, not from going on with one.

pub(crate) mod changes;
mod fate;
mod pushes;
mod reports;
mod schedule;
pub(crate) mod status;
#[cfg(test)]
mod tests;
mod updates;

use crate::time::Moment;

use super::account::World;
use super::agenda::{Event, EventKind};
use super::instance::Instance;
use super::model::Model;
use super::task::TaskRef;

impl World {
    /// Lets time pass up to `now`. Time never goes back.
    pub(crate) fn settle(&mut self, now: Moment) {
        let now = now.max(self.now);
        for instance in self.instances.values_mut() {
            instance.settle(&self.model, now);
        }
        self.now = now;
        self.purge_objects();
    }
}

impl Instance {
    /// Lets everything happen that is due up to `until`.
    fn settle(&mut self, model: &Model, until: Moment) {
        while let Some(event) = self.agenda.next_due(until) {
            self.happen(event, model);
        }
        self.follow_verifications(until);
    }

    fn happen(&mut self, event: Event, model: &Model) {
        let Event { at, job, position, kind, .. } = event;
        match kind {
            EventKind::Start => return self.begin(job, at),
            EventKind::Finish => return self.finish(job, at),
            EventKind::Push => return self.push_round(job, at, model),
            _ => {}
        }
        let task = TaskRef { job, position };
        if self.task(task).is_none_or(|(_, task)| !event.is_for(task)) {
            // Something else has happened to the task since this was planned.
            return;
        }
        match kind {
            EventKind::Online => self.look_again(task, at),
            EventKind::Ask => self.ask(task, at, model),
            EventKind::Report => self.first_progress(task, at, model),
            EventKind::Succeed => self.succeed(task, at, model),
            EventKind::Fail(failure) => self.fail(task, failure, at, model),
            EventKind::TimeOut => self.time_out(task, at),
            EventKind::Start | EventKind::Finish | EventKind::Push => {}
        }
    }
}
