//! The update of one device in one job.

use std::fmt;

use crate::time::Moment;

/// The place of a task: the number of its job and its position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TaskRef {
    pub(crate) job: u32,
    pub(crate) position: u32,
}

/// The update of one device in one job.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Task {
    /// The number of the device in the product.
    pub(crate) device: u32,
    /// The version that the device ran when the task was created, carried out again, or last begun;
    /// a number of the product's versions.
    pub(crate) source: Option<u32>,
    pub(crate) status: TaskStatus,
    pub(crate) cause: Cause,
    /// The number of retries so far.
    pub(crate) retries: u8,
    /// How often a dynamic job has taken the device in.
    pub(crate) rounds: u8,
    /// Whether the last attempt has failed and the next one has not begun.
    pub(crate) awaits_retry: bool,
    /// Counts the changes of state, so that events planned for an earlier one are dropped.
    pub(crate) generation: u32,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    /// When the device reported its first progress, and when it will be done.
    pub(crate) runs: Option<(Moment, Moment)>,
    /// When the device first reported progress, since the task was created or carried out again.
    pub(crate) began: Option<Moment>,
    /// Progress when the task ended, in percent.
    pub(crate) progress: u8,
}

impl Task {
    pub(crate) fn new(device: u32, source: Option<u32>, status: TaskStatus, now: Moment) -> Self {
        Self {
            device,
            source,
            status,
            cause: Cause::None,
            retries: 0,
            rounds: 1,
            awaits_retry: false,
            generation: 0,
            created: now,
            modified: now,
            runs: None,
            began: None,
            progress: 0,
        }
    }
}

/// Why a task ended as it did; `TaskDesc` is made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Nothing to say.
    None,
    /// The device has an unfinished task already, which is not replaced.
    Busy,
    /// The device reported -1.
    UpdateFailed,
    /// The device reported -2.
    DownloadFailed,
    /// The device reported -3.
    CheckFailed,
    /// The device reported -4.
    FlashFailed,
    /// The device took longer than the job allows.
    TimedOut,
    /// The device reported a version that is neither the old nor the new one.
    WrongVersion,
    /// A later job took its place.
    Replaced,
    /// The job reached its end.
    Finished,
    /// It was cancelled.
    Cancelled,
}

impl Cause {
    /// The string of `TaskDesc`. Only that of [`Cause::WrongVersion`] is documented.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Busy => "the device has an unfinished task of another job",
            Self::UpdateFailed => "device reported -1: update failed",
            Self::DownloadFailed => "device reported -2: download failed",
            Self::CheckFailed => "device reported -3: check failed",
            Self::FlashFailed => "device reported -4: flashing failed",
            Self::TimedOut => "the update took longer than TimeoutInMinutes",
            Self::WrongVersion => "report version is not conform",
            Self::Replaced => "replaced by a task of a later job",
            Self::Finished => "the job reached ScheduleFinishTime",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the device reported the failure itself, which is what retries are for.
    pub(crate) fn may_be_retried(self) -> bool {
        matches!(
            self,
            Self::UpdateFailed
                | Self::DownloadFailed
                | Self::CheckFailed
                | Self::FlashFailed
                | Self::WrongVersion
        )
    }
}
/// The state of one device's update.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaskStatus {
    /// `CONFIRM`: an app has to approve it first.
    Confirm,
    /// `QUEUED`: not pushed to the device yet.
    Queued,
    /// `NOTIFIED`: pushed; the device has not reported anything.
    Notified,
    /// `IN_PROGRESS`: the device reported progress.
    InProgress,
    /// `SUCCEEDED`: the device reported the new version.
    Succeeded,
    /// `FAILED`: the update went wrong.
    Failed,
    /// `CANCELED`: cancelled.
    Canceled,
}

impl TaskStatus {
    /// All states, in the order of an update.
    pub const ALL: [Self; 7] = [
        Self::Confirm,
        Self::Queued,
        Self::Notified,
        Self::InProgress,
        Self::Succeeded,
        Self::Failed,
        Self::Canceled,
    ];

    /// The string on the wire, such as `IN_PROGRESS`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "CONFIRM",
            Self::Queued => "QUEUED",
            Self::Notified => "NOTIFIED",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Canceled => "CANCELED",
        }
    }

    /// Whether the task is unfinished and can be cancelled.
    pub fn is_unfinished(self) -> bool {
        matches!(self, Self::Confirm | Self::Queued | Self::Notified | Self::InProgress)
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
