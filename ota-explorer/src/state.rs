//! What all pages share.

use std::sync::Arc;

use ota_dynamic::Operations;
use ota_spec::Spec;

use crate::address::Door;
use crate::backend::Backend;
use crate::guard::Guard;
use crate::history::History;
use crate::pending::Pending;
use crate::search::Index;

/// The state of an explorer.
pub(crate) struct State {
    pub(crate) spec: Spec,
    /// The operations in the terms of the client.
    pub(crate) operations: Operations,
    pub(crate) index: Index,
    pub(crate) backend: Backend,
    pub(crate) guard: Guard,
    pub(crate) door: Door,
    pub(crate) history: History,
    pub(crate) pending: Pending,
}

/// The state as handlers get it.
pub(crate) type Shared = Arc<State>;
