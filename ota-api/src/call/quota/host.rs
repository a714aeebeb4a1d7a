//! The file in which all processes of a user on a host keep one window.
//!
//! It is in a folder that only its owner can enter, in shared memory where there is any. Who looks at the window
//! locks the file, reads it whole and writes it back; the system takes the lock from a process that dies. The lock is
//! only tried, never waited for, so no thread is held up.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The number of files from which on old ones are removed.
const MANY: usize = 256;

/// The age at which a file is old: what is in it was over long before.
const OLD: Duration = Duration::from_secs(3600);

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

/// A folder that only this user can enter, made if need be: in the first of these folders where that is possible.
///
/// # Errors
///
/// There is none, or it is somebody else's.
pub(crate) fn folder(parents: &[PathBuf]) -> io::Result<PathBuf> {
    let mut failed = io::Error::other("there is no folder for temporary files");
    for parent in parents {
        match private(parent) {
            Ok(path) => return Ok(path),
            Err(error) => failed = about(parent, &error),
        }
    }
    Err(failed)
}

/// Where processes can meet: in memory, or among temporary files.
pub(crate) fn parents() -> Vec<PathBuf> {
    vec![PathBuf::from("/dev/shm"), std::env::temp_dir()]
}

/// Removes what nobody has used for long, if there is much of it.
pub(crate) fn tidy(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    if paths.len() < MANY {
        return;
    }
    let is_old = |file: &File| {
        let written = file.metadata().and_then(|found| found.modified()).ok();
        let age = written.and_then(|written| SystemTime::now().duration_since(written).ok());
        age.is_some_and(|age| age >= OLD)
    };
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Ok(shared) = Shared::open(folder, name) else { continue };
        // Who has it open and gets the lock after this sees that it is gone.
        if is_old(&shared.file) && shared.file.try_lock().is_ok() {
            let _ = fs::remove_file(&path);
        }
    }
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
    let path = parent.join(format!("ota-api-user-{}", std::process::id()));
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    let uid = file.metadata().map(|found| found.uid());
    fs::remove_file(&path)?;
    uid
}

/// Opens a file of this user's own.
fn open(folder: &Path, path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    let uid = fs::metadata(folder)?.uid();
    // Links are seen before they are followed: nobody else can put one there meanwhile.
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() || found.nlink() != 1 || found.uid() != uid => {
            return Err(io::Error::other("it is a link, no plain file, or somebody else's"));
        }
        Ok(_) => return options.open(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    match options.clone().create_new(true).open(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options.open(path),
        other => other,
    }
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests;
