//! A world with its ledger: operations, time, and replays.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use ota_spec::model::Operation;
use ota_spec::{Spec, Value};

use crate::handlers::call::Call;
use crate::handlers::urls::{FileUrls, NoHost};
use crate::handlers::{self, Handler};
use crate::ledger::replay::Origin;
use crate::ledger::snapshot::{Snapshot, SnapshotError, VERSION};
use crate::ledger::{Change, Entry, Ledger};
use crate::refusal::{Fields, Refusal};
use crate::seed::{Seed, SeedError};
use crate::time::Moment;
use crate::world::World;
use crate::{embedded, parameters, redaction};

/// A world, the seed it was made from, and everything that was done to it since.
#[derive(Debug)]
pub struct Simulation {
    origin: Origin,
    world: World,
    ledger: Ledger,
}

impl Simulation {
    /// The world that a seed describes. It starts at the time of the seed, or in 1970 if that has
    /// none.
    ///
    /// # Errors
    ///
    /// A seed that contradicts itself.
    pub fn new(seed: impl Into<Arc<Seed>>) -> Result<Self, SeedError> {
        Self::starting_at(Moment::default(), seed)
    }

    /// The world that a seed describes, which starts at `now` unless the seed has a time of its
    /// own.
    ///
    /// # Errors
    ///
    /// A seed that contradicts itself.
    pub fn starting_at(now: Moment, seed: impl Into<Arc<Seed>>) -> Result<Self, SeedError> {
        let (origin, world) = Origin::new(seed.into(), now)?;
        Ok(Self { origin, world, ledger: Ledger::default() })
    }

    /// The world after all entries of a ledger.
    ///
    /// # Errors
    ///
    /// The first entry that goes differently now.
    pub fn replay(origin: Origin, entries: Vec<Entry>) -> Result<Self, String> {
        let (world, responses) = origin.replay(&entries)?;
        Ok(Self { origin, world, ledger: Ledger::new(entries, responses) })
    }

    /// The world that a snapshot describes.
    ///
    /// # Errors
    ///
    /// A snapshot of another version, or one that does not give what it says.
    pub fn restore(snapshot: &Snapshot) -> Result<Self, SnapshotError> {
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
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(&self.origin, self.world.now, self.ledger.entries())
    }

    /// The seed that the world was made from.
    pub fn seed(&self) -> &Arc<Seed> {
        &self.origin.seed
    }

    /// The beginning of the world.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The world as it is now.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Everything that was done.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The world's time.
    pub fn now(&self) -> Moment {
        self.world.now
    }

    /// Lets time pass up to `until`; everything that is due happens. The ledger does not record it.
    pub fn settle(&mut self, until: Moment) {
        self.world.settle(until);
    }

    /// Advances the time, which the ledger records; everything that is due happens.
    pub fn advance(&mut self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.settle(self.now().after(millis));
        let seconds = Some(by.as_secs_f64());
        // Nothing refuses it.
        drop(self.change(&self.next_id(), Change::Advance { seconds }));
    }

    /// Calls an operation as a client would: with parameters by their names on the wire, such as
    /// `TargetDeviceName.1`. They are checked by the spec. Gives the fields of the response.
    ///
    /// # Errors
    ///
    /// An operation that does not exist, parameters that break a limit, a refusal of the operation.
    /// Nothing has changed then.
    pub fn call<'a>(
        &mut self,
        specs: &Spec,
        action: &str,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Value, Refusal> {
        let operation = specs.operation(action).ok_or_else(|| {
            let known = specs.operations.iter().map(|known| known.action.as_str());
            let help = ota_spec::suggest::help(action, known);
            unknown(format!("there is no operation `{action}`; {help}"))
        })?;
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let request = parameters::gather(operation, parameters.into_iter().map(owned))?;
        let response = match embedded::is_at_home(&specs.service) {
            true => self.perform(operation, request, &self.next_id(), &NoHost)?,
            false => None,
        };
        response.map(Value::Object).ok_or_else(|| {
            unknown(format!("there is a spec of `{action}`, but nothing is known of what it does"))
        })
    }

    /// What an operation that only reads would respond now: the fields of its response, with empty addresses of files.
    /// Nobody notices that it was looked at.
    ///
    /// # Errors
    ///
    /// An operation that does not exist or changes something, parameters that break a limit, a refusal of the
    /// operation.
    pub fn look<'a>(
        &self,
        specs: &Spec,
        action: &str,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Value, Refusal> {
        let found = specs.operation(action).zip(handlers::find(action));
        let Some((operation, handler)) = found.filter(|_| embedded::is_at_home(&specs.service))
        else {
            return Err(unknown(format!("nothing is known of what `{action}` does")));
        };
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let request = parameters::gather(operation, parameters.into_iter().map(owned))?;
        let instance = match request.get("IotInstanceId") {
            Some(Value::String(instance)) => instance.clone(),
            _ => String::new(),
        };
        let call = Call { instance: &instance, request: &request };
        call.instance(&self.world)?;
        let fields = match handler {
            Handler::Read(handler) => handler(&self.world, &call)?,
            Handler::Link(handler) => handler(&self.world, &call, &NoHost)?,
            Handler::Write(_) => return Err(unknown(format!("`{action}` changes something"))),
        };
        Ok(Value::Object(fields))
    }

    /// The ID of a request that nobody sent.
    fn next_id(&self) -> String {
        format!("simulation-{}", self.ledger.entries().len() + 1)
    }

    /// Changes the world, all or nothing, and writes that down.
    ///
    /// # Errors
    ///
    /// Why the change cannot be made.
    pub fn change(&mut self, request_id: &str, change: Change) -> Result<Fields, Refusal> {
        let fields = self.world.apply(&change)?;
        self.ledger.add(self.world.now, request_id, change, &fields);
        Ok(fields)
    }

    /// Performs an operation: on a request that fits its spec, an object by wire name. `None` if
    /// nothing is known of what the operation does.
    ///
    /// # Errors
    ///
    /// The refusal of the operation. Nothing has changed then.
    pub fn perform(
        &mut self,
        operation: &Operation,
        mut request: Value,
        request_id: &str,
        urls: &dyn FileUrls,
    ) -> Result<Option<Fields>, Refusal> {
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

    /// Forgets all but the first `count` entries of the ledger, with what they did.
    ///
    /// # Errors
    ///
    /// Why the world could not be made anew. It is then as it was, and the ledger is not.
    pub fn rewind(&mut self, count: usize) -> Result<(), String> {
        self.ledger.truncate(count);
        self.world = self.origin.replay(self.ledger.entries())?.0;
        Ok(())
    }

    /// The names of files that nothing refers to any more, for a host that keeps their contents.
    pub fn take_discarded(&mut self) -> Vec<String> {
        self.world.take_discarded()
    }
}

fn unknown(message: String) -> Refusal {
    Refusal::new("InvalidAction.NotFound", message)
}
