//! Preparations of a run that nobody waits for any more.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;
use crate::flow::parts::journal::Journal;

/// Whether a run that is being prepared was given up, as those see it who prepare it.
#[derive(Clone, Default)]
pub(crate) struct GivenUp(Arc<State>);

#[derive(Default)]
struct State {
    is_given_up: AtomicBool,
    /// The journal that was opened for it.
    journal: Mutex<Option<Arc<Journal>>>,
}

impl GivenUp {
    /// An error if nobody waits any more: nobody sees it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.0.is_given_up.load(Ordering::Relaxed) {
            false => Ok(()),
            true => Err(Error::configuration("the list was given up before anything was sent")),
        }
    }

    /// Notes the journal, so that the next run can have it as soon as this one is given up.
    ///
    /// # Errors
    ///
    /// Nobody waits any more.
    pub(crate) fn opened(&self, journal: Option<&Arc<Journal>>) -> Result<(), Error> {
        *self.journal() = journal.cloned();
        self.check()
    }

    fn journal(&self) -> MutexGuard<'_, Option<Arc<Journal>>> {
        self.0.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who waits for a run that is being prepared. Dropped, it gives it up.
pub(crate) struct Waiting(Option<GivenUp>);

impl Waiting {
    pub(crate) fn new(given_up: &GivenUp) -> Self {
        Self(Some(given_up.clone()))
    }

    /// Says that it is prepared.
    pub(crate) fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let Some(given_up) = &self.0 else { return };
        given_up.0.is_given_up.store(true, Ordering::Relaxed);
        let journal = given_up.journal().take();
        if let Some(journal) = journal {
            journal.close();
        }
    }
}
