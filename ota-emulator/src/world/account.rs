//! The account: all that there is.

use std::collections::BTreeMap;

use super::instance::Instance;
use super::model::Model;
use super::object::Object;
use crate::time::moment::Moment;

/// Everything an account has, at one moment of its own time.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// The number that all IDs and draws are made from.
    pub(crate) seed: u64,
    /// The time up to which everything has happened.
    pub(crate) now: Moment,
    /// How devices behave that have no behaviour of their own.
    pub(crate) model: Model,
    /// The uploaded files, by key.
    pub(crate) objects: BTreeMap<String, Object>,
    /// The names of files that nothing refers to any more and that are still to be deleted.
    pub(crate) discarded: Vec<String>,
    /// By `IotInstanceId`; the one without a name is that of calls that name none.
    pub(crate) instances: BTreeMap<String, Instance>,
}
