//! The state that changes from call to call.

use std::sync::Arc;
use std::time::Duration;

use ota_world::{Change, Entry, Fields, Moment, Refusal, Simulation};

use crate::gateway::Memory;
use crate::rejection::Rejection;
use crate::store::Row;
use crate::time::timeline::{Timeline, resumed};
use crate::uploads::Storage;

use super::ticket::{Commits, Ticket};

/// The state that changes from call to call.
#[derive(Debug)]
pub(crate) struct State {
    pub(super) memory: Memory,
    timeline: Arc<Timeline>,
    pub(crate) simulation: Simulation,
    storage: Arc<Storage>,
    pub(super) commits: Commits,
}

impl State {
    /// An initial state; `is_kept` says whether a data folder has it.
    pub(super) fn new(
        timeline: Arc<Timeline>,
        simulation: Simulation,
        storage: Arc<Storage>,
        is_kept: bool,
    ) -> Self {
        let commits = Commits::new(is_kept.then_some(simulation.ledger().entries().len()));
        Self { memory: Memory::default(), timeline, simulation, storage, commits }
    }

    /// Lets everything happen that is due.
    pub(crate) fn settle(&mut self) {
        self.simulation.settle(self.timeline.now());
        // With a data folder that is done when what led to it is committed.
        if self.commits.kept.is_none() {
            self.remove_discarded();
        }
    }

    /// Deletes the contents of discarded files.
    fn remove_discarded(&mut self) {
        for file in self.simulation.take_discarded() {
            self.storage.remove(&file);
        }
    }

    /// Changes the world and records the change. The response may be sent only after the commit.
    pub(crate) fn change(&mut self, request_id: &str, change: Change) -> Result<Fields, Refusal> {
        self.settle();
        self.simulation.change(request_id, change)
    }

    /// Advances the time of the world.
    pub(super) fn advance(&mut self, request_id: &str, by: Duration) {
        self.timeline.advance(by);
        self.commits.advanced = self.commits.advanced.saturating_add(by);
        let seconds = Some(by.as_secs_f64());
        // Nothing refuses it.
        drop(self.change(request_id, Change::Advance { seconds }));
    }

    /// Rejects calls once the world is unusable.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        self.commits
            .broken
            .as_ref()
            .map_or(Ok(()), |text| Err(Rejection::unavailable(text.clone())))
    }

    /// The ticket that a response has to wait for if it tells of the world as it is now.
    pub(crate) fn ticket(&self) -> Option<Ticket> {
        (!self.uncommitted().is_empty()).then(|| self.commits.next.clone())
    }

    /// The entries of the ledger that may still be lost.
    fn uncommitted(&self) -> &[Entry] {
        let entries = self.simulation.ledger().entries();
        self.commits.kept.and_then(|kept| entries.get(kept..)).unwrap_or_default()
    }

    /// Takes the entries to be committed now. Anything done from now on belongs to the next commit.
    pub(super) fn take_uncommitted(&mut self) -> (Vec<Row>, Duration) {
        self.commits.next = Ticket::new();
        let rows = self.uncommitted().iter().map(Row::new).collect();
        (rows, std::mem::take(&mut self.commits.advanced))
    }

    /// Marks the next `count` entries as committed.
    pub(super) fn committed(&mut self, count: usize) {
        let entries = self.simulation.ledger().entries();
        let kept = self.commits.kept.map(|kept| entries.len().min(kept + count));
        // A world that has gone further may be one that is not reached again after a restart.
        let last = entries.last().map(|entry| entry.at);
        self.commits.kept = kept;
        if self.uncommitted().is_empty() && last == Some(self.simulation.now()) {
            self.remove_discarded();
        }
    }

    /// Takes back everything uncommitted.
    pub(super) fn roll_back(&mut self, advanced: Duration, why: &str) {
        self.timeline.retreat(self.commits.advanced.saturating_add(advanced));
        let kept = self.commits.kept.unwrap_or(usize::MAX);
        if let Err(error) = self.simulation.rewind(kept) {
            let text = format!("the state cannot be made anew after a failure: {error}");
            self.commits.broken = Some(format!("{text}; start the emulator again"));
        }
        let next = std::mem::replace(&mut self.commits.next, Ticket::new());
        next.settle(Err(why.to_owned()));
        self.commits.advanced = Duration::ZERO;
    }

    /// Replaces the world and gives the former one, which can take long to drop.
    #[must_use]
    pub(super) fn replace(&mut self, simulation: Simulation, clock: Moment) -> Simulation {
        let speed = self.timeline.speed();
        self.timeline.resume(resumed(simulation.seed(), simulation.now(), clock, speed));
        let kept = self.commits.kept.map(|_| simulation.ledger().entries().len());
        let before = std::mem::replace(&mut self.commits, Commits::new(kept));
        before.next.settle(Ok(()));
        std::mem::replace(&mut self.simulation, simulation)
    }
}
