//! Plans what happens next in a job: its start, its end, its pushes.

use crate::time::Moment;

use super::agenda::EventKind;
use super::instance::Instance;
use super::job::{JobKind, JobStatus};
use super::task::TaskRef;

/// The delay from queueing a task to pushing it, in milliseconds.
pub(crate) const PUSHED_AFTER: i64 = 1000;

impl Instance {
    /// Plans what the job needs now: its start, its end, its pushes. Calling it again changes
    /// nothing unless the job has changed.
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
            self.agenda.plan(start, number, EventKind::Start);
        }
        if let Some(finish) = finish {
            self.agenda.plan(finish, number, EventKind::Finish);
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

    /// Plans the next pushes of a job, unless they are planned for an earlier time.
    pub(crate) fn plan_pushes(&mut self, number: u32, at: Moment) {
        let Some(job) = self.job_at_mut(number) else { return };
        if job.pacing.next.is_some_and(|next| next <= at) {
            return;
        }
        job.pacing.next = Some(at);
        self.agenda.plan(at, number, EventKind::Push);
    }

    /// Looks again at a task that was passed over, because it can be pushed now.
    pub(crate) fn look_again(&mut self, task: TaskRef, at: Moment) {
        if let Some(job) = self.job_at_mut(task.job) {
            job.pacing.look_again(task.position);
            self.plan_pushes(task.job, at.after(PUSHED_AFTER));
        }
    }

    /// Looks again at all open tasks of a device, given by the numbers of product and device.
    pub(crate) fn look_again_for(&mut self, (product, device): (u32, u32), at: Moment) {
        let found = self.products.get_index(product as usize);
        let found = found.and_then(|(_, product)| product.devices.get_index(device as usize));
        for task in found.map_or_else(Vec::new, |(_, device)| device.open.clone()) {
            self.look_again(task, at);
        }
    }

    /// Plans something for a task as it is now.
    pub(crate) fn plan_task(&mut self, at: Moment, place: TaskRef, kind: EventKind) {
        let Self { agenda, jobs, .. } = self;
        let job = jobs.get_index(place.job as usize).map(|(_, job)| job);
        if let Some(task) = job.and_then(|job| job.task(place.position)) {
            agenda.plan_task(at, place, kind, task);
        }
    }
}
