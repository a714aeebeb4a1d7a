//! What a test may look at: plain data, copied out of the world.

use crate::world::{Instance, JobStatus, PackageStatus, TaskRef, TaskStatus, World};

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
    /// How far its verification is.
    pub status: PackageStatus,
}

/// An update batch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// Its ID.
    pub job_id: String,
    /// The package it delivers.
    pub firmware_id: String,
    /// The product whose devices it updates.
    pub product_key: String,
    /// How far it is.
    pub status: JobStatus,
    /// Its labels: keys and values.
    pub tags: Vec<(String, String)>,
}

/// The update of one device in one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Task {
    /// Its ID.
    pub task_id: String,
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
    /// How much of the update is done, in percent.
    pub progress: u8,
    /// Why it ended as it did; often empty.
    pub description: String,
}

pub(crate) fn packages(world: &World, instance: &str) -> Vec<Package> {
    let package = |(id, package): (&String, &crate::world::Package)| Package {
        firmware_id: id.clone(),
        firmware_name: package.name.clone(),
        product_key: package.product_key.clone().unwrap_or_default(),
        module_name: package.module.clone(),
        dest_version: package.dest_version.clone(),
        status: package.status,
    };
    let instance = world.instances.get(instance);
    instance.map_or_else(Vec::new, |instance| instance.packages.iter().map(package).collect())
}

pub(crate) fn jobs(world: &World, instance: &str) -> Vec<Job> {
    let job = |(id, job): (&String, &crate::world::Job)| Job {
        job_id: id.clone(),
        firmware_id: job.firmware_id.clone(),
        product_key: job.product_key.clone(),
        status: job.status,
        tags: job.settings.tags.clone(),
    };
    let instance = world.instances.get(instance);
    instance.map_or_else(Vec::new, |instance| instance.jobs.iter().map(job).collect())
}

pub(crate) fn tasks(world: &World, instance: &str) -> Vec<Task> {
    let instance = world.instances.get(instance);
    instance.map_or_else(Vec::new, |instance| tasks_of(instance, world))
}

fn tasks_of(instance: &Instance, world: &World) -> Vec<Task> {
    let mut tasks = Vec::new();
    for (job_number, (job_id, job)) in (0_u32..).zip(&instance.jobs) {
        let product = instance.products.get(&job.product_key);
        for (position, task) in (0_u32..).zip(job.tasks()) {
            tasks.push(Task {
                task_id: instance.task_id(TaskRef { job: job_number, position }),
                job_id: job_id.clone(),
                firmware_id: job.firmware_id.clone(),
                product_key: job.product_key.clone(),
                device_name: product.map_or("", |known| known.device_name(task.device)).to_owned(),
                status: task.status,
                progress: task.progress_at(world.now),
                description: task.cause.as_str().to_owned(),
            });
        }
    }
    tasks
}
