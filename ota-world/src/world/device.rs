//! A device: the versions it runs, and its unfinished tasks.

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
}

/// The behaviour of a device, where it differs from the model, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnBehaviour {
    pub(crate) behaviour: Behaviour,
    pub(crate) since: Moment,
}
