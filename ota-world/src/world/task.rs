//! The update of one device in one batch.

use std::fmt;

use crate::time::Moment;

/// Where a task is: the number of its batch and its position there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TaskRef {
    pub(crate) job: u32,
    pub(crate) position: u32,
}

/// The update of one device in one batch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Task {
    /// The number of the device in the product.
    pub(crate) device: u32,
    /// What the device ran when the task was made, carried out again, or last begun; a number of the
    /// product's versions.
    pub(crate) source: Option<u32>,
    pub(crate) status: TaskStatus,
    pub(crate) cause: Cause,
    /// How often it has been tried beyond the first time.
    pub(crate) retries: u8,
    /// Whether the last attempt has failed and the next one has not begun.
    pub(crate) awaits_retry: bool,
    /// Counts the changes of state, so that what was planned for an earlier one is not done.
    pub(crate) generation: u32,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    /// When the device reported its first progress, and when it will be through with it.
    pub(crate) runs: Option<(Moment, Moment)>,
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
            awaits_retry: false,
            generation: 0,
            created: now,
            modified: now,
            runs: None,
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
    /// The device took longer than the batch allows.
    TimedOut,
    /// The device reported a version that is neither the old nor the new one.
    WrongVersion,
    /// A later batch took its place.
    Replaced,
    /// The batch reached its end.
    Finished,
    /// It was cancelled.
    Cancelled,
}

impl Cause {
    /// The text of `TaskDesc`. Only that of [`Cause::WrongVersion`] is a documented one.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Busy => "the device has an unfinished task of another batch",
            Self::UpdateFailed => "device reported -1: update failed",
            Self::DownloadFailed => "device reported -2: download failed",
            Self::CheckFailed => "device reported -3: check failed",
            Self::FlashFailed => "device reported -4: flashing failed",
            Self::TimedOut => "the update took longer than TimeoutInMinutes",
            Self::WrongVersion => "report version is not conform",
            Self::Replaced => "replaced by a task of a later batch",
            Self::Finished => "the batch reached ScheduleFinishTime",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the device said so itself, which is what retries are for.
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
/// How far the update of one device is.
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
    /// `CANCELED`: called off.
    Canceled,
}

impl TaskStatus {
    /// All of them, from the first to the three last ones.
    pub const ALL: [Self; 7] = [
        Self::Confirm,
        Self::Queued,
        Self::Notified,
        Self::InProgress,
        Self::Succeeded,
        Self::Failed,
        Self::Canceled,
    ];

    /// The word on the wire, such as `IN_PROGRESS`.
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

    /// Whether the task is still open and can be cancelled.
    pub fn is_unfinished(self) -> bool {
        matches!(self, Self::Confirm | Self::Queued | Self::Notified | Self::InProgress)
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
