//! The folder in which an emulator's state survives: one SQLite file with the seed and the ledger.
//!
//! A commit survives the end of the process at any point, also by `kill -9`, and the loss
//! of power as far as the disk keeps what it has confirmed: SQLite's write-ahead log is synced at
//! every commit (`synchronous=FULL`). Commits are grouped; see the module `commit`.
//!
//! Every entry carries a checksum over itself and the one before it, and the head of the file
//! counts the entries, so entries that are changed, lost or made up are noticed at the start. The
//! check reads a copy, and the files themselves are opened only when it has passed, so a start that
//! is refused leaves them as they are.

mod check;
mod copy;
mod error;
mod format;
mod identity;
mod secret;
mod write_ahead_log;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ota_world::{Moment, Origin};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use crate::error::{StartError, StorageError};
use crate::uploads::signer::Secret;

pub(crate) use check::Recorded;
use check::{Head, chain};
use copy::Copy;
pub(crate) use format::Row;
use format::{APPLICATION, FILE, FORMAT, TABLES};
use identity::Identity;

/// The name of the file until it is complete.
const UNFINISHED: &str = "state.sqlite.new";
/// The name of the file that the emulator holds a lock on.
const LOCK: &str = "lock";
/// The name of the folder of uploaded files.
const OBJECTS: &str = "objects";

/// The folder, in use.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    file: PathBuf,
    /// Nobody else can use the folder while this is open. Nothing once it is closed.
    lock: Option<File>,
    /// Nothing before it is accepted and once it is closed.
    connection: Option<(Connection, Identity)>,
    head: Head,
}

impl Store {
    /// Locks a folder and reads its state; `first` gives the state of an empty one.
    pub(crate) fn open(
        folder: &Path,
        first: impl FnOnce() -> Result<Origin, StartError>,
    ) -> Result<(Self, Recorded), StartError> {
        let unusable = |error| StartError::Folder { folder: folder.to_owned(), error };
        fs::create_dir_all(folder.join(OBJECTS)).map_err(unusable)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(LOCK))
            .map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StartError::Locked { folder: folder.to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        let file = folder.join(FILE);
        if !file.try_exists().map_err(unusable)? {
            let log = write_ahead_log::path(&file);
            if log.try_exists().map_err(unusable)? {
                let what = format!("it is gone, but `{}` is there", log.display());
                return Err(StartError::Damaged { file, what });
            }
            create(folder, &file, &first()?)?;
        }
        write_ahead_log::check(&file)?;
        let copy = Copy::of(&file).map_err(StartError::Copy)?;
        let connection = connect(&copy.file()).map_err(|error| error::at_start(&file, &error))?;
        let recorded = check::read(&connection, &file)?;
        drop(connection);
        let folder = folder.to_owned();
        let head = recorded.head.clone();
        Ok((Self { folder, file, lock: Some(lock), connection: None, head }, recorded))
    }

    /// Opens the file for writing, once its state is known to be usable and nothing else can refuse
    /// the start.
    pub(crate) fn accept(&mut self) -> Result<(), StartError> {
        let open = || {
            let connection = connect(&self.file)?;
            // SQLite creates the log when it first reads.
            connection.query_row("SELECT entries FROM head", (), |_| Ok(()))?;
            Ok(connection)
        };
        let connection = open().map_err(|error| error::at_start(&self.file, &error))?;
        let unusable = |error| StartError::Folder { folder: self.folder.clone(), error };
        let identity = Identity::of(&self.file).map_err(unusable)?;
        self.connection = Some((connection, identity));
        Ok(())
    }

    /// The secret that forms and addresses are signed with, the same at every start.
    pub(crate) fn secret(&self) -> Result<Secret, StartError> {
        secret::read_or_make(&self.folder)
    }

    /// The file with the state.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Where the contents of uploaded files are.
    pub(crate) fn objects(&self) -> PathBuf {
        self.folder.join(OBJECTS)
    }

    /// Appends entries, all or none. They survive once this returns.
    pub(crate) fn append(&mut self, rows: &[Row]) -> Result<(), StorageError> {
        let Some(last) = rows.last() else { return Ok(()) };
        let reached = self.head.reached.max(Moment(last.at));
        let head = self.head.clone();
        self.head = self.transact(move |transaction| {
            let next = insert(transaction, head.clone(), rows, reached)?;
            let changed = transaction
                .prepare_cached(
                    "UPDATE head SET entries = ?1, chain = ?2, reached = ?3, checksum = ?4 \
                     WHERE entries = ?5 AND chain = ?6",
                )?
                .execute(params![
                    next.entries,
                    next.chain,
                    next.reached.0,
                    next.checksum(),
                    head.entries,
                    head.chain,
                ])?;
            match changed {
                1 => Ok(next),
                _ => Err(rusqlite::Error::StatementChangedRows(changed)),
            }
        })?;
        Ok(())
    }

    /// Replaces the history, all or nothing.
    pub(crate) fn replace(
        &mut self,
        origin: &Origin,
        rows: &[Row],
        reached: Moment,
    ) -> Result<(), StorageError> {
        let seed = text(origin)?;
        let start = origin.start;
        self.head = self.transact(|transaction| {
            transaction
                .execute_batch("DELETE FROM ledger; DELETE FROM origin; DELETE FROM head")?;
            fill(transaction, &seed, start, rows, reached)
        })?;
        Ok(())
    }

    fn transact(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<Head>,
    ) -> Result<Head, StorageError> {
        let Some((connection, identity)) = &mut self.connection else {
            return Err(StorageError::new("the emulator has stopped"));
        };
        // Writes to a deleted file are lost, and SQLite would not notice.
        identity.check(&self.file)?;
        let transact = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let head = work(&transaction)?;
            transaction.commit()?;
            Ok(head)
        };
        let head = transact().map_err(|error| error::writing(&self.file, &error))?;
        // It may have gone meanwhile.
        identity.check(&self.file)?;
        Ok(head)
    }

    /// Releases the folder.
    pub(crate) fn close(&mut self) {
        // SQLite tidies up as it closes, and does the rest at the next start.
        if let Some((connection, identity)) = self.connection.take()
            && identity.check(&self.file).is_err()
        {
            // Else SQLite would delete the log of whatever is there now. If this fails there is
            // nothing more to try.
            drop(connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true));
        }
        drop(self.lock.take());
    }

    /// Lets the file grow no further than it is.
    #[cfg(test)]
    pub(crate) fn fill_disk(&mut self, is_full: bool) {
        let (connection, _) = self.connection.as_ref().unwrap();
        let pages: i64 =
            connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        let most = if is_full { pages } else { pages * 1000 };
        connection
            .pragma_update_and_check(None, "max_page_count", most, |row| row.get::<_, i64>(0))
            .unwrap();
    }
}

/// Adds rows after a head and returns the new head.
fn insert(
    transaction: &Transaction<'_>,
    mut head: Head,
    rows: &[Row],
    reached: Moment,
) -> rusqlite::Result<Head> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO ledger (number, at, request_id, answer, change, checksum) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in rows {
        head.chain = chain(row, &head.chain);
        head.entries += 1;
        statement.execute(params![
            row.number,
            row.at,
            row.request_id,
            row.digest,
            row.change,
            head.chain
        ])?;
    }
    head.reached = reached;
    Ok(head)
}

/// Fills empty tables.
fn fill(
    transaction: &Transaction<'_>,
    seed: &str,
    start: Moment,
    rows: &[Row],
    reached: Moment,
) -> rusqlite::Result<Head> {
    let values = params![seed, start.0];
    transaction.execute("INSERT INTO origin (seed, start) VALUES (?1, ?2)", values)?;
    let head = insert(transaction, Head::first(seed, start), rows, reached)?;
    transaction.execute(
        "INSERT INTO head (entries, chain, reached, checksum) VALUES (?1, ?2, ?3, ?4)",
        params![head.entries, head.chain, head.reached.0, head.checksum()],
    )?;
    Ok(head)
}

/// The seed as it is written.
fn text(origin: &Origin) -> Result<String, StorageError> {
    serde_json::to_string(&*origin.seed).map_err(|error| StorageError::new(error.to_string()))
}

/// Creates the file under another name and renames it, so that a file with its own name is always
/// complete.
fn create(folder: &Path, file: &Path, origin: &Origin) -> Result<(), StartError> {
    let unusable = |error| StartError::Folder { folder: folder.to_owned(), error };
    let unfinished = folder.join(UNFINISHED);
    for left in [unfinished.clone(), write_ahead_log::path(&unfinished)] {
        if left.try_exists().map_err(unusable)? {
            fs::remove_file(&left).map_err(unusable)?;
        }
    }
    let seed = text(origin).map_err(StartError::Database)?;
    File::create_new(&unfinished).map_err(unusable)?;
    let make = || {
        let mut connection = connect(&unfinished)?;
        connection.pragma_update(None, "application_id", APPLICATION)?;
        connection.pragma_update(None, "user_version", FORMAT)?;
        let transaction = connection.transaction()?;
        TABLES.iter().try_for_each(|(_, sql)| transaction.execute_batch(sql))?;
        fill(&transaction, &seed, origin.start, &[], origin.start)?;
        transaction.commit()?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.close().map_err(|(_, error)| error)
    };
    make().map_err(|error| error::at_start(&unfinished, &error))?;
    File::open(&unfinished).and_then(|made| made.sync_all()).map_err(unusable)?;
    fs::rename(&unfinished, file).map_err(unusable)?;
    // The name is safe when the folder is. Not every system can open one.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable)?;
    Ok(())
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}
