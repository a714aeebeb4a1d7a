//! When jobs begin and end.

use crate::time::Moment;
use crate::world::instance::Instance;
use crate::world::job::JobStatus;
use crate::world::model::Model;
use crate::world::task::{Cause, TaskRef, TaskStatus};

impl Instance {
    /// Plans how seeded tasks go on that devices know of already. Those in progress begin now.
    pub(crate) fn go_on(&mut self, number: u32, now: Moment, model: &Model) {
        let Some((_, job)) = self.job_at(number) else { return };
        let known: Vec<(TaskRef, TaskStatus)> = (0..)
            .zip(job.tasks())
            .filter(|(_, task)| {
                matches!(task.status, TaskStatus::Notified | TaskStatus::InProgress)
            })
            .map(|(position, task)| (TaskRef { job: number, position }, task.status))
            .collect();
        for (task, status) in known {
            match status {
                TaskStatus::Notified => self.await_progress(task, now, model),
                _ => self.begin_attempt(task, true, now, model),
            }
        }
    }

    /// A planned job begins.
    pub(super) fn begin(&mut self, number: u32, at: Moment) {
        let Some(job) = self.job_at_mut(number) else { return };
        let is_due = job.settings.schedule.is_none_or(|start| start <= at);
        if job.status != JobStatus::Planned || !is_due {
            return;
        }
        (job.status, job.started, job.modified) = (JobStatus::InProgress, Some(at), at);
        self.fill_agenda(number, at);
        self.close_job_if_done(number, at);
    }

    /// A job reaches its end: what has not ended by then is cancelled.
    pub(super) fn finish(&mut self, number: u32, at: Moment) {
        let Some((_, job)) = self.job_at(number) else { return };
        let is_due = job.settings.finish.is_some_and(|finish| finish <= at);
        if job.status.is_over() || !is_due {
            return;
        }
        let unfinished: Vec<u32> = (0..)
            .zip(job.tasks())
            .filter(|(_, task)| task.status.is_unfinished())
            .map(|(position, _)| position)
            .collect();
        for position in unfinished {
            let task = TaskRef { job: number, position };
            self.end_task(task, TaskStatus::Canceled, Cause::Finished, at);
        }
        if let Some(job) = self.job_at_mut(number)
            && !job.status.is_over()
        {
            (job.status, job.ended, job.modified) = (JobStatus::Completed, Some(at), at);
        }
    }

    /// Writes down how far the running verifications are.
    pub(super) fn follow_verifications(&mut self, now: Moment) {
        let Self { agenda, jobs, packages, .. } = self;
        agenda.verifications.retain(|number| {
            let job = jobs.get_index(*number as usize).map(|(_, job)| job);
            let Some(job) = job.filter(|job| !job.status.is_over()) else { return false };
            if let Some(package) = packages.get_mut(&job.firmware_id) {
                package.verify_progress = job.progress_at(now);
            }
            true
        });
    }
}
