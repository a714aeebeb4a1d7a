//! When what was done may be answered, and what happens if it cannot be kept.
//!
//! With a data folder, a call acts on the world at once and is answered when its entry is on the
//! disk. Calls that come meanwhile go on and share the next commit. Whoever saw something that is
//! not committed yet waits as well, so no answer tells of what may be lost.
//!
//! If a commit fails, the world is made anew from what was committed, and everybody who waited is
//! refused.

use std::sync::{Arc, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::answer::{Failure, Fields};
use crate::ledger::history::{Opened, Origin, RestoreError, Snapshot};
use crate::ledger::{Change, Ledger, LedgerEntry};
use crate::refusal::Refusal;
use crate::seed::Seed;
use crate::server::{Inner, Server};
use crate::store::{Row, StorageError, Store};
use crate::time::moment::Moment;

/// What became of everything that was done until a commit.
#[derive(Debug, Clone)]
pub(crate) struct Ticket(Arc<OnceLock<Result<(), String>>>);

impl Ticket {
    fn settle(&self, outcome: Result<(), String>) {
        // The first outcome stands.
        drop(self.0.set(outcome));
    }
}

/// What the next commit is about.
#[derive(Debug)]
pub(crate) struct Commits {
    next: Ticket,
    /// How far time was moved on by what is not committed.
    advanced: Duration,
    /// Why nothing can be done any more.
    broken: Option<String>,
}

impl Default for Commits {
    fn default() -> Self {
        Self { next: Ticket(Arc::default()), advanced: Duration::ZERO, broken: None }
    }
}

impl Inner {
    /// What an answer has to wait for that tells of the world as it is now.
    pub(crate) fn ticket(&self) -> Option<Ticket> {
        (!self.ledger.uncommitted().is_empty()).then(|| self.commits.next.clone())
    }

    /// Whether the world can be used.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        self.commits.broken.as_ref().map_or(Ok(()), |text| Err(Refusal::unavailable(text.clone())))
    }

    /// What is to be committed now. What is done from now on belongs to the next commit.
    fn take_uncommitted(&mut self) -> (Vec<Row>, Duration) {
        self.commits.next = Ticket(Arc::default());
        let rows = self.ledger.uncommitted().iter().map(Row::new).collect();
        (rows, std::mem::take(&mut self.commits.advanced))
    }

    /// The next so many entries will survive.
    fn committed(&mut self, count: usize) {
        self.ledger.commit(count);
        // A world that has gone further may be one that is not reached again after a restart.
        let last = self.ledger.entries().last().map(|entry| entry.at);
        if self.ledger.uncommitted().is_empty() && last == Some(self.world.now) {
            self.remove_discarded();
        }
    }

    /// Makes the world what it is without what was not committed.
    fn roll_back(&mut self, advanced: Duration, why: &str) {
        self.ledger.roll_back();
        self.timeline.retreat(self.commits.advanced.saturating_add(advanced));
        match self.origin.replay(self.ledger.entries()) {
            Ok((world, _)) => self.world = world,
            Err(error) => {
                let text = format!("the state cannot be made anew after a failure: {error}");
                self.commits.broken = Some(format!("{text}; start the emulator again"));
            }
        }
        let next = std::mem::take(&mut self.commits.next.0);
        Ticket(next).settle(Err(why.to_owned()));
        self.commits.advanced = Duration::ZERO;
    }

    /// Puts another world in the place of this one. What was done to this one is done with.
    fn replace(&mut self, opened: Opened, is_kept: bool, clock: Moment) {
        let Opened { origin, world, entries, answers } = opened;
        let speed = self.timeline.speed();
        self.timeline.resume(origin.resumed(world.now, clock, speed));
        self.world = world;
        self.origin = origin;
        self.ledger = Ledger::new(entries, answers, is_kept);
        let before = std::mem::take(&mut self.commits);
        before.next.settle(Ok(()));
    }
}

impl Server {
    fn store(&self) -> Option<MutexGuard<'_, Store>> {
        let store = self.store.as_ref()?;
        Some(store.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until everything is on the disk that a ticket is about; commits it if nobody else
    /// does. The thread is blocked meanwhile, and must not hold `inner`.
    pub(crate) fn commit(&self, ticket: Option<Ticket>) -> Result<(), Refusal> {
        let (Some(ticket), Some(mut store)) = (ticket, self.store()) else { return Ok(()) };
        if let Some(outcome) = ticket.0.get() {
            return outcome.clone().map_err(Refusal::unavailable);
        }
        let (rows, advanced) = self.inner().take_uncommitted();
        let outcome = store.append(&rows).map_err(|error| error.to_string());
        let mut inner = self.inner();
        match &outcome {
            Ok(()) => inner.committed(rows.len()),
            Err(why) => inner.roll_back(advanced, why),
        }
        ticket.settle(outcome.clone());
        outcome.map_err(Refusal::unavailable)
    }

    /// Acts on the world and waits until that will survive. The outer error is that it will not,
    /// and then nothing was done.
    pub(crate) fn change(
        &self,
        request_id: &str,
        change: Change,
    ) -> Result<Result<Fields, Failure>, Refusal> {
        let (result, ticket) = {
            let mut inner = self.inner();
            inner.check()?;
            (inner.change(request_id, change), inner.ticket())
        };
        self.commit(ticket)?;
        Ok(result)
    }

    /// Lets time pass in the world. If that cannot be kept, none does.
    pub(crate) fn advance(&self, request_id: &str, by: Duration) -> Result<(), Refusal> {
        let ticket = {
            let mut inner = self.inner();
            inner.check()?;
            inner.timeline.advance(by);
            inner.commits.advanced = inner.commits.advanced.saturating_add(by);
            let seconds = Some(by.as_secs_f64());
            // Nothing refuses it.
            drop(inner.change(request_id, Change::Advance { seconds }));
            inner.ticket()
        };
        self.commit(ticket)
    }

    /// Everything that was done after an entry, in order.
    pub(crate) fn ledger(&self, after: u64) -> Vec<LedgerEntry> {
        self.inner().ledger.view(after)
    }

    /// The state as a document.
    pub(crate) fn snapshot(&self) -> Snapshot {
        loop {
            let (snapshot, ticket) = {
                let mut inner = self.inner();
                inner.settle();
                let snapshot =
                    Snapshot::new(&inner.origin, inner.world.now, inner.ledger.entries());
                (snapshot, inner.ticket())
            };
            // After a failure the state is another one.
            if self.commit(ticket).is_ok() {
                return snapshot;
            }
        }
    }

    /// Puts the state of a document in the place of this one, all or nothing.
    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), RestoreError> {
        self.replace(snapshot.open()?).map_err(RestoreError::Storage)
    }

    /// Makes the state what it is at the first start with this seed.
    pub(crate) fn reset(&self) -> Result<(), StorageError> {
        let seed = self.inner().origin.seed.clone();
        self.reset_to(seed)
    }

    /// Makes the state what it is at the first start with another seed.
    pub(crate) fn reset_to(&self, seed: Arc<Seed>) -> Result<(), StorageError> {
        let now = Moment::from(self.clock.now());
        let (origin, world) = Origin::new(seed, now).map_err(StorageError::new)?;
        self.replace(Opened::first(origin, world))
    }

    fn replace(&self, opened: Opened) -> Result<(), StorageError> {
        let mut store = self.store();
        let mut inner = self.inner();
        if let Some(store) = &mut store {
            let rows: Vec<Row> = opened.entries.iter().map(Row::new).collect();
            store.replace(&opened.origin, &rows, opened.world.now)?;
        }
        inner.replace(opened, store.is_some(), Moment::from(self.clock.now()));
        Ok(())
    }

    /// Lets go of the data folder. What is done from now on is refused.
    pub(crate) fn close(&self) {
        if let Some(mut store) = self.store() {
            store.close();
        }
    }
}

#[cfg(test)]
mod tests;
