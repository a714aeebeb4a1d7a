//! From a seed and a ledger to the world, and the document that holds both.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::answer::Fields;
use crate::builder::StartError;
use crate::ledger::{self, Entry};
use crate::seed::Seed;
use crate::store::{StorageError, Store};
use crate::time::moment::Moment;
use crate::world::World;

/// The version of the form of [`Snapshot`].
const VERSION: u32 = 1;

/// What a world was made from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) seed: Arc<Seed>,
    /// The world's time at its start.
    pub(crate) start: Moment,
}

impl Origin {
    /// A world that starts now, unless its seed has a time of its own.
    pub(crate) fn new(seed: Arc<Seed>, now: Moment) -> Result<(Self, World), String> {
        let world = World::new(&seed, now)?;
        Ok((Self { seed, start: world.now }, world))
    }

    /// The world after all of this was done, and what each entry answered. The error says what went
    /// differently.
    pub(crate) fn replay(&self, entries: &[Entry]) -> Result<(World, Vec<Fields>), String> {
        let mut answers = Vec::with_capacity(entries.len());
        let mut world = World::new(&self.seed, self.start)
            .map_err(|error| format!("the seed contradicts itself: {error}"))?;
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
                Ok(fields) if ledger::digest(&fields) == entry.answer => answers.push(fields),
                Ok(_) => {
                    return Err(format!("entry {number} (`{action}`) gives another answer now"));
                }
                Err(failure) => {
                    return Err(format!(
                        "entry {number} (`{action}`) is refused now, with `{}`",
                        failure.code
                    ));
                }
            }
        }
        Ok((world, answers))
    }

    /// From which time a world goes on that had reached `reached`, if the clock shows `clock`.
    ///
    /// A world that goes with the clock catches up with it. One that stands still, or whose seed
    /// has a time of its own, has nothing to do with the clock.
    pub(crate) fn resumed(&self, reached: Moment, clock: Moment, speed: f64) -> Moment {
        let follows = speed > 0.0 && self.seed.time.is_none();
        if follows { reached.max(clock) } else { reached }
    }
}

/// Everything that an emulator knows, as one document: what the world was made from and what was
/// done to it since.
///
/// It is plain data for `serde`: `{"version": 1, "seed": …, "start": …, "time": …, "ledger": […]}`,
/// with times of the world in milliseconds since 1970. Of uploaded files it holds names, sizes and
/// digests, not the contents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a snapshot, an object as `GET /_ota/snapshot` gives it"
)]
pub struct Snapshot {
    version: u32,
    seed: Seed,
    start: Moment,
    /// How far the world's time was.
    time: Moment,
    ledger: Vec<Entry>,
}

impl Snapshot {
    pub(crate) fn new(origin: &Origin, time: Moment, ledger: &[Entry]) -> Self {
        let seed = Seed::clone(&origin.seed);
        Self { version: VERSION, seed, start: origin.start, time, ledger: ledger.to_vec() }
    }

    /// What it says, with the world that comes of it.
    pub(crate) fn open(&self) -> Result<Opened, RestoreError> {
        if self.version != VERSION {
            return Err(RestoreError::Version(self.version));
        }
        let origin = Origin { seed: Arc::new(self.seed.clone()), start: self.start };
        let (mut world, answers) = origin.replay(&self.ledger).map_err(RestoreError::Replay)?;
        world.settle(self.time);
        if world.now != self.time {
            let text = "its time is earlier than what was done".to_owned();
            return Err(RestoreError::Replay(text));
        }
        Ok(Opened { origin, world, entries: self.ledger.clone(), answers })
    }
}

/// What a snapshot, or a data folder, holds.
pub(crate) struct Opened {
    pub(crate) origin: Origin,
    pub(crate) world: World,
    pub(crate) entries: Vec<Entry>,
    /// What each of the entries answered.
    pub(crate) answers: Vec<Fields>,
}

impl Opened {
    /// To which nothing was done yet.
    pub(crate) fn first(origin: Origin, world: World) -> Self {
        Self { origin, world, entries: Vec::new(), answers: Vec::new() }
    }
}

/// The state to start with: that of the folder if there is one and it has something, else that of
/// the seed. The store is still to be accepted.
pub(crate) fn begin(
    seed: Option<Seed>,
    folder: Option<&Path>,
    now: Moment,
) -> Result<(Opened, Option<Store>), StartError> {
    let given = seed.map(Arc::new);
    let first = || {
        let seed = given.clone().unwrap_or_else(|| Arc::new(Seed::sample()));
        Origin::new(seed, now).map_err(StartError::Seed)
    };
    let Some(folder) = folder else {
        let (origin, world) = first()?;
        return Ok((Opened::first(origin, world), None));
    };
    let (store, recorded) = Store::open(folder, || first().map(|(origin, _)| origin))?;
    let file = || store.file().to_owned();
    if given.is_some_and(|given| *given != recorded.seed) {
        return Err(StartError::OtherSeed { file: file() });
    }
    let origin = Origin { seed: Arc::new(recorded.seed), start: recorded.start };
    let (mut world, answers) = origin
        .replay(&recorded.entries)
        .map_err(|what| StartError::OtherProgram { file: file(), what })?;
    world.settle(recorded.reached);
    Ok((Opened { origin, world, entries: recorded.entries, answers }, Some(store)))
}

/// Why a snapshot was not restored. The emulator is then as it was before.
#[derive(Debug)]
#[non_exhaustive]
pub enum RestoreError {
    /// The document has a version that this program does not know.
    Version(u32),
    /// Doing again what the document says does not give what it says; the text says where.
    Replay(String),
    /// The data folder could not be written.
    Storage(StorageError),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(found) => write!(
                f,
                "the snapshot has version {found}; only {VERSION} can be read, so restore it with \
                 the program that made it"
            ),
            Self::Replay(text) => write!(
                f,
                "the snapshot was changed, or made by another version of this program: {text}; \
                 restore it with the program that made it"
            ),
            Self::Storage(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for RestoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Storage(error) => Some(error),
            Self::Version(_) | Self::Replay(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
