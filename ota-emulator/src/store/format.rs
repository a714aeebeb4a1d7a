//! The format of the file with the state: its name, its marks, its tables and their rows.

use ota_world::Entry;

/// The name of the file with the state.
pub(super) const FILE: &str = "state.sqlite";
/// Marks the file as one of the emulator: `OTAe`.
pub(super) const APPLICATION: i32 = 0x4f54_4165;
/// The version of the format.
pub(super) const FORMAT: i32 = 1;

pub(super) const TABLES: [(&str, &str); 3] = [
    (
        "head",
        "CREATE TABLE head (entries INTEGER NOT NULL, chain BLOB NOT NULL, reached INTEGER NOT NULL, checksum BLOB NOT NULL) STRICT",
    ),
    (
        "ledger",
        "CREATE TABLE ledger (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, request_id TEXT NOT NULL, answer TEXT NOT NULL, change TEXT NOT NULL, checksum BLOB NOT NULL) STRICT",
    ),
    ("origin", "CREATE TABLE origin (seed TEXT NOT NULL, start INTEGER NOT NULL) STRICT"),
];

/// An entry as it is written.
#[derive(Debug)]
pub(crate) struct Row {
    pub(super) number: u64,
    pub(super) at: i64,
    pub(super) request_id: String,
    pub(super) digest: String,
    pub(super) change: String,
}

impl Row {
    pub(crate) fn new(entry: &Entry) -> Self {
        Self {
            number: entry.number,
            at: entry.at.0,
            request_id: entry.request_id.clone(),
            digest: entry.digest.clone(),
            // Strings, numbers and lists can always be written as JSON.
            change: serde_json::to_string(&entry.change).unwrap_or_default(),
        }
    }
}
