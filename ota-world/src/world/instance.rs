//! An instance of the service: products, packages and jobs of their own.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::agenda::Agenda;
use super::ids::{self, Chosen, Kind};
use super::job::Job;
use super::package::Package;
use super::product::{Group, Product};
use super::task::{Task, TaskRef};

/// Everything that calls with one `IotInstanceId` see.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Instance {
    /// The number that its IDs and draws are made from.
    pub(crate) salt: u64,
    /// By product key. A product's position is its number and never changes.
    pub(crate) products: IndexMap<String, Product>,
    /// By ID, in the order of their creation.
    pub(crate) packages: IndexMap<String, Package>,
    /// By ID, in the order of their creation. A job's position is its number and never changes.
    pub(crate) jobs: IndexMap<String, Job>,
    pub(crate) groups: BTreeMap<String, Group>,
    /// The events to come.
    pub(crate) agenda: Agenda,
    /// IDs of tasks that the seed chose.
    pub(crate) task_names: Chosen<TaskRef>,
    /// IDs of devices that the seed chose: numbers of product and device.
    pub(crate) device_names: Chosen<(u32, u32)>,
    /// How many IDs of packages have been given.
    packages_made: u64,
}

impl Instance {
    pub(crate) fn new(salt: u64) -> Self {
        Self {
            salt,
            products: IndexMap::new(),
            packages: IndexMap::new(),
            jobs: IndexMap::new(),
            groups: BTreeMap::new(),
            agenda: Agenda::default(),
            task_names: Chosen::default(),
            device_names: Chosen::default(),
            packages_made: 0,
        }
    }

    /// Adds a package and gives its ID.
    pub(crate) fn add_package(&mut self, package: Package) -> String {
        self.packages_made += 1;
        let id = ids::write(self.salt, Kind::Package, self.packages_made);
        self.packages.insert(id.clone(), package);
        id
    }

    /// Adds a job without tasks and gives its number. Its ID is at that position of `jobs`.
    pub(crate) fn add_job(&mut self, job: Job) -> u32 {
        let number = self.jobs.len();
        let id = ids::write(self.salt, Kind::Job, number as u64);
        self.jobs.insert(id, job);
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// The number of a job.
    pub(crate) fn job_number(&self, id: &str) -> Option<u32> {
        self.jobs.get_index_of(id).and_then(|number| u32::try_from(number).ok())
    }

    /// The ID and the data of a job.
    pub(crate) fn job_at(&self, number: u32) -> Option<(&str, &Job)> {
        self.jobs.get_index(number as usize).map(|(id, job)| (id.as_str(), job))
    }

    /// A job, to be changed.
    pub(crate) fn job_at_mut(&mut self, number: u32) -> Option<&mut Job> {
        self.jobs.get_index_mut(number as usize).map(|(_, job)| job)
    }

    /// A task with its job.
    pub(crate) fn task(&self, task: TaskRef) -> Option<(&Job, &Task)> {
        let (_, job) = self.job_at(task.job)?;
        Some((job, job.task(task.position)?))
    }

    /// The ID of a task.
    pub(crate) fn task_id(&self, task: TaskRef) -> String {
        match self.task_names.name(task) {
            Some(name) => name.to_owned(),
            None => ids::write(self.salt, Kind::Task, ids::joined(task.job, task.position)),
        }
    }

    /// The task with an ID.
    pub(crate) fn find_task(&self, id: &str) -> Option<TaskRef> {
        let written = || {
            let (job, position) = ids::halves(ids::read(self.salt, Kind::Task, id)?);
            Some(TaskRef { job, position })
        };
        let task = self.task_names.get(id).or_else(written)?;
        self.task(task).map(|_| task)
    }

    /// The `IotId` of a device.
    pub(crate) fn device_id(&self, product: u32, device: u32) -> String {
        match self.device_names.name((product, device)) {
            Some(name) => name.to_owned(),
            None => ids::write(self.salt, Kind::Device, ids::joined(product, device)),
        }
    }

    /// The numbers of product and device of an `IotId`.
    pub(crate) fn find_device(&self, id: &str) -> Option<(u32, u32)> {
        let written = || Some(ids::halves(ids::read(self.salt, Kind::Device, id)?));
        let (product, device) = self.device_names.get(id).or_else(written)?;
        let (_, known) = self.products.get_index(product as usize)?;
        known.devices.get_index(device as usize).map(|_| (product, device))
    }

    /// Whether a device of the product of a dynamic job is one for it: it runs one of the
    /// versions, or belongs to the group, and has a use for the package.
    pub(crate) fn matches(&self, job: &Job, product: &Product, device: u32) -> bool {
        let is_meant = match &job.settings.group_id {
            Some(id) => self.groups.get(id).is_some_and(|group| {
                group.members.get(&job.product_key).is_some_and(|members| members.contains(&device))
            }),
            None => product.version(device, &job.module).is_some_and(|version| {
                job.settings.src_versions.iter().any(|wanted| wanted == version)
            }),
        };
        is_meant && self.has_use(job, product, device)
    }

    /// Whether a device does not run what the job delivers, and runs what its package starts from.
    /// Nothing has a use for a package that was deleted.
    pub(crate) fn has_use(&self, job: &Job, product: &Product, device: u32) -> bool {
        let version = product.version(device, &job.module);
        self.packages.get(&job.firmware_id).is_some_and(|package| {
            version != Some(&job.dest_version)
                && (!package.is_differential || package.src_version.as_deref() == version)
        })
    }

    /// The number of a product.
    pub(crate) fn product_number(&self, key: &str) -> Option<u32> {
        self.products.get_index_of(key).and_then(|number| u32::try_from(number).ok())
    }
}
