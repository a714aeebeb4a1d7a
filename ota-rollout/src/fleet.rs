//! What is known of the devices of a product.

use std::collections::{BTreeMap, BTreeSet};

use ota_world::{Model, TaskStatus};

/// The devices of the product, as far as they are known.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    /// Devices and the versions that they run: unknown ones are [`version`](Self::version), and empty is none.
    pub devices: Vec<(String, Option<String>)>,
    /// Those of them that have never been online.
    pub unactive: BTreeSet<String>,
    /// Further devices, of which only the number is known.
    pub unnamed: u32,
    /// The version that those run, and all devices whose own is unknown.
    pub version: String,
    /// How devices behave: how long they take, and which share fails, falls silent or is offline.
    pub model: Model,
    /// The members of groups, by their IDs.
    pub groups: BTreeMap<String, Vec<String>>,
    /// The jobs that are not over.
    pub jobs: Vec<OpenJob>,
}

impl Fleet {
    /// The most devices that are read from a service, as many as its list of them reaches; and the most tasks that have not
    /// ended.
    pub const MOST: usize = 1_000_000;
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
