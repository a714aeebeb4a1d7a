//! A device: the versions it runs, its unfinished tasks, and whether it is online.

use std::fmt;

use crate::time::Moment;

use super::model::Behaviour;
use super::task::TaskRef;

/// A device of a product. Its name is its key there. Small, as there can be a million.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Device {
    /// The version of the module `default`; a number of the product's versions.
    pub(crate) version: u32,
    /// The versions of other modules: numbers of the product's modules and versions.
    pub(crate) modules: Vec<(u32, u32)>,
    /// Its unfinished tasks.
    pub(crate) open: Vec<TaskRef>,
    /// Its behaviour, where it differs from the model.
    pub(crate) behaviour: Option<Box<OwnBehaviour>>,
    /// Whether it has never been online. It runs no version that anybody knows then.
    pub(crate) unactive: bool,
}

/// The behaviour of a device, where it differs from the model, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnBehaviour {
    pub(crate) behaviour: Behaviour,
    pub(crate) since: Moment,
}

/// Whether a device is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviceStatus {
    /// `ONLINE`: it is.
    Online,
    /// `OFFLINE`: it is not, but has been.
    Offline,
    /// `UNACTIVE`: it has never been.
    Unactive,
}

impl DeviceStatus {
    /// The string on the wire, such as `ONLINE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Online => "ONLINE",
            Self::Offline => "OFFLINE",
            Self::Unactive => "UNACTIVE",
        }
    }
}

impl fmt::Display for DeviceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The times at which a device came online.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrivals {
    /// For the first time.
    pub(crate) first: Moment,
    /// For the last time so far.
    pub(crate) last: Moment,
}
