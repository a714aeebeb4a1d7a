//! The lifecycle of tasks and jobs.
//!
//! Handlers and the fleet change the state of a task only here, so that everything that depends on
//! it follows: the open tasks of the device, the end of the job, the verification of the package.

use crate::time::Moment;

use super::instance::Instance;
use super::job::{Job, JobKind, JobStatus};
use super::package::PackageStatus;
use super::task::{Cause, Task, TaskRef, TaskStatus};

/// How often a dynamic job that follows versions updates a device.
const MOST_ROUNDS: u8 = 10;

impl Instance {
    /// Adds a job with a task for each of the devices, numbers of the product, and gives its
    /// number.
    ///
    /// A device that has an unfinished task of the same module, or of any if the job does not
    /// update modules side by side, gets a failed task; if the job overwrites and the earlier task
    /// has not begun, that one is cancelled instead.
    pub(crate) fn start_job(
        &mut self,
        job: Job,
        devices: impl IntoIterator<Item = u32>,
        now: Moment,
    ) -> u32 {
        let (is_verification, firmware_id) = (job.kind == JobKind::Verify, job.firmware_id.clone());
        let number = self.add_job(job);
        if is_verification && let Some(package) = self.packages.get_mut(&firmware_id) {
            (package.status, package.verify_progress) = (PackageStatus::Verifying, 0);
            package.modified = now;
        }
        for device in devices {
            self.start_task(number, device, now);
        }
        self.fill_agenda(number, now);
        self.close_job_if_done(number, now);
        number
    }

    /// Adds the task of a device to a job, unless it has one there.
    pub(crate) fn start_task(&mut self, number: u32, device: u32, now: Moment) -> Option<TaskRef> {
        let (_, job) = self.job_at(number)?;
        if job.position(device).is_some() {
            return None;
        }
        let open = if job.settings.need_confirm { TaskStatus::Confirm } else { TaskStatus::Queued };
        let product = self.products.get(&job.product_key)?;
        let source = product.version_number(device, &job.module);
        let is_blocked = !self.make_room(number, device, now);
        let mut task = Task::new(device, source, open, now);
        if is_blocked {
            (task.status, task.cause) = (TaskStatus::Failed, Cause::Busy);
        }
        let position = self.job_at_mut(number)?.add(task)?;
        let task = TaskRef { job: number, position };
        if !is_blocked {
            self.open(task, device);
        }
        Some(task)
    }

    /// Takes a device in that matches a dynamic job, for the first time or again: one that follows
    /// versions does its task anew when it has ended, up to [`MOST_ROUNDS`] times altogether. A
    /// cancelled task stays cancelled.
    pub(crate) fn take_in(&mut self, number: u32, device: u32, now: Moment) {
        let Some((_, job)) = self.job_at(number) else { return };
        let Some(position) = job.position(device) else {
            if self.start_task(number, device, now).is_some() {
                self.fill_agenda(number, now);
            }
            return;
        };
        let (needs_approval, group) = (job.settings.need_confirm, &job.settings.group_id);
        let may_go_on = group.is_none()
            && job.task(position).is_some_and(|task| {
                matches!(task.status, TaskStatus::Succeeded | TaskStatus::Failed)
                    && task.rounds < MOST_ROUNDS
            });
        if !may_go_on || !self.make_room(number, device, now) {
            return;
        }
        if let Some(job) = self.job_at_mut(number) {
            job.change(position, |task| task.rounds = task.rounds.saturating_add(1));
        }
        let task = TaskRef { job: number, position };
        if needs_approval {
            self.await_approval(task, now);
        } else {
            self.queue_task(task, now);
        }
    }

    /// Cancels the tasks that stand in the way of one of a device in a job, if the job may do that
    /// to all of them; `false` if it may not.
    fn make_room(&mut self, number: u32, device: u32, now: Moment) -> bool {
        let Some((_, job)) = self.job_at(number) else { return false };
        let overwrites = job.settings.overwrites;
        let rivals: Vec<TaskRef> = self.rivals(number, device);
        let running = |rival: &TaskRef| {
            self.task(*rival).is_some_and(|(_, task)| task.status == TaskStatus::InProgress)
        };
        if rivals.iter().any(|rival| !overwrites || running(rival)) {
            return false;
        }
        for rival in rivals {
            self.end_task(rival, TaskStatus::Canceled, Cause::Replaced, now);
        }
        true
    }

    /// The unfinished tasks of a device that stand in the way of one in this job.
    pub(crate) fn rivals(&self, number: u32, device: u32) -> Vec<TaskRef> {
        let Some((_, job)) = self.job_at(number) else { return Vec::new() };
        let found = self.products.get(&job.product_key);
        let found = found.and_then(|product| product.devices.get_index(device as usize));
        let open = found.map_or(&[][..], |(_, device)| &device.open);
        let is_rival = |rival: &&TaskRef| {
            let Some((_, other)) = self.job_at(rival.job) else { return false };
            let is_beside =
                job.settings.multi_module && !other.module.eq_ignore_ascii_case(&job.module);
            rival.job != number && !is_beside
        };
        open.iter().filter(is_rival).copied().collect()
    }

    /// Puts a task that waits for approval, failed or was cancelled among those to be pushed.
    pub(crate) fn queue_task(&mut self, task: TaskRef, now: Moment) {
        self.renew(task, TaskStatus::Queued, now);
        if let Some(job) = self.job_at_mut(task.job) {
            job.pacing.look_again(task.position);
        }
        self.reopen(task, now);
    }

    /// Makes a task that failed or was cancelled wait for approval again.
    pub(crate) fn await_approval(&mut self, task: TaskRef, now: Moment) {
        self.renew(task, TaskStatus::Confirm, now);
        self.reopen(task, now);
    }

    /// Makes a task start over.
    fn renew(&mut self, task: TaskRef, status: TaskStatus, now: Moment) {
        self.renew_source(task);
        self.set(task, now, |task| {
            (task.status, task.cause) = (status, Cause::None);
            (task.runs, task.progress, task.retries) = (None, 0, 0);
            task.began = None;
        });
    }

    /// Makes the version that the device runs now the one that the update starts from.
    pub(crate) fn renew_source(&mut self, place: TaskRef) {
        let Some((job, task)) = self.task(place) else { return };
        let product = self.products.get(&job.product_key);
        let source = product.and_then(|product| product.version_number(task.device, &job.module));
        if let Some(job) = self.job_at_mut(place.job) {
            job.change(place.position, |task| task.source = source);
        }
    }

    /// Ends a task, and the job with it if it was the last one.
    pub(crate) fn end_task(
        &mut self,
        task: TaskRef,
        status: TaskStatus,
        cause: Cause,
        now: Moment,
    ) {
        self.set(task, now, |task| {
            task.progress = match status {
                TaskStatus::Succeeded => 100,
                _ => task.progress_at(now),
            };
            (task.status, task.cause) = (status, cause);
            task.runs = None;
        });
        self.close(task);
        self.close_job_if_done(task.job, now);
        if status == TaskStatus::Canceled {
            self.cancel_plan_if_empty(task.job, now);
        }
    }

    /// Changes a task, counts its generation and notes the time. A pending retry is dropped.
    pub(crate) fn set(&mut self, task: TaskRef, now: Moment, change: impl FnOnce(&mut Task)) {
        let Some(job) = self.job_at_mut(task.job) else { return };
        job.change(task.position, |task| {
            change(task);
            task.awaits_retry = false;
            task.generation = task.generation.wrapping_add(1);
            task.modified = now;
        });
    }

    /// A job whose tasks have all ended is complete; dynamic ones wait for more devices.
    pub(crate) fn close_job_if_done(&mut self, number: u32, now: Moment) {
        let Some(job) = self.job_at_mut(number) else { return };
        if matches!(job.kind, JobKind::Dynamic { .. })
            || job.status != JobStatus::InProgress
            || job.unfinished() > 0
        {
            return;
        }
        (job.status, job.ended, job.modified) = (JobStatus::Completed, Some(now), now);
        if job.kind != JobKind::Verify {
            return;
        }
        let has_failed = job.tasks().any(|task| task.status != TaskStatus::Succeeded);
        let progress = if has_failed { job.progress_at(now) } else { 100 };
        let firmware_id = job.firmware_id.clone();
        if let Some(package) = self.packages.get_mut(&firmware_id) {
            package.status =
                if has_failed { PackageStatus::Failed } else { PackageStatus::Verified };
            package.verify_progress = progress;
            package.modified = now;
        }
    }

    /// Cancels a job itself; its tasks stay as they are.
    pub(crate) fn cancel_job(&mut self, number: u32, now: Moment) {
        let Some(job) = self.job_at_mut(number) else { return };
        if !job.status.is_over() {
            (job.status, job.ended, job.modified) = (JobStatus::Canceled, Some(now), now);
        }
    }

    /// Cancels a job that has not begun and has nothing left to do. One in which a device has done
    /// its task by itself is complete when it begins.
    fn cancel_plan_if_empty(&mut self, number: u32, now: Moment) {
        let is_empty = self.job_at(number).is_some_and(|(_, job)| {
            job.status == JobStatus::Planned
                && job.unfinished() == 0
                && job.count(TaskStatus::Succeeded) == 0
        });
        if is_empty {
            self.cancel_job(number, now);
        }
    }

    /// Reopens a job that had ended, because a task of it goes on. Dynamic jobs end by their
    /// strategy, which stays cancelled.
    fn reopen(&mut self, task: TaskRef, now: Moment) {
        let Some(job) = self.job_at_mut(task.job) else { return };
        if job.status.is_over() && !matches!(job.kind, JobKind::Dynamic { .. }) {
            let is_ahead =
                job.started.is_none() && job.settings.schedule.is_some_and(|start| start > now);
            (job.ended, job.modified) = (None, now);
            if is_ahead {
                job.status = JobStatus::Planned;
            } else {
                job.status = JobStatus::InProgress;
                job.started = job.started.or(Some(now));
            }
        }
        if let Some(device) = job.task(task.position).map(|task| task.device) {
            self.open(task, device);
        }
        self.fill_agenda(task.job, now);
    }

    fn open(&mut self, task: TaskRef, device: u32) {
        if let Some(open) = self.open_tasks(task.job, device)
            && !open.contains(&task)
        {
            open.push(task);
        }
    }

    fn close(&mut self, task: TaskRef) {
        let Some((_, found)) = self.task(task) else { return };
        let device = found.device;
        if let Some(open) = self.open_tasks(task.job, device) {
            open.retain(|known| *known != task);
            if open.is_empty() {
                // A million finished devices need no memory for this.
                *open = Vec::new();
            }
        }
    }

    fn open_tasks(&mut self, job: u32, device: u32) -> Option<&mut Vec<TaskRef>> {
        let (_, job) = self.jobs.get_index(job as usize)?;
        let product = self.products.get_mut(&job.product_key)?;
        product.devices.get_index_mut(device as usize).map(|(_, device)| &mut device.open)
    }
}

impl Job {
    /// The average progress of its tasks, in percent; 100 only when all have succeeded.
    pub(crate) fn progress_at(&self, now: Moment) -> u8 {
        let count = self.tasks().len();
        let sum: usize = self.tasks().map(|task| usize::from(task.progress_at(now))).sum();
        let most = if self.count(TaskStatus::Succeeded) as usize == count { 100 } else { 99 };
        u8::try_from(sum / count.max(1)).unwrap_or(100).min(most)
    }
}

impl Task {
    /// The progress of the update, in percent.
    pub(crate) fn progress_at(&self, now: Moment) -> u8 {
        let Some((start, end)) = self.runs else { return self.progress };
        let done = now.since(start).max(0).saturating_mul(100) / end.since(start).max(1);
        u8::try_from(done.min(100)).unwrap_or(100)
    }
}
