//! From a seed and a ledger to the world.

use std::sync::Arc;

use super::{Entry, digest, written};
use crate::seed::{Seed, SeedError};
use crate::time::Moment;
use crate::world::World;

/// The beginning of a world: its seed, and the time at which it started.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The seed.
    pub seed: Arc<Seed>,
    /// The world's time at its start.
    pub start: Moment,
}

impl Origin {
    /// A world that starts now, unless its seed has a time of its own.
    pub(crate) fn new(seed: Arc<Seed>, now: Moment) -> Result<(Self, World), SeedError> {
        let world = World::new(&seed, now)?;
        Ok((Self { seed, start: world.now }, world))
    }

    /// The world after all entries, and the response of each, written. The error says what
    /// went differently.
    pub(crate) fn replay(&self, entries: &[Entry]) -> Result<(World, Vec<Box<str>>), String> {
        let mut responses = Vec::with_capacity(entries.len());
        let mut world = World::new(&self.seed, self.start).map_err(|error| error.to_string())?;
        for (expected, entry) in (1_u64..).zip(entries) {
            let (number, action) = (entry.number, entry.change.action());
            if number != expected {
                return Err(format!("entry {number} stands where {expected} should"));
            }
            world.settle(entry.at);
            if world.now != entry.at {
                return Err(format!(
                    "entry {number} (`{action}`) is earlier than what is before it"
                ));
            }
            match world.apply(&entry.change) {
                Ok(fields) => {
                    let response = written(&fields);
                    if digest(&response) != entry.digest {
                        let message = "gives another response now";
                        return Err(format!("entry {number} (`{action}`) {message}"));
                    }
                    responses.push(response);
                }
                Err(refusal) => {
                    return Err(format!(
                        "entry {number} (`{action}`) is refused now, with `{}`",
                        refusal.code
                    ));
                }
            }
        }
        Ok((world, responses))
    }
}
