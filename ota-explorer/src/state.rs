//! What all pages share.

use std::sync::Arc;

use ota_dynamic::Operations;
use ota_spec::Spec;
use tokio::sync::Semaphore;

use crate::address::Door;
use crate::backend::Backend;
use crate::guard::Guard;
use crate::history::History;
use crate::pending::{Draft, Pending, Waiting};
use crate::search::Index;
use crate::seen::Seen;

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
    /// The progress of jobs of a service.
    pub(crate) seen: Seen,
    pub(crate) pending: Pending<Waiting>,
    pub(crate) drafts: Pending<Draft>,
    /// The pages that may wait for changes at a time.
    pub(crate) watchers: Arc<Semaphore>,
    /// The folder of specs, if it is not the one that everything is built with.
    pub(crate) folder: Option<String>,
}

/// The state as handlers get it.
pub(crate) type Shared = Arc<State>;
