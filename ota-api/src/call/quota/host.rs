//! The file in which all processes of a user on a host keep one window.
//!
//! It is in a folder that only its owner can enter, in shared memory where there is any. Who looks at the window
//! locks the file, reads it whole and writes it back; the system takes the lock from a process that dies. The lock is
//! only tried, never waited for, so no thread is held up.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// The number of files from which on old ones are removed.
const MANY: usize = 256;

/// The age at which a file is old: what is in it was over long before.
const OLD: Duration = Duration::from_secs(3600);

/// How often a process looks for old files.
const TIDY: Duration = Duration::from_secs(300);

/// The digits of the name of a file.
const DIGITS: usize = 32;

/// A file that processes share.
#[derive(Debug)]
pub(crate) struct Shared {
    path: PathBuf,
    file: File,
}

/// The file while this process alone has it.
#[derive(Debug)]
pub(crate) struct Locked<'a> {
    shared: &'a Shared,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
}

impl Shared {
    /// Opens the file of this name, or makes it.
    ///
    /// # Errors
    ///
    /// It cannot be written, is no plain file, or belongs to somebody else.
    pub(crate) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        let path = folder.join(name);
        let opened = open(folder, &path).map_err(|error| about(&path, &error));
        opened.map(|file| Self { path, file })
    }

    /// Locks and reads the file, as far as it is not longer than `most`; `None` if another process has it just now.
    ///
    /// # Errors
    ///
    /// It cannot be locked or read, or has been removed (`NotFound`).
    pub(crate) fn lock(&self, most: usize) -> io::Result<Option<Locked<'_>>> {
        let locked = match self.file.try_lock() {
            Ok(()) => Locked::read(self, most),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        };
        locked.map(Some).map_err(|error| about(&self.path, &error))
    }
}

impl<'a> Locked<'a> {
    fn read(shared: &'a Shared, most: usize) -> io::Result<Self> {
        let mut locked = Self { shared, bytes: Vec::new() };
        let found = shared.file.metadata()?;
        if found.nlink() == 0 {
            return Err(io::Error::new(io::ErrorKind::NotFound, "it was removed"));
        }
        locked.bytes.resize(usize::try_from(found.len()).unwrap_or(most).min(most), 0);
        shared.file.read_exact_at(&mut locked.bytes, 0)?;
        Ok(locked)
    }

    /// Writes the file, and gives it back.
    pub(crate) fn write(self, bytes: &[u8]) -> io::Result<()> {
        let written = self.shared.file.write_all_at(bytes, 0);
        written.map_err(|error| about(&self.shared.path, &error))
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // What fails here ends with the process at the latest.
        let _ = self.shared.file.unlock();
    }
}

/// A folder that only this user can enter, made if need be: in the first of these folders that exists. One that exists
/// and cannot be used is none to pass by: other processes may use it, and would not be met elsewhere.
///
/// # Errors
///
/// There is none, it cannot be used, or it is somebody else's.
pub(crate) fn folder(parents: &[PathBuf]) -> io::Result<PathBuf> {
    let is_missing = |parent: &&PathBuf| {
        fs::metadata(parent).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    match parents.iter().find(|parent| !is_missing(parent)) {
        Some(parent) => private(parent).map_err(|error| about(parent, &error)),
        None => Err(io::Error::other("there is no folder for temporary files")),
    }
}

/// Where processes can meet: in memory, or among temporary files.
pub(crate) fn parents() -> Vec<PathBuf> {
    vec![PathBuf::from("/dev/shm"), std::env::temp_dir()]
}

/// Removes what nobody has used for long, if there is much of it, and nobody has looked for a while.
pub(crate) fn tidy(folder: &Path) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_some_and(|last| last.elapsed() < TIDY) {
        return;
    }
    *last = Some(Instant::now());
    drop(last);
    remove_old(folder);
}

fn remove_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    if paths.len() < MANY {
        return;
    }
    let is_ours = |name: &str| {
        name.len() == DIGITS && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str());
        if !name.is_some_and(is_ours) {
            continue;
        }
        let Ok(Some(file)) = find(folder, &path) else { continue };
        if !is_old(&file) {
            continue;
        }
        let shared = Shared { path, file };
        // Another process may have used it, or removed it, until it was locked.
        if let Ok(Some(locked)) = shared.lock(0)
            && is_old(&shared.file)
        {
            // Who has it open and gets the lock after this sees that it is gone.
            let _ = fs::remove_file(&shared.path);
            drop(locked);
        }
    }
}

/// Whether nobody has written the file for long.
fn is_old(file: &File) -> bool {
    let written = file.metadata().and_then(|found| found.modified()).ok();
    let age = written.and_then(|written| SystemTime::now().duration_since(written).ok());
    age.is_some_and(|age| age >= OLD)
}

fn private(parent: &Path) -> io::Result<PathBuf> {
    let uid = user(parent)?;
    let path = parent.join(format!("ota-api-{uid}"));
    match DirBuilder::new().mode(0o700).create(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(&path)?;
    if found.is_dir() && found.uid() == uid && found.mode() & 0o077 == 0 {
        return Ok(path);
    }
    let name = path.display();
    Err(io::Error::other(format!("`{name}` is no folder that this user alone can enter")))
}

/// The number of the user: whom a new file belongs to, where the system does not say it otherwise.
fn user(parent: &Path) -> io::Result<u32> {
    if let Ok(own) = fs::metadata("/proc/self") {
        return Ok(own.uid());
    }
    static USER: OnceLock<u32> = OnceLock::new();
    if let Some(uid) = USER.get() {
        return Ok(*uid);
    }
    let uid = owner(parent)?;
    Ok(*USER.get_or_init(|| uid))
}

/// Whom a new file belongs to.
fn owner(parent: &Path) -> io::Result<u32> {
    static FILES: AtomicU64 = AtomicU64::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    // Processes that do not see each other have the same numbers, and one that died has left its file.
    let random = RandomState::new().hash_one(number);
    let name = format!("ota-api-user-{}-{number}-{random:016x}", std::process::id());
    let path = parent.join(name);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    let uid = file.metadata().map(|found| found.uid());
    fs::remove_file(&path)?;
    uid
}

/// Opens a file of this user's own.
fn open(folder: &Path, path: &Path) -> io::Result<File> {
    if let Some(file) = find(folder, path)? {
        return Ok(file);
    }
    match options().create_new(true).open(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options().open(path),
        other => other,
    }
}

/// Opens a file of this user's own, if it exists.
fn find(folder: &Path, path: &Path) -> io::Result<Option<File>> {
    let uid = fs::metadata(folder)?.uid();
    // Links are seen before they are followed: nobody else can put one there meanwhile.
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() || found.nlink() != 1 || found.uid() != uid => {
            Err(io::Error::other("it is a link, no plain file, or somebody else's"))
        }
        Ok(_) => options().open(path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests;
