//! When batches begin and end.

use crate::time::moment::Moment;
use crate::world::{Cause, Instance, JobKind, JobStatus, TaskRef, TaskStatus};

use super::agenda::What;
use super::model::Model;
use super::pushes::PUSHED_AFTER;

impl Instance {
    /// Plans what the batch needs now: its start, its end, its pushes. Doing so again changes nothing
    /// unless the batch has changed.
    pub(crate) fn fill_agenda(&mut self, number: u32, now: Moment) {
        let Some(job) = self.job_at_mut(number) else { return };
        let start = job.settings.schedule.filter(|_| job.status == JobStatus::Planned);
        let start = start.map(|start| start.max(now)).filter(|_| job.pacing.start != start);
        if start.is_some() {
            job.pacing.start = job.settings.schedule;
        }
        let finish = job.settings.finish.filter(|_| !job.status.is_over());
        let finish = finish.map(|finish| finish.max(now)).filter(|_| job.pacing.finish != finish);
        if finish.is_some() {
            job.pacing.finish = job.settings.finish;
        }
        let is_idle = job.status == JobStatus::Planned || job.pacing.is_empty(job.tasks().len());
        let kind = job.kind;
        let is_over = job.status.is_over();
        if let Some(start) = start {
            self.agenda.plan(start, number, What::Start);
        }
        if let Some(finish) = finish {
            self.agenda.plan(finish, number, What::Finish);
        }
        if !is_idle {
            self.plan_pushes(number, now.after(PUSHED_AFTER));
        }
        match kind {
            _ if is_over => {}
            JobKind::Dynamic { .. } => drop(self.agenda.strategies.insert(number)),
            JobKind::Verify => drop(self.agenda.verifications.insert(number)),
            JobKind::Static => {}
        }
    }

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

    /// A planned batch begins.
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

    /// A batch reaches its end: what has not ended by then is cancelled.
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
