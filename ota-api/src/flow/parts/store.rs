//! Where the lines of a journal are kept: a file, or wherever the caller wants.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A place for the lines of a [journal](crate::SendParts::journal_in), such as an object store or a database. No two
/// runs may use the same one at a time: a store that others can reach has to lock it as long as it lives.
///
/// Its methods may block; they are called on threads for that, one after another.
pub trait JournalStore: Send + 'static {
    /// Reads everything in it, from its start.
    ///
    /// # Errors
    ///
    /// It cannot be read. Nothing is sent then.
    fn read(&mut self) -> io::Result<Box<dyn BufRead + '_>>;

    /// Removes everything but the first bytes: a line that was not written to its end.
    ///
    /// # Errors
    ///
    /// It cannot be written. Nothing is sent then.
    fn truncate(&mut self, length: u64) -> io::Result<()>;

    /// Adds a line at the end. It must be safe, also from a loss of power, when this returns.
    ///
    /// # Errors
    ///
    /// It cannot be written. No further part is sent then.
    fn append(&mut self, line: &[u8]) -> io::Result<()>;
}

/// A journal in a file, which is locked as long as it is open.
#[derive(Debug)]
pub(crate) struct FileStore {
    file: File,
    length: u64,
    /// Whether a write failed, after which nobody knows how much of it is there.
    is_broken: bool,
}

impl FileStore {
    /// Opens the file of a journal, or makes one that only its owner can read.
    ///
    /// # Errors
    ///
    /// It cannot be written, is no plain file, or is in use.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        if path.as_os_str().is_empty() {
            return Err(io::Error::other("it has no name; give the path of a file"));
        }
        let file = match fs::symlink_metadata(path) {
            Ok(found) if !found.is_file() => return Err(no_file()),
            Ok(_) => options().open(path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = options().create_new(true).open(path);
                let file = made.map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => {
                        io::Error::other("its folder does not exist; make it, or name another file")
                    }
                    _ => error,
                })?;
                sync_folder(path)?;
                file
            }
            Err(error) => return Err(error),
        };
        lock(&file)?;
        // What was opened and locked has to be what others find there.
        if !is_same(&file, path)? {
            return Err(no_file());
        }
        let length = file.metadata()?.len();
        Ok(Self { file, length, is_broken: false })
    }

    fn add(&mut self, line: &[u8]) -> io::Result<()> {
        self.file.write_all(line)?;
        self.file.sync_data()
    }
}

impl JournalStore for FileStore {
    fn read(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok(Box::new(BufReader::new(&self.file)))
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.length = length;
        self.file.sync_all()
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("a line before could not be written"));
        }
        let added = self.add(line);
        match added {
            Ok(()) => self.length = self.length.saturating_add(line.len() as u64),
            Err(_) => {
                self.is_broken = true;
                // If that fails as well, the next run finds a torn line.
                let _ = self.file.set_len(self.length);
            }
        }
        added
    }
}

/// How often it is tried to lock a journal, and the pause between two tries: a run that was given up while it opened the
/// journal may still be about to leave it.
const TRIES: (u32, Duration) = (10, Duration::from_millis(20));

/// Locks a journal.
fn lock(file: &File) -> io::Result<()> {
    let (tries, pause) = TRIES;
    for number in 1..=tries {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if number < tries => std::thread::sleep(pause),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::other("another run has it; wait for its end; another list needs another file"))
}

/// Whether two paths lead to the same file, also by links.
pub(crate) fn is_one(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let identity =
            |path: &Path| fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
        identity(one).is_some_and(|found| identity(other) == Some(found))
    }
    #[cfg(not(unix))]
    {
        let identity = |path: &Path| fs::canonicalize(path).ok();
        identity(one).is_some_and(|found| identity(other) == Some(found))
    }
}

fn no_file() -> io::Error {
    io::Error::other("it is a link or no plain file; name a file")
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Whether the path still leads to this file, and not by a link.
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    let (found, open) = (fs::symlink_metadata(path)?, file.metadata()?);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if (found.dev(), found.ino()) != (open.dev(), open.ino()) {
            return Ok(false);
        }
    }
    Ok(found.is_file() && open.is_file())
}

/// Makes sure that a new file is found after a loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf))?.sync_all()
}

#[cfg(test)]
pub(crate) mod tests;
