//! The file in which rollouts are written down: events that are only ever added, and orders of people.

use std::path::Path;
use std::time::Duration;
use std::{fmt, fs};

use ota_world::Moment;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use crate::event::{Event, Order};
use crate::rollout::Rollout;

/// The version of the tables, which `user_version` of the file says.
const VERSION: i64 = 1;

/// The tables. What was written down is neither changed nor removed.
const TABLES: &str = "
    CREATE TABLE rollout (
        id TEXT PRIMARY KEY,
        product TEXT NOT NULL,
        state TEXT NOT NULL,
        changed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE event (
        rollout TEXT NOT NULL REFERENCES rollout (id),
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (rollout, number)
    ) STRICT;
    CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are not changed'); END;
    CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are not removed'); END;
    CREATE TABLE wish (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        rollout TEXT NOT NULL REFERENCES rollout (id),
        wanted TEXT NOT NULL
    ) STRICT;
    PRAGMA user_version = 1;
";

/// How long another process may hold the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// The file in which rollouts are written down.
#[derive(Debug)]
pub struct Store {
    file: Connection,
}

/// A rollout in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its ID.
    pub id: String,
    /// The product whose devices it updates.
    pub product: String,
    /// How far it is, in a few words.
    pub state: String,
    /// When it changed last.
    pub changed: Moment,
}

/// What a person wants of a rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its number.
    pub order_id: u64,
    /// What.
    pub order: Order,
    /// Who, if that was said.
    pub by: Option<String>,
}

/// A wish as it is written down.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Wanted {
    By { order: Order, by: String },
    Alone(Order),
}

/// Why the file cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// It is of another version of this program.
    Version(i64),
    /// It is of another program.
    Foreign,
    /// What is in it cannot be read; the string says why.
    Unreadable(String),
    /// Another controller has written to the rollout meanwhile.
    OtherWriter,
    /// There is a rollout with this ID.
    Exists(String),
    /// There is no rollout with this ID.
    NoRollout(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => write!(f, "the file of rollouts cannot be used: {error}"),
            Self::Version(version) => write!(
                f,
                "the file of rollouts has version {version}; this program knows up to {VERSION}, so use a newer one"
            ),
            Self::Foreign => write!(
                f,
                "the file is none of rollouts and stays as it is; `--store` names another one"
            ),
            Self::Unreadable(why) => write!(f, "the file of rollouts cannot be read: {why}"),
            Self::OtherWriter => {
                write!(f, "another controller has gone on with the rollout; this one has stopped")
            }
            Self::Exists(id) => write!(
                f,
                "there is a rollout `{id}`; go on with `ota rollout resume {id}`, or give another `--id`"
            ),
            Self::NoRollout(id) => {
                write!(f, "there is no rollout `{id}`; `ota rollout status` lists them")
            }
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Store {
    /// Opens the file, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// It cannot be opened, is of a later version, or is of another program.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::with(Connection::open(path)?)
    }

    /// Opens the file to read it; it is neither made nor changed, and need not be writable.
    ///
    /// # Errors
    ///
    /// There is none, it cannot be read, or is none of rollouts.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let read = Connection::open_with_flags(path, flags).map_err(StoreError::from);
        match (read.and_then(Self::reading), unchanging(path)) {
            // Who may not write cannot use the log beside the file. Where there is none, nobody writes.
            (Err(StoreError::Sqlite(_)), Some(url)) => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                Self::reading(Connection::open_with_flags(url, flags)?)
            }
            (read, _) => read,
        }
    }

    fn reading(file: Connection) -> Result<Self, StoreError> {
        file.busy_timeout(PATIENCE)?;
        match version(&file)? {
            VERSION => Ok(Self { file }),
            _ => Err(StoreError::Foreign),
        }
    }

    /// A file in memory, for tests.
    ///
    /// # Errors
    ///
    /// SQLite cannot be used.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::with(Connection::open_in_memory()?)
    }

    fn with(mut file: Connection) -> Result<Self, StoreError> {
        file.busy_timeout(PATIENCE)?;
        if version(&file)? == 0 {
            let others = file.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
            if others.map(|others: i64| others > 0)? {
                return Err(StoreError::Foreign);
            }
        }
        // A step is only taken when what was written before it survives.
        file.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
        )?;
        let change = file.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        match change.query_row("PRAGMA user_version", [], |row| row.get(0))? {
            0 => change.execute_batch(TABLES)?,
            VERSION => {}
            version => return Err(StoreError::Version(version)),
        }
        change.commit()?;
        Ok(Self { file })
    }

    /// Writes a new rollout down.
    ///
    /// # Errors
    ///
    /// There is one with its ID.
    pub fn create(&mut self, rollout: &Rollout) -> Result<(), StoreError> {
        let (id, plan) = (rollout.id.clone(), Box::new(rollout.plan.clone()));
        let event = written(&Event::Planned { id, plan })?;
        let (id, at) = (&rollout.id, rollout.at.0);
        let change = self.file.transaction()?;
        let added = change.execute(
            "INSERT OR IGNORE INTO rollout (id, product, state, changed) VALUES (?1, ?2, ?3, ?4)",
            params![id, rollout.plan.product, "planned", at],
        )?;
        if added == 0 {
            return Err(StoreError::Exists(id.clone()));
        }
        change.execute(
            "INSERT INTO event (rollout, number, at, event) VALUES (?1, 1, ?2, ?3)",
            params![id, at, event],
        )?;
        Ok(change.commit()?)
    }

    /// Adds an event as number `number`, counted from 1.
    ///
    /// # Errors
    ///
    /// There is an event with that number, which another controller has written; or the file cannot be written to.
    pub fn append(
        &mut self,
        id: &str,
        number: u64,
        at: Moment,
        event: &Event,
        state: &str,
    ) -> Result<(), StoreError> {
        let event = written(event)?;
        let change = self.file.transaction()?;
        let added = change.execute(
            "INSERT INTO event (rollout, number, at, event) VALUES (?1, ?2, ?3, ?4)",
            params![id, i64::try_from(number).unwrap_or(i64::MAX), at.0, event],
        );
        if let Err(rusqlite::Error::SqliteFailure(error, _)) = &added
            && error.code == ErrorCode::ConstraintViolation
        {
            return Err(StoreError::OtherWriter);
        }
        added?;
        change.execute(
            "UPDATE rollout SET state = ?2, changed = ?3 WHERE id = ?1",
            params![id, state, at.0],
        )?;
        Ok(change.commit()?)
    }

    /// The events of a rollout, in order.
    ///
    /// # Errors
    ///
    /// There is no such rollout, or it cannot be read.
    pub fn events(&self, id: &str) -> Result<Vec<(Moment, Event)>, StoreError> {
        let events = self.events_after(id, 0)?;
        if events.is_empty() {
            return Err(StoreError::NoRollout(id.to_owned()));
        }
        Ok(events)
    }

    /// The events of a rollout after number `seen`, in order; none if there are no more.
    ///
    /// # Errors
    ///
    /// They cannot be read.
    pub fn events_after(&self, id: &str, seen: u64) -> Result<Vec<(Moment, Event)>, StoreError> {
        let mut rows = self.file.prepare_cached(
            "SELECT at, event, number FROM event WHERE rollout = ?1 AND number > ?2 ORDER BY number",
        )?;
        let seen = i64::try_from(seen).unwrap_or(i64::MAX);
        let rows = rows.query_map(params![id, seen], |row| {
            Ok((Moment(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
        })?;
        let mut events = Vec::new();
        for row in rows {
            let (at, text, number) = row?;
            let event = serde_json::from_str(&text)
                .map_err(|error| StoreError::Unreadable(format!("event {number}: {error}")))?;
            events.push((at, event));
        }
        Ok(events)
    }

    /// A rollout as its events make it, and how many there are.
    ///
    /// # Errors
    ///
    /// There is no such rollout, or it cannot be read.
    pub fn rollout(&self, id: &str) -> Result<(Rollout, u64), StoreError> {
        let events = self.events(id)?;
        let rollout = Rollout::of(&events)
            .ok_or_else(|| StoreError::Unreadable(format!("rollout `{id}` has no plan")))?;
        Ok((rollout, events.len() as u64))
    }

    /// All rollouts, those that changed last first.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn list(&self) -> Result<Vec<Summary>, StoreError> {
        let mut rows = self
            .file
            .prepare("SELECT id, product, state, changed FROM rollout ORDER BY changed DESC, id")?;
        let rows = rows.query_map([], |row| {
            Ok(Summary {
                id: row.get(0)?,
                product: row.get(1)?,
                state: row.get(2)?,
                changed: Moment(row.get(3)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes down what a person wants, and who that is. The controller of the rollout follows it, now or when there is one.
    ///
    /// # Errors
    ///
    /// There is no such rollout, or the file cannot be written to.
    pub fn order(&mut self, id: &str, order: Order, by: &str) -> Result<u64, StoreError> {
        let known: Option<i64> = self
            .file
            .query_row("SELECT 1 FROM rollout WHERE id = ?1", [id], |row| row.get(0))
            .optional()?;
        if known.is_none() {
            return Err(StoreError::NoRollout(id.to_owned()));
        }
        self.file.execute(
            "INSERT INTO wish (rollout, wanted) VALUES (?1, ?2)",
            params![id, written(&Wanted::By { order, by: by.to_owned() })?],
        )?;
        Ok(u64::try_from(self.file.last_insert_rowid()).unwrap_or_default())
    }

    /// What people want of a rollout, after an order that was followed.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn orders(&self, id: &str, after: u64) -> Result<Vec<Wish>, StoreError> {
        let mut rows = self.file.prepare_cached(
            "SELECT id, wanted FROM wish WHERE rollout = ?1 AND id > ?2 ORDER BY id",
        )?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let rows = rows.query_map(params![id, after], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut orders = Vec::new();
        for row in rows {
            let (number, text) = row?;
            let wanted = serde_json::from_str(&text)
                .map_err(|error| StoreError::Unreadable(format!("order {number}: {error}")))?;
            let (order, by) = match wanted {
                Wanted::By { order, by } => (order, Some(by)),
                Wanted::Alone(order) => (order, None),
            };
            orders.push(Wish { order_id: u64::try_from(number).unwrap_or_default(), order, by });
        }
        Ok(orders)
    }
}

fn written(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// The version of the tables; 0 where there are none yet.
fn version(file: &Connection) -> Result<i64, StoreError> {
    match file.query_row("PRAGMA user_version", [], |row| row.get(0))? {
        known @ 0..=VERSION => Ok(known),
        later if later > VERSION => Err(StoreError::Version(later)),
        _ => Err(StoreError::Foreign),
    }
}

/// The URL by which a file is read that nobody writes to; `None` if somebody does.
fn unchanging(path: &Path) -> Option<String> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // An empty one is left behind by those who read.
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return None;
    }
    let path = std::path::absolute(path).ok()?;
    let path = path.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Some(format!("file:{path}?immutable=1"))
}

#[cfg(test)]
mod tests;
