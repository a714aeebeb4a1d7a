//! What a rollout needs from the service: requests, responses and faults as values.
//!
//! Each request is one call of one operation, but for the publication of a package; [`Request::calls`] says which.

pub(crate) mod pages;

use std::fmt;

use ota_world::{Moment, TaskStatus};
use serde::{Deserialize, Serialize};

use crate::plan::{Delivery, Seconds};

/// The key of the label by which a rollout finds its jobs; the value is `ID/WAVE/ATTEMPT`.
pub const LABEL: &str = "ota.rollout";

/// How many tasks are on a page.
pub const TASKS_PER_PAGE: usize = 100;

/// How many jobs and packages are on a page.
pub const ROWS_PER_PAGE: usize = 100;

/// The most tasks that are confirmed, or carried out again, by one call.
pub const TASKS_PER_CALL: usize = 10;

/// The state of tasks whose devices are updated.
pub const SUCCEEDED: TaskStatus = TaskStatus::Succeeded;

/// The most devices whose tasks are cancelled by one call.
pub const DEVICES_PER_CALL: usize = 200;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// `QueryOTAFirmware`.
    Package {
        /// The package.
        firmware_id: String,
    },
    /// `ListOTAFirmware`: the packages of the product with a version.
    Packages {
        /// The version.
        version: String,
        /// The page, from 1.
        page: u32,
    },
    /// An upload and `CreateOTAFirmware`.
    Publish {
        /// The path of the file.
        path: String,
        /// The name of the package.
        name: String,
        /// The version that it installs.
        version: String,
        /// The module that it is for.
        module: Option<String>,
        /// Whether it has to be verified.
        verify: bool,
    },
    /// `ListOTAJobByFirmware`.
    Jobs {
        /// The package.
        firmware_id: String,
        /// The page, from 1.
        page: u32,
    },
    /// `QueryOTAJob`.
    Job {
        /// The job.
        job_id: String,
    },
    /// An upload of a list of devices, with `GenerateDeviceNameListURL`.
    Upload {
        /// The names.
        devices: Vec<String>,
    },
    /// `CreateOTAVerifyJob` or `CreateOTAStaticUpgradeJob`.
    Create(Box<NewJob>),
    /// `ListOTATaskByJob` with one row, for the number of tasks.
    Count {
        /// The job.
        job_id: String,
        /// The state; without one, all of them.
        status: Option<TaskStatus>,
    },
    /// `ListOTATaskByJob` with a state.
    Tasks {
        /// The job.
        job_id: String,
        /// The state.
        status: TaskStatus,
        /// The page, from 1.
        page: u32,
    },
    /// `ConfirmOTATask`.
    Confirm {
        /// Up to ten tasks.
        tasks: Vec<String>,
    },
    /// `ReupgradeOTATask`.
    Again {
        /// The job.
        job_id: String,
        /// Up to ten tasks.
        tasks: Vec<String>,
    },
    /// `CancelOTATaskByJob`: the tasks that no device has begun, and with `running` the others as well.
    Cancel {
        /// The job.
        job_id: String,
        /// Whether the tasks of devices that have been told are cancelled.
        told: bool,
        /// Whether the tasks that devices have begun are cancelled.
        running: bool,
    },
    /// `CancelOTATaskByDevice`.
    CancelDevices {
        /// The package.
        firmware_id: String,
        /// The job.
        job_id: String,
        /// Up to 200 devices.
        devices: Vec<String>,
    },
}

/// A job that is to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewJob {
    /// The package.
    pub firmware_id: String,
    /// The devices.
    pub target: JobTarget,
    /// The value of the label by which it is found.
    pub label: String,
    /// The versions that devices are updated from.
    pub source_versions: Vec<String>,
    /// Whether the tasks wait for [`Request::Confirm`].
    pub held_back: bool,
    /// Whether tasks that have not begun give way.
    pub overwrite: bool,
    /// How the service delivers the package.
    pub delivery: Delivery,
}

/// The devices of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobTarget {
    /// The job verifies the package on these.
    Canaries(Vec<String>, Option<Seconds>),
    /// These, up to 200.
    Devices(Vec<String>),
    /// Those of a list that was uploaded, at this address.
    List(String),
    /// A share.
    Percent(String),
    /// A group.
    Group(String),
    /// All.
    All,
}

impl Request {
    /// The operation that is called, as the service names it; of several the last, by which it is done.
    pub fn action(&self) -> &'static str {
        self.calls().last().copied().unwrap_or_default()
    }

    /// The operations that are called, in order: a file of a package is uploaded by a form that is asked for.
    pub fn calls(&self) -> &'static [&'static str] {
        match self {
            Self::Package { .. } => &["QueryOTAFirmware"],
            Self::Packages { .. } => &["ListOTAFirmware"],
            Self::Publish { .. } => &["GenerateOTAUploadURL", "CreateOTAFirmware"],
            Self::Jobs { .. } => &["ListOTAJobByFirmware"],
            Self::Job { .. } => &["QueryOTAJob"],
            Self::Upload { .. } => &["GenerateDeviceNameListURL"],
            Self::Create(job) => match job.target {
                JobTarget::Canaries(..) => &["CreateOTAVerifyJob"],
                _ => &["CreateOTAStaticUpgradeJob"],
            },
            Self::Count { .. } | Self::Tasks { .. } => &["ListOTATaskByJob"],
            Self::Confirm { .. } => &["ConfirmOTATask"],
            Self::Again { .. } => &["ReupgradeOTATask"],
            Self::Cancel { .. } => &["CancelOTATaskByJob"],
            Self::CancelDevices { .. } => &["CancelOTATaskByDevice"],
        }
    }

    /// Whether it changes something.
    pub fn is_write(&self) -> bool {
        !matches!(
            self,
            Self::Package { .. }
                | Self::Packages { .. }
                | Self::Jobs { .. }
                | Self::Job { .. }
                | Self::Count { .. }
                | Self::Tasks { .. }
        )
    }
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// A package.
    Package(PackageRow),
    /// Packages, and whether there are more pages.
    Packages(Vec<PackageRow>, bool),
    /// Jobs, and whether there are more pages.
    Jobs(Vec<JobRow>, bool),
    /// Whether a job is over.
    Job {
        /// Whether it is `COMPLETED` or `CANCELED`.
        is_over: bool,
    },
    /// What was made: the ID of a package or a job, or the address of a list.
    Made(String),
    /// A number of tasks.
    Count(u64),
    /// Tasks, and whether there are more pages.
    Tasks(Vec<TaskRow>, bool),
    /// It was done.
    Done,
}

/// A package as the service shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRow {
    /// Its ID.
    pub firmware_id: String,
    /// Its name.
    pub name: String,
    /// The version that it installs.
    pub version: String,
    /// Whether it may be delivered.
    pub verification: Verification,
    /// The module that it is for, if that is not the device as a whole.
    pub module: Option<String>,
    /// The version that it starts from, if it is a differential one.
    pub starts_from: Option<String>,
}

/// How far the verification of a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verification {
    /// It is verified, or need not be.
    Passed,
    /// It has to be verified.
    Needed,
    /// It is being verified.
    Running,
    /// It failed.
    Failed,
}

impl Verification {
    /// From the number on the wire.
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::Needed,
            2 => Self::Running,
            3 => Self::Failed,
            // -1 and 1; the service itself refuses what it does not deliver.
            _ => Self::Passed,
        }
    }
}

/// A job as the service lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its ID.
    pub job_id: String,
    /// The value of its [label](LABEL).
    pub label: Option<String>,
}

/// A task as the service lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its ID.
    pub task_id: String,
    /// Its device.
    pub device: String,
    /// Why it ended as it did.
    pub why: String,
    /// When it changed last, by the clock of the service.
    pub at: Option<Moment>,
}

/// A time as the service writes it, such as `2019-11-04T06:21:54.607Z`.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(Moment(time.as_millisecond()))
}

/// Why there is no response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The service said no. Nothing has happened.
    Refused {
        /// The code.
        code: String,
        /// What it says.
        message: String,
    },
    /// Nothing has happened, and later it may go well.
    Later(String),
    /// Nobody knows what has happened.
    Unknown(String),
    /// The request cannot be sent as it is. Nothing has happened.
    Unsendable(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message, .. } => f.write_str(message),
            Self::Later(message) | Self::Unknown(message) | Self::Unsendable(message) => {
                f.write_str(message)
            }
        }
    }
}

/// What became of a request.
pub type Performed = Result<Response, Fault>;
