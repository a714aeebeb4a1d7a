//! Views of a world: plain data, copied out of it.

mod contents;
mod progress;

use std::collections::BTreeMap;

use serde::Serialize;

pub use contents::{Device, Product};
pub use progress::{Progress, Stages};

use crate::world::{self, Instance, JobStatus, PackageStatus, TaskRef, TaskStatus, World};

/// An update package.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Package {
    /// Its ID.
    pub firmware_id: String,
    /// Its name.
    pub firmware_name: String,
    /// The product it is for; empty if it was created for none.
    pub product_key: String,
    /// The module it is for; `default` is the device as a whole.
    pub module_name: String,
    /// The version it installs.
    pub dest_version: String,
    /// The state of its verification.
    pub status: PackageStatus,
}

/// An update job.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// Its ID.
    pub job_id: String,
    /// The package it delivers.
    pub firmware_id: String,
    /// The product whose devices it updates.
    pub product_key: String,
    /// Its state.
    pub status: JobStatus,
    /// Its labels: keys and values.
    pub tags: Vec<(String, String)>,
}

/// The update of one device in one job.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Task {
    /// Its ID.
    pub task_id: String,
    /// The job it belongs to.
    pub job_id: String,
    /// The package it delivers.
    pub firmware_id: String,
    /// The product of the device.
    pub product_key: String,
    /// The device.
    pub device_name: String,
    /// Its state.
    pub status: TaskStatus,
    /// The progress of the update, in percent.
    pub progress: u8,
    /// Why it ended as it did; often empty.
    pub description: String,
}

/// The counts of a world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorldCounts {
    /// The world's time, such as `2026-01-02T03:04:05.000Z`.
    pub time: String,
    /// The number of uploaded files.
    pub objects: usize,
    /// By `IotInstanceId`; the one without a name is that of calls that name none.
    pub instances: BTreeMap<String, InstanceCounts>,
}

/// The counts of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InstanceCounts {
    /// Products.
    pub products: usize,
    /// Devices of all products.
    pub devices: usize,
    /// Groups of devices.
    pub groups: usize,
    /// Update packages.
    pub packages: usize,
    /// Jobs by their state, such as `IN_PROGRESS`; states without any are left out.
    pub jobs: BTreeMap<&'static str, usize>,
    /// Tasks by their state, such as `QUEUED`; states without any are left out.
    pub tasks: BTreeMap<&'static str, usize>,
}

impl InstanceCounts {
    fn of(instance: &Instance) -> Self {
        let mut jobs: BTreeMap<&str, usize> = BTreeMap::new();
        let mut tasks: BTreeMap<&str, usize> = BTreeMap::new();
        for job in instance.jobs.values() {
            *jobs.entry(job.status.as_str()).or_default() += 1;
            // Jobs keep count of their tasks.
            for status in TaskStatus::ALL.into_iter().filter(|status| job.count(*status) > 0) {
                *tasks.entry(status.as_str()).or_default() += job.count(status) as usize;
            }
        }
        Self {
            products: instance.products.len(),
            devices: instance.products.values().map(|product| product.devices.len()).sum(),
            groups: instance.groups.len(),
            packages: instance.packages.len(),
            jobs,
            tasks,
        }
    }
}

impl World {
    /// The packages of an instance, in the order of their creation; nothing if the account does not
    /// have that instance.
    pub fn packages(&self, instance: &str) -> Vec<Package> {
        let package = |(id, package): (&String, &world::Package)| Package {
            firmware_id: id.clone(),
            firmware_name: package.name.clone(),
            product_key: package.product_key.clone().unwrap_or_default(),
            module_name: package.module.clone(),
            dest_version: package.dest_version.clone(),
            status: package.status,
        };
        let instance = self.instances.get(instance);
        instance.map_or_else(Vec::new, |instance| instance.packages.iter().map(package).collect())
    }

    /// The jobs of an instance, in the order of their creation.
    pub fn jobs(&self, instance: &str) -> Vec<Job> {
        let job = |(id, job): (&String, &world::Job)| Job {
            job_id: id.clone(),
            firmware_id: job.firmware_id.clone(),
            product_key: job.product_key.clone(),
            status: job.status,
            tags: job.settings.tags.clone(),
        };
        let instance = self.instances.get(instance);
        instance.map_or_else(Vec::new, |instance| instance.jobs.iter().map(job).collect())
    }

    /// The tasks of an instance, job by job.
    pub fn tasks(&self, instance: &str) -> Vec<Task> {
        let Some(instance) = self.instances.get(instance) else { return Vec::new() };
        let mut tasks = Vec::new();
        for (number, (job_id, job)) in (0_u32..).zip(&instance.jobs) {
            let product = instance.products.get(&job.product_key);
            for (position, task) in (0_u32..).zip(job.tasks()) {
                let device_name = product.map_or("", |known| known.device_name(task.device));
                tasks.push(Task {
                    task_id: instance.task_id(TaskRef { job: number, position }),
                    job_id: job_id.clone(),
                    firmware_id: job.firmware_id.clone(),
                    product_key: job.product_key.clone(),
                    device_name: device_name.to_owned(),
                    status: task.status,
                    progress: task.progress_at(self.now),
                    description: task.cause.as_str().to_owned(),
                });
            }
        }
        tasks
    }

    /// Counts everything.
    pub fn counts(&self) -> WorldCounts {
        let instances = self.instances.iter();
        WorldCounts {
            time: self.now.to_string(),
            objects: self.objects.len(),
            instances: instances
                .map(|(id, instance)| (id.clone(), InstanceCounts::of(instance)))
                .collect(),
        }
    }
}
