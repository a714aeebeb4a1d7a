//! How an update goes on a device.

use crate::time::Moment;
use crate::world::agenda::EventKind;
use crate::world::instance::Instance;
use crate::world::job::{Job, Retry};
use crate::world::model::{DeviceFailure, Model};
use crate::world::task::{Cause, TaskRef, TaskStatus};

use super::fate::Fate;

/// A minute in milliseconds.
const MINUTE: i64 = 60_000;

/// The version that a device reports when it got the wrong one.
const WRONG_VERSION: &str = "unknown";

impl Instance {
    /// A device reports the first progress of an attempt.
    pub(super) fn first_progress(&mut self, place: TaskRef, at: Moment, model: &Model) {
        let Some((_, task)) = self.task(place) else { return };
        let is_first = task.status == TaskStatus::Notified;
        self.begin_attempt(place, is_first, at, model);
    }

    /// An attempt begins, and how it goes on is decided. The time limit counts from the first one.
    pub(super) fn begin_attempt(
        &mut self,
        place: TaskRef,
        is_first: bool,
        at: Moment,
        model: &Model,
    ) {
        let Some(attempt) = self.attempt(place, model) else { return };
        let (fate, gets_to) = (attempt.fate(), attempt.gets_to());
        let duration = attempt.duration();
        let Some((job, task)) = self.task(place) else { return };
        let is_notified = task.status == TaskStatus::Notified;
        let timeout = job.settings.timeout_minutes.map(|minutes| at.after(minutes_of(minutes)));
        let may_retry = job.retry().is_some();

        let end = at.after(duration);
        let part = duration / 100 * i64::from(gets_to);
        let (runs, progress, ends) = match fate {
            Fate::Succeeds => (Some((at, end)), 0, Some((end, EventKind::Succeed))),
            Fate::Fails(failure @ DeviceFailure::WrongVersion) => {
                (Some((at, end)), 0, Some((end, EventKind::Fail(failure))))
            }
            Fate::Fails(failure) => {
                (Some((at, end)), 0, Some((at.after(part), EventKind::Fail(failure))))
            }
            Fate::Silent => (None, gets_to, None),
        };
        if is_notified {
            self.set(place, at, |task| task.status = TaskStatus::InProgress);
        }
        self.renew_source(place);
        if let Some(job) = self.job_at_mut(place.job) {
            // Not by `set`: a retry belongs to the same run of the task, which may time out.
            job.change(place.position, |task| {
                (task.runs, task.progress, task.awaits_retry) = (runs, progress, false);
                task.began.get_or_insert(at);
            });
        }
        if let Some((when, kind)) = ends {
            self.plan_task(when, place, kind);
        }
        let in_time = |deadline| ends.is_some_and(|(when, _)| when <= deadline) && !may_retry;
        if let Some(deadline) = timeout.filter(|deadline| is_first && !in_time(*deadline)) {
            self.plan_task(deadline, place, EventKind::TimeOut);
        }
    }

    /// A device is through with the update and reports the new version.
    pub(super) fn succeed(&mut self, place: TaskRef, at: Moment, model: &Model) {
        let Some((job, task)) = self.task(place) else { return };
        let version = job.dest_version.clone();
        self.report_from(place.job, task.device, &version, at, model);
    }

    /// A device reports that the update failed.
    pub(super) fn fail(
        &mut self,
        place: TaskRef,
        failure: DeviceFailure,
        at: Moment,
        model: &Model,
    ) {
        let cause = match failure {
            DeviceFailure::UpdateFailed => Cause::UpdateFailed,
            DeviceFailure::DownloadFailed => Cause::DownloadFailed,
            DeviceFailure::CheckFailed => Cause::CheckFailed,
            DeviceFailure::FlashFailed => Cause::FlashFailed,
            DeviceFailure::WrongVersion => {
                let Some((_, task)) = self.task(place) else { return };
                let (device, before) = (task.device, (task.generation, task.retries));
                self.report_from(place.job, device, WRONG_VERSION, at, model);
                let after = self.task(place).map(|(_, task)| (task.generation, task.retries));
                if after != Some(before) {
                    return;
                }
                // It was the version before the update, too, so the report said nothing new.
                Cause::WrongVersion
            }
        };
        self.fail_with(place, cause, at, model);
    }

    /// A task has failed: it is tried again if the job says so, else it ends.
    pub(super) fn fail_with(&mut self, place: TaskRef, cause: Cause, at: Moment, model: &Model) {
        let Some((job, task)) = self.task(place) else { return };
        let retry =
            job.retry().filter(|retry| cause.may_be_retried() && task.retries < retry.count);
        let Some(retry) = retry else {
            return self.end_task(place, TaskStatus::Failed, cause, at);
        };
        if let Some(job) = self.job_at_mut(place.job) {
            job.change(place.position, |task| {
                (task.progress, task.runs) = (task.progress_at(at), None);
                (task.retries, task.awaits_retry) = (task.retries + 1, true);
            });
        }
        self.await_progress(place, at.after(minutes_of(retry.interval_minutes)), model);
    }

    /// A device has taken too long since its first progress.
    pub(super) fn time_out(&mut self, place: TaskRef, at: Moment) {
        self.end_task(place, TaskStatus::Failed, Cause::TimedOut, at);
    }
}

impl Job {
    /// The retries after a failure: only jobs that name start versions retry.
    fn retry(&self) -> Option<Retry> {
        self.settings.retry.filter(|_| !self.settings.src_versions.is_empty())
    }
}

fn minutes_of(minutes: u32) -> i64 {
    i64::from(minutes) * MINUTE
}
