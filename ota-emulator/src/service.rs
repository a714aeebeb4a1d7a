//! The service without HTTP: the gateway, the world in its own time, and what keeps it.

mod call;
mod commit;
mod history;
pub(crate) mod request_id;
pub(crate) mod start;
mod state;
mod ticket;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ota_world::WorldCounts;

use crate::faults::Faults;
use crate::gateway::Gateway;
use crate::record::Record;
use crate::store::Store;
use crate::time::clock::Clock;
use crate::uploads::{Storage, UrlSigner};

use request_id::RequestIds;
use state::State;

pub(crate) use ticket::Ticket;

/// The fastest that the world's time runs.
const MOST_SPEED: f64 = 1_000_000.0;

/// A running emulator without its connections.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) gateway: Gateway,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) request_ids: RequestIds,
    /// Host and port, as responses name it.
    pub(crate) host: String,
    pub(crate) signer: UrlSigner,
    pub(crate) storage: Arc<Storage>,
    state: Mutex<State>,
    faults: Mutex<Faults>,
    record: Mutex<Record>,
    /// The data folder, if there is one. Whoever needs both locks takes this one first.
    store: Option<Mutex<Store>>,
}

impl Service {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what is in the world now.
    pub(crate) fn counts(&self) -> WorldCounts {
        let mut state = self.state();
        state.settle();
        state.simulation.world().counts()
    }

    /// Sets the speed of the world's time relative to the clock; the error says what is allowed.
    pub(crate) fn set_speed(&self, speed: f64) -> Result<(), String> {
        if !(0.0..=MOST_SPEED).contains(&speed) {
            return Err(format!("`speed` must be from 0, which stands still, to {MOST_SPEED}"));
        }
        let mut state = self.state();
        state.timeline.set_speed(speed);
        state.settle();
        Ok(())
    }

    /// Whether a call may have to wait for the disk.
    pub(crate) fn is_kept(&self) -> bool {
        self.store.is_some()
    }

    fn store(&self) -> Option<MutexGuard<'_, Store>> {
        let store = self.store.as_ref()?;
        Some(store.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
