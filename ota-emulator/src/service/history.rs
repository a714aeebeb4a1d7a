//! The history of a world: its ledger and snapshots, and other histories in its place.

use std::sync::Arc;

use ota_world::{LedgerEntry, Seed, Simulation, Snapshot};

use super::Service;
use crate::error::{RestoreError, StorageError};
use crate::store::Row;
use crate::time::clock::moment;

impl Service {
    /// The entries of the ledger after a number.
    pub(crate) fn ledger(&self, after: u64) -> Vec<LedgerEntry> {
        self.state().simulation.ledger().view(after)
    }

    /// The state as a document.
    pub(crate) fn snapshot(&self) -> Snapshot {
        loop {
            let (snapshot, ticket) = {
                let mut state = self.state();
                state.settle();
                (state.simulation.snapshot(), state.ticket())
            };
            // After a failure the state is another one.
            if self.commit(ticket).is_ok() {
                return snapshot;
            }
        }
    }

    /// Replaces the state by that of a snapshot, all or nothing.
    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), RestoreError> {
        let restored = Simulation::restore(snapshot).map_err(RestoreError::Snapshot)?;
        self.replace(restored).map_err(RestoreError::Storage)
    }

    /// Goes back to the seed, as at a first start.
    pub(crate) fn reset(&self) -> Result<(), StorageError> {
        let seed = self.state().simulation.seed().clone();
        self.reset_to(seed)
    }

    /// Starts over with another seed.
    pub(crate) fn reset_to(&self, seed: Arc<Seed>) -> Result<(), StorageError> {
        let first = Simulation::starting_at(moment(self.clock.now()), seed)
            .map_err(|error| StorageError::new(error.to_string()))?;
        self.replace(first)
    }

    fn replace(&self, simulation: Simulation) -> Result<(), StorageError> {
        let mut store = self.store();
        let mut state = self.state();
        if let Some(store) = &mut store {
            let rows: Vec<Row> = simulation.ledger().entries().iter().map(Row::new).collect();
            store.replace(simulation.origin(), &rows, simulation.now())?;
        }
        let former = state.replace(simulation, moment(self.clock.now()));
        drop((state, store));
        drop(former);
        Ok(())
    }
}
