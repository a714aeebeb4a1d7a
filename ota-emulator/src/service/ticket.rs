//! The next commit, and those who wait for it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The outcome of a commit, and with it of everything that was done before it.
#[derive(Debug, Clone)]
pub(crate) struct Ticket(Arc<OnceLock<Result<(), String>>>);

impl Ticket {
    /// A ticket whose commit is still to come.
    pub(super) fn new() -> Self {
        Self(Arc::default())
    }

    /// Sets the outcome for everybody who holds the ticket. The first one stands.
    pub(super) fn settle(&self, outcome: Result<(), String>) {
        drop(self.0.set(outcome));
    }

    /// The outcome, once there is one.
    pub(super) fn outcome(&self) -> Option<&Result<(), String>> {
        self.0.get()
    }
}

/// The state of the commits of a world.
#[derive(Debug)]
pub(super) struct Commits {
    /// The ticket of the next commit.
    pub(super) next: Ticket,
    /// How many entries of the ledger survive; `None` if there is no data folder.
    pub(super) kept: Option<usize>,
    /// How far uncommitted changes advanced the time.
    pub(super) advanced: Duration,
    /// Why nothing can be done any more.
    pub(super) broken: Option<String>,
}

impl Commits {
    /// All `kept` entries of the ledger survive.
    pub(super) fn new(kept: Option<usize>) -> Self {
        Self { next: Ticket::new(), kept, advanced: Duration::ZERO, broken: None }
    }
}
