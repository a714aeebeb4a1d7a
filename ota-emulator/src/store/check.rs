//! Reads the file and checks it for damage.

use std::path::Path;

use ota_world::{Change, Entry, Moment, Seed};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::error::at_start;
use super::format::{APPLICATION, FORMAT, Row, TABLES};
use crate::error::StartError;

/// The content of the file.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) seed: Seed,
    pub(crate) start: Moment,
    /// The time that the world had reached.
    pub(crate) reached: Moment,
    pub(crate) entries: Vec<Entry>,
    pub(super) head: Head,
}

/// Where the ledger ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) entries: u64,
    /// The checksum of the last entry, or the start of the chain.
    pub(super) chain: [u8; 32],
    pub(super) reached: Moment,
}

impl Head {
    /// That of an empty ledger.
    pub(super) fn first(seed: &str, start: Moment) -> Self {
        let mut hash = Sha256::new();
        add(&mut hash, seed.as_bytes());
        hash.update(start.0.to_be_bytes());
        Self { entries: 0, chain: hash.finalize().into(), reached: start }
    }

    pub(super) fn checksum(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.entries.to_be_bytes());
        hash.update(self.chain);
        hash.update(self.reached.0.to_be_bytes());
        hash.finalize().into()
    }
}

/// The checksum of a row that follows another one.
pub(super) fn chain(row: &Row, before: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(row.number.to_be_bytes());
    hash.update(row.at.to_be_bytes());
    for text in [&row.request_id, &row.digest, &row.change] {
        add(&mut hash, text.as_bytes());
    }
    hash.finalize().into()
}

/// Adds bytes with their length.
fn add(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

/// Reads everything. Nothing is written.
pub(super) fn read(connection: &Connection, file: &Path) -> Result<Recorded, StartError> {
    let failed = |error: rusqlite::Error| at_start(file, &error);
    let damaged = |what: String| StartError::Damaged { file: file.to_owned(), what };
    let other = |what: String| StartError::OtherProgram { file: file.to_owned(), what };

    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    if number("application_id").map_err(failed)? != APPLICATION {
        return Err(damaged("it is not marked as a file of the emulator".to_owned()));
    }
    let found = number("user_version").map_err(failed)?;
    if found != FORMAT {
        return Err(StartError::Format { file: file.to_owned(), found, known: FORMAT });
    }
    if let Some(what) = broken_pages(connection).map_err(failed)? {
        return Err(damaged(what));
    }
    if tables(connection).map_err(failed)? != TABLES.map(|(name, sql)| (name.into(), sql.into())) {
        return Err(damaged("its tables are not those of the emulator".to_owned()));
    }

    let (seed_text, start) = connection
        .query_row("SELECT seed, start FROM origin", (), |row| {
            Ok((row.get::<_, String>(0)?, Moment(row.get(1)?)))
        })
        .map_err(failed)?;
    let (head, checksum) = connection
        .query_row("SELECT entries, chain, reached, checksum FROM head", (), |row| {
            let (entries, chain, reached) = (row.get(0)?, row.get(1)?, Moment(row.get(2)?));
            Ok((Head { entries, chain, reached }, row.get::<_, [u8; 32]>(3)?))
        })
        .map_err(failed)?;
    if head.checksum() != checksum {
        return Err(damaged("the record of where the ledger ends was changed".to_owned()));
    }

    let mut entries = Vec::new();
    let mut last = Head::first(&seed_text, start).chain;
    let mut statement = connection
        .prepare(
            "SELECT number, at, request_id, answer, change, checksum FROM ledger ORDER BY number",
        )
        .map_err(failed)?;
    let mut rows = statement.query(()).map_err(failed)?;
    while let Some(found) = rows.next().map_err(failed)? {
        let (row, checksum) = row(found).map_err(failed)?;
        let expected = entries.len() as u64 + 1;
        if row.number != expected {
            return Err(damaged(format!("entry {expected} is missing")));
        }
        last = chain(&row, &last);
        if last != checksum {
            let what = match expected {
                1 => "entry 1, or the seed, was changed".to_owned(),
                _ => format!("entry {expected} was changed"),
            };
            return Err(damaged(what));
        }
        let change: Change = serde_json::from_str(&row.change)
            .map_err(|error| other(format!("entry {expected} cannot be read: {error}")))?;
        let Row { number, at, request_id, digest, .. } = row;
        entries.push(Entry { number, at: Moment(at), request_id, digest, change });
    }
    if entries.len() as u64 != head.entries {
        let what = format!("it should have {} entries and has {}", head.entries, entries.len());
        return Err(damaged(what));
    }
    if last != head.chain {
        return Err(damaged("the seed, or the last entry, was changed".to_owned()));
    }
    let seed = Seed::from_json(&seed_text)
        .map_err(|error| other(format!("the seed cannot be read: {error}")))?;
    Ok(Recorded { seed, start, reached: head.reached, entries, head })
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<(Row, [u8; 32])> {
    let (number, at, request_id) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (digest, change) = (row.get(3)?, row.get(4)?);
    Ok((Row { number, at, request_id, digest, change }, row.get(5)?))
}

/// The faults that SQLite finds in the structure of the file.
fn broken_pages(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare("PRAGMA integrity_check(3)")?;
    let found = statement.query_map((), |row| row.get::<_, String>(0))?;
    let found: Vec<String> = found.collect::<Result<_, _>>()?;
    Ok((found != ["ok"]).then(|| found.join("; ").replace('\n', " ")))
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?;
    let found = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    found.collect()
}
