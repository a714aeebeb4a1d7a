//! How devices get to know of their tasks.

use crate::time::moment::Moment;
use crate::world::{Instance, JobStatus, TaskRef, TaskStatus};

use super::agenda::What;
use super::fate::Presence;
use super::model::Model;
use super::pacing::Pacing;

/// How long after being queued a task is pushed, in milliseconds.
pub(super) const PUSHED_AFTER: i64 = 1000;

impl Instance {
    /// Plans the next pushes of a batch, unless they are planned for an earlier time.
    pub(super) fn plan_pushes(&mut self, number: u32, at: Moment) {
        let Some(job) = self.job_at_mut(number) else { return };
        if job.pacing.next.is_some_and(|next| next <= at) {
            return;
        }
        job.pacing.next = Some(at);
        self.agenda.plan(at, number, What::Push);
    }

    /// Looks again at a task that was left out, because it can be pushed now.
    pub(super) fn look_again(&mut self, task: TaskRef, at: Moment) {
        if let Some(job) = self.job_at_mut(task.job) {
            job.pacing.look_again(task.position);
            self.plan_pushes(task.job, at.after(PUSHED_AFTER));
        }
    }

    /// Pushes as many tasks as the batch may at this time, and plans the next pushes if some are left.
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
            match is_pushed {
                true => self.push(task, beginning, at, model),
                false => self.await_asking(task, at, model),
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
            Some(Presence::OfflineUntil(until)) => self.plan_task(until, task, What::Online),
            Some(Presence::OfflineForEver) | None => {}
        }
    }

    fn await_asking(&mut self, task: TaskRef, at: Moment, model: &Model) {
        if let Some(wait) = self.attempt(task, model).map(|attempt| attempt.asks_after()) {
            self.plan_task(at.after(wait), task, What::Ask);
        }
    }

    /// A device asks for its task; one that is offline does when it comes online.
    pub(super) fn ask(&mut self, task: TaskRef, at: Moment, model: &Model) {
        match self.attempt(task, model).map(|attempt| attempt.presence(at)) {
            Some(Presence::Online) => self.notify(task, at, model),
            Some(Presence::OfflineUntil(until)) => self.plan_task(until, task, What::Ask),
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
            self.plan_task(at.after(delay), task, What::Report);
        }
    }

    /// Plans something for a task as it is now.
    pub(super) fn plan_task(&mut self, at: Moment, place: TaskRef, what: What) {
        let Self { agenda, jobs, .. } = self;
        let job = jobs.get_index(place.job as usize).map(|(_, job)| job);
        if let Some(task) = job.and_then(|job| job.task(place.position)) {
            agenda.plan_task(at, place, what, task);
        }
    }
}
