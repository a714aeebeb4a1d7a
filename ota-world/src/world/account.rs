//! The account: all that there is.

use std::collections::BTreeMap;

use super::instance::Instance;
use super::model::Model;
use super::object::Object;
use crate::time::Moment;

/// Everything an account has, at one moment of its own time.
///
/// Two worlds are equal if all that can be seen of them is, now and in all time to come.
#[derive(Debug, Clone)]
pub struct World {
    /// The number that all IDs and draws are made from.
    pub(crate) seed: u64,
    /// The time up to which everything has happened.
    pub(crate) now: Moment,
    /// The behaviour of devices that have none of their own.
    pub(crate) model: Model,
    /// The uploaded files, by key.
    pub(crate) objects: BTreeMap<String, Object>,
    /// The names of files that nothing refers to any more and that are still to be deleted.
    pub(crate) discarded: Vec<String>,
    /// By `IotInstanceId`; the one without a name is that of calls that name none.
    pub(crate) instances: BTreeMap<String, Instance>,
}

impl World {
    /// The time up to which everything has happened.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// The uploaded file with a key.
    pub fn object(&self, key: &str) -> Option<&Object> {
        self.objects.get(key)
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        // Not the discarded files: a world that was replayed has still to delete them all.
        let Self { seed, now, model, objects, discarded: _, instances } = self;
        (seed, now, model) == (&other.seed, &other.now, &other.model)
            && objects == &other.objects
            && instances == &other.instances
    }
}
