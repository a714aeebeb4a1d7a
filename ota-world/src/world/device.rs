//! A device: what it runs, and what is open for it.

use crate::time::Moment;

use super::model::Behaviour;
use super::task::TaskRef;

/// A device of a product. Its name is its key there. A million of them fit in little memory.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Device {
    /// The version of the module `default`; a number of the product's versions.
    pub(crate) version: u32,
    /// The versions of other modules: numbers of the product's modules and versions.
    pub(crate) modules: Vec<(u32, u32)>,
    /// Its unfinished tasks.
    pub(crate) open: Vec<TaskRef>,
    /// What it does differently from the model.
    pub(crate) behaviour: Option<Box<OwnBehaviour>>,
}

/// What a device does differently from the model, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnBehaviour {
    pub(crate) behaviour: Behaviour,
    pub(crate) since: Moment,
}
