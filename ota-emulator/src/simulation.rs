//! A world with its ledger: what can be done to a world, and done again.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::model::Operation;

use crate::failure::{Failure, Fields};
use crate::handlers::call::Call;
use crate::handlers::urls::FileUrls;
use crate::handlers::{self, Handler};
use crate::ledger::replay::Origin;
use crate::ledger::snapshot::{Snapshot, SnapshotError, VERSION};
use crate::ledger::{Change, Entry, Ledger};
use crate::redaction;
use crate::seed::Seed;
use crate::time::moment::Moment;
use crate::world::World;

/// A world, the seed it was made from, and everything that was done to it since.
#[derive(Debug)]
pub(crate) struct Simulation {
    origin: Origin,
    world: World,
    ledger: Ledger,
}

impl Simulation {
    /// The world that a seed describes, which starts at `now` unless the seed has a time of its
    /// own.
    pub(crate) fn new(seed: impl Into<Arc<Seed>>, now: Moment) -> Result<Self, String> {
        let (origin, world) = Origin::new(seed.into(), now)?;
        Ok(Self { origin, world, ledger: Ledger::default() })
    }

    /// The world after all entries of a ledger. The error says what went differently.
    pub(crate) fn replay(origin: Origin, entries: Vec<Entry>) -> Result<Self, String> {
        let (world, responses) = origin.replay(&entries)?;
        Ok(Self { origin, world, ledger: Ledger::new(entries, responses) })
    }

    /// The world that a snapshot describes.
    pub(crate) fn restore(snapshot: &Snapshot) -> Result<Self, SnapshotError> {
        if snapshot.version != VERSION {
            return Err(SnapshotError::Version(snapshot.version));
        }
        let origin = Origin { seed: Arc::new(snapshot.seed.clone()), start: snapshot.start };
        let restored = Self::replay(origin, snapshot.ledger.clone());
        let mut restored = restored.map_err(SnapshotError::Replay)?;
        restored.settle(snapshot.time);
        if restored.world.now != snapshot.time {
            let text = "its time is earlier than what was done".to_owned();
            return Err(SnapshotError::Replay(text));
        }
        Ok(restored)
    }

    /// Everything as a document.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::new(&self.origin, self.world.now, self.ledger.entries())
    }

    /// The seed that the world was made from.
    pub(crate) fn seed(&self) -> &Arc<Seed> {
        &self.origin.seed
    }

    /// The beginning of the world.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The world as it is now.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Everything that was done.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The world's time.
    pub(crate) fn now(&self) -> Moment {
        self.world.now
    }

    /// Lets time pass up to `until`, and with it everything happen that is due. The ledger does not
    /// mention it.
    pub(crate) fn settle(&mut self, until: Moment) {
        self.world.settle(until);
    }

    /// Changes the world, all or nothing, and writes that down.
    pub(crate) fn change(&mut self, request_id: &str, change: Change) -> Result<Fields, Failure> {
        let fields = self.world.apply(&change)?;
        self.ledger.add(self.world.now, request_id, change, &fields);
        Ok(fields)
    }

    /// Performs an operation. The request is an object by wire name that fits its spec. Without a
    /// handler for it there is no response.
    pub(crate) fn perform(
        &mut self,
        operation: &Operation,
        mut request: Value,
        request_id: &str,
        urls: &dyn FileUrls,
    ) -> Result<Option<Fields>, Failure> {
        let instance = match request.get("IotInstanceId") {
            Some(Value::String(instance)) => instance.clone(),
            _ => String::new(),
        };
        let call = Call { instance: &instance, request: &request };
        call.instance(&self.world)?;
        match handlers::find(&operation.action) {
            Some(Handler::Read(handler)) => handler(&self.world, &call).map(Some),
            Some(Handler::Link(handler)) => handler(&self.world, &call, urls).map(Some),
            Some(Handler::Write(_)) => {
                let action = operation.action.clone();
                // What is written down is shown and kept.
                redaction::request(&mut request);
                self.change(request_id, Change::Call { instance, action, request }).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Forgets all but the first `count` entries of the ledger, with what they did. The error says
    /// why the world could not be made anew; it is then as it was, and the ledger is not.
    pub(crate) fn rewind(&mut self, count: usize) -> Result<(), String> {
        self.ledger.truncate(count);
        self.world = self.origin.replay(self.ledger.entries())?.0;
        Ok(())
    }

    /// The names of files that nothing refers to any more.
    pub(crate) fn take_discarded(&mut self) -> Vec<String> {
        self.world.take_discarded()
    }
}
