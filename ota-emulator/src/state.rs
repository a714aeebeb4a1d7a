//! What the emulated service knows: packages, batches and tasks, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::seed::Seed;

/// An update package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its ID.
    pub firmware_id: String,
    /// The product it is for.
    pub product_key: String,
}

/// An update batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its ID.
    pub job_id: String,
    /// The package it delivers.
    pub firmware_id: String,
    /// The product whose devices it updates.
    pub product_key: String,
}

/// The update of one device in one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The batch it belongs to.
    pub job_id: String,
    /// The package it delivers.
    pub firmware_id: String,
    /// The product of the device.
    pub product_key: String,
    /// The device.
    pub device_name: String,
    /// How far it is.
    pub status: TaskStatus,
}

/// How far the update of one device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Everything the handlers act on.
#[derive(Debug)]
pub(crate) struct State {
    /// The IDs of the account's instances.
    pub(crate) instances: BTreeSet<String>,
    /// The devices of each product.
    pub(crate) products: BTreeMap<String, BTreeSet<String>>,
    pub(crate) packages: Vec<Package>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) tasks: Vec<Task>,
}

impl State {
    /// The state that a seed describes; the error says what in the seed contradicts itself.
    pub(crate) fn new(seed: &Seed) -> Result<Self, String> {
        let mut state = Self {
            instances: seed.instances.iter().cloned().collect(),
            products: BTreeMap::new(),
            packages: Vec::new(),
            jobs: Vec::new(),
            tasks: Vec::new(),
        };
        for product in &seed.products {
            let devices: BTreeSet<String> = product.devices.iter().cloned().collect();
            if devices.len() < product.devices.len() {
                return Err(format!("product `{}` has a device name twice", product.product_key));
            }
            if state.products.insert(product.product_key.clone(), devices).is_some() {
                return Err(format!("product `{}` occurs twice", product.product_key));
            }
            for package in &product.packages {
                state.add_package(&product.product_key, package)?;
            }
        }
        Ok(state)
    }

    fn add_package(
        &mut self,
        product_key: &str,
        package: &crate::seed::SeedPackage,
    ) -> Result<(), String> {
        let firmware_id = &package.firmware_id;
        if self.packages.iter().any(|known| known.firmware_id == *firmware_id) {
            return Err(format!("package `{firmware_id}` occurs twice"));
        }
        self.packages.push(Package {
            firmware_id: firmware_id.clone(),
            product_key: product_key.to_owned(),
        });
        for job in &package.jobs {
            if self.jobs.iter().any(|known| known.job_id == job.job_id) {
                return Err(format!("batch `{}` occurs twice", job.job_id));
            }
            self.jobs.push(Job {
                job_id: job.job_id.clone(),
                firmware_id: firmware_id.clone(),
                product_key: product_key.to_owned(),
            });
            let mut seen = BTreeSet::new();
            for task in &job.tasks {
                let device = &task.device_name;
                let devices = self.products.get(product_key);
                if !devices.is_some_and(|devices| devices.contains(device)) {
                    let job = &job.job_id;
                    return Err(format!(
                        "batch `{job}` has a task for `{device}`, which product `{product_key}` does not have"
                    ));
                }
                if !seen.insert(device) {
                    return Err(format!("batch `{}` has two tasks for `{device}`", job.job_id));
                }
                self.tasks.push(Task {
                    job_id: job.job_id.clone(),
                    firmware_id: firmware_id.clone(),
                    product_key: product_key.to_owned(),
                    device_name: device.clone(),
                    status: task.status,
                });
            }
        }
        Ok(())
    }
}
