//! Everything the emulated service knows, and the only ways in which that changes.
//!
//! A world is a function of its seed and of what was done to it when: [`World::settle`] and
//! [`World::apply`] use no clock, no randomness and no order of hashing, so doing the same again
//! gives the same world. The ledger relies on that.

pub(crate) mod device;
pub(crate) mod ids;
pub(crate) mod instance;
pub(crate) mod job;
pub(crate) mod lifecycle;
mod objects;
pub(crate) mod package;
pub(crate) mod product;
pub(crate) mod task;

#[cfg(test)]
mod invariants;
mod seeding;

use std::collections::BTreeMap;

use crate::answer::Failure;
use crate::fleet::{self, Model};
use crate::seed::{Seed, SeedAddition};
use crate::time::moment::Moment;
use crate::uploads::Object;

pub(crate) use device::{Device, OwnBehaviour};
pub(crate) use instance::Instance;
pub use job::JobStatus;
pub(crate) use job::{Job, JobKind, Retry, Settings, TargetSelection};
pub use package::PackageStatus;
pub(crate) use package::{File, Package};
pub(crate) use product::{Group, Module, Product};
pub use task::TaskStatus;
pub(crate) use task::{Cause, Task, TaskRef};

/// The account.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// What all IDs and draws are made from.
    pub(crate) seed: u64,
    /// The time up to which everything has happened.
    pub(crate) now: Moment,
    /// How devices behave that have no behaviour of their own.
    pub(crate) model: Model,
    /// What was uploaded, by key.
    pub(crate) objects: BTreeMap<String, Object>,
    /// Names of files that nothing refers to any more and that are still to be deleted.
    discarded: Vec<String>,
    /// By `IotInstanceId`; the one without a name is that of calls that name none.
    pub(crate) instances: BTreeMap<String, Instance>,
}

impl World {
    /// The world that a seed describes; the error says what in the seed contradicts itself.
    pub(crate) fn new(seed: &Seed, now: Moment) -> Result<Self, String> {
        seeding::world(seed, now)
    }

    /// Adds products, groups, instances and files, all or nothing.
    pub(crate) fn extend(&mut self, more: &SeedAddition) -> Result<(), Failure> {
        let mut next = self.clone();
        seeding::extend(&mut next, more)
            .map_err(|message| Failure::new("iot.system.IllegalRequest", message))?;
        *self = next;
        Ok(())
    }

    /// Lets time pass up to `now`. Time never goes back.
    pub(crate) fn settle(&mut self, now: Moment) {
        let now = now.max(self.now);
        for instance in self.instances.values_mut() {
            fleet::settle(instance, &self.model, now);
        }
        self.now = now;
        self.purge_objects();
    }
}
