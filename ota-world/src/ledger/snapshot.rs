//! A world as a document: its seed, and what was done to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Entry;
use super::replay::Origin;
use crate::seed::Seed;
use crate::time::Moment;

/// The version of the form of [`Snapshot`].
pub(crate) const VERSION: u32 = 1;

/// Everything about a world as one document: what it was made from, and what was done to it since.
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
    pub(crate) version: u32,
    pub(crate) seed: Seed,
    pub(crate) start: Moment,
    /// The time that the world had reached.
    pub(crate) time: Moment,
    pub(crate) ledger: Vec<Entry>,
}

impl Snapshot {
    pub(crate) fn new(origin: &Origin, time: Moment, ledger: &[Entry]) -> Self {
        let seed = Seed::clone(&origin.seed);
        Self { version: VERSION, seed, start: origin.start, time, ledger: ledger.to_vec() }
    }
}

/// Why a snapshot cannot be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The document has a version that this program does not know.
    Version(u32),
    /// Doing again what the document says does not give what it says; the string says where.
    Replay(String),
}

impl fmt::Display for SnapshotError {
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
        }
    }
}

impl std::error::Error for SnapshotError {}
