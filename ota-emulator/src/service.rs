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
use crate::time::timeline::Timeline;
use crate::uploads::{Site, Storage, UrlSigner};

use request_id::RequestIds;
use state::State;

pub(crate) use ticket::Ticket;

/// The fastest that the world's time runs.
const MOST_SPEED: f64 = 1_000_000.0;

/// Whether the world's time can run this fast; the error says what is allowed.
pub(crate) fn check_speed(speed: f64) -> Result<(), String> {
    if (0.0..=MOST_SPEED).contains(&speed) {
        Ok(())
    } else {
        Err(format!("`speed` must be from 0, which stands still, to {MOST_SPEED}"))
    }
}

/// A running emulator without its connections.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) gateway: Gateway,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timeline: Arc<Timeline>,
    pub(crate) request_ids: RequestIds,
    /// Host and port, as responses name it.
    pub(crate) host: String,
    /// The beginning of its addresses for all callers, if that was set.
    public_url: Option<String>,
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

    /// The emulator as the caller reaches it who named it by `Host`; the guard has checked that.
    pub(crate) fn site(&self, host: Option<&str>) -> Site<'_> {
        let called = || format!("http://{}", host.unwrap_or(&self.host));
        let endpoint = self.public_url.clone().unwrap_or_else(called);
        Site { signer: &self.signer, endpoint }
    }

    /// Counts what is in the world now.
    pub(crate) fn counts(&self) -> WorldCounts {
        let mut state = self.state();
        state.settle();
        state.simulation.world().counts()
    }

    /// Sets the speed of the world's time relative to the clock; the error says what is allowed.
    pub(crate) fn set_speed(&self, speed: f64) -> Result<(), String> {
        check_speed(speed)?;
        let mut state = self.state();
        self.timeline.set_speed(speed);
        state.settle();
        Ok(())
    }

    fn store(&self) -> Option<MutexGuard<'_, Store>> {
        let store = self.store.as_ref()?;
        Some(store.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
