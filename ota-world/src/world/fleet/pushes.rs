//! How devices get to know of their tasks.

use crate::time::Moment;
use crate::world::agenda::EventKind;
use crate::world::instance::Instance;
use crate::world::job::JobStatus;
use crate::world::model::Model;
use crate::world::pacing::Pacing;
use crate::world::task::{TaskRef, TaskStatus};

use super::fate::Presence;

impl Instance {
    /// Pushes as many tasks as the job may at this time, and plans the next pushes if some are
    /// left.
    pub(super) fn push_round(&mut self, number: u32, at: Moment, model: &Model) {
        let Some(job) = self.job_at_mut(number) else { return };
        if job.pacing.next != Some(at) {
            // The pushes were planned for an earlier time after this was.
            return;
        }
        job.pacing.next = None;
        if job.status == JobStatus::Planned {
            return;
        }
        let beginning = job.started.unwrap_or(job.created);
        let (maximum, is_pushed) = (job.settings.maximum_per_minute, job.settings.need_push);
        loop {
            let Some(job) = self.job_at_mut(number) else { return };
            let count = job.tasks().len();
            if is_pushed && job.pacing.left(beginning, at, maximum) == 0 {
                let next = Pacing::next_minute(beginning, at);
                // At the end of time there is no next minute.
                if !job.pacing.is_empty(count) && next > at {
                    self.plan_pushes(number, next);
                }
                return;
            }
            let Some(position) = job.pacing.take(count) else { return };
            let is_queued =
                job.task(position).is_some_and(|task| task.status == TaskStatus::Queued);
            if !is_queued {
                continue;
            }
            let task = TaskRef { job: number, position };
            if is_pushed {
                self.push(task, beginning, at, model)
            } else {
                self.await_asking(task, at, model)
            }
        }
    }

    fn push(&mut self, task: TaskRef, beginning: Moment, at: Moment, model: &Model) {
        match self.attempt(task, model).map(|attempt| attempt.presence(at)) {
            Some(Presence::Online) => {
                if let Some(job) = self.job_at_mut(task.job) {
                    job.pacing.count(beginning, at);
                }
                self.notify(task, at, model);
            }
            Some(Presence::OfflineUntil(until)) => self.plan_task(until, task, EventKind::Online),
            Some(Presence::OfflineForEver) | None => {}
        }
    }

    fn await_asking(&mut self, task: TaskRef, at: Moment, model: &Model) {
        if let Some(wait) = self.attempt(task, model).map(|attempt| attempt.asks_after()) {
            self.plan_task(at.after(wait), task, EventKind::Ask);
        }
    }

    /// A device asks for its task; one that is offline does when it comes online.
    pub(super) fn ask(&mut self, task: TaskRef, at: Moment, model: &Model) {
        match self.attempt(task, model).map(|attempt| attempt.presence(at)) {
            Some(Presence::Online) => self.notify(task, at, model),
            Some(Presence::OfflineUntil(until)) => self.plan_task(until, task, EventKind::Ask),
            Some(Presence::OfflineForEver) | None => {}
        }
    }

    /// The device knows of its task.
    fn notify(&mut self, task: TaskRef, at: Moment, model: &Model) {
        self.set(task, at, |task| task.status = TaskStatus::Notified);
        self.await_progress(task, at, model);
    }

    /// Plans the first progress of an attempt.
    pub(super) fn await_progress(&mut self, task: TaskRef, at: Moment, model: &Model) {
        if let Some(delay) = self.attempt(task, model).map(|attempt| attempt.delay()) {
            self.plan_task(at.after(delay), task, EventKind::Report);
        }
    }
}
