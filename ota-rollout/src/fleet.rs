//! What is known of the devices of a product.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ota_world::{Model, TaskStatus};

/// The devices of the product, as far as they are known.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    /// Devices and the versions that they run of what the package is for, the device as a whole or a module: unknown
    /// ones are [`version`](Self::version), and empty is none.
    pub devices: Vec<(String, Option<String>)>,
    /// Those of them that have never been online.
    pub unactive: BTreeSet<String>,
    /// Those of them that are offline now, of which nobody knows when they come back.
    pub offline: BTreeSet<String>,
    /// Those that were told of an update long ago and have been silent since.
    pub silent: BTreeSet<String>,
    /// Further devices, of which only the number is known.
    pub unnamed: u32,
    /// The version that those run, and all devices whose own is unknown.
    pub version: String,
    /// How devices behave: how long they take, and which share fails, falls silent or is offline.
    pub model: Model,
    /// How long a call takes, in milliseconds; 100 if nothing is said.
    pub call: Option<u32>,
    /// The members of groups, by their IDs.
    pub groups: BTreeMap<String, Vec<String>>,
    /// The jobs that are not over.
    pub jobs: Vec<OpenJob>,
    /// What was not read, and what is taken in its place.
    pub notes: Vec<String>,
}

impl Fleet {
    /// The most devices that are read from a service, as many as its list of them reaches; and the most tasks that have not
    /// ended.
    pub const MOST: usize = 1_000_000;

    /// The most devices whose versions are read although the plan does not name the versions that it starts from.
    pub const MOST_VERSIONS: usize = 10_000;
}

impl fmt::Display for Fleet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.devices.len() + self.unnamed as usize;
        write!(f, "devices: {count}")?;
        let busy: BTreeSet<&String> =
            self.jobs.iter().flat_map(|job| job.tasks.iter().map(|(device, _)| device)).collect();
        for (count, what) in [
            (self.unactive.len(), "never online"),
            (self.offline.len(), "offline now"),
            (busy.len(), "busy with other jobs"),
            (self.silent.len(), "silent for long"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        self.notes.iter().try_for_each(|note| write!(f, "\n{note}"))
    }
}

/// A job that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenJob {
    /// Its ID.
    pub job_id: String,
    /// Its package.
    pub firmware_id: String,
    /// The version that the package installs.
    pub version: String,
    /// The devices that have not ended.
    pub tasks: Vec<(String, TaskStatus)>,
}
