//! A copy of the state, to check it without changing the original.
//!
//! Whoever opens a file with SQLite may write to it: what is in the write-ahead log is brought into
//! the file, and a log that does not fit is deleted. So a copy of the file is checked
//! first. That costs the reading and writing of as many bytes as there are, and as much room in the
//! temporary folder of the system until everything was done again.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::format::FILE;
use super::write_ahead_log;

/// A copy. It is deleted when this is dropped.
#[derive(Debug)]
pub(super) struct Copy {
    folder: TempDir,
}

impl Copy {
    /// Copies a file and its log, if it has one.
    pub(super) fn of(file: &Path) -> io::Result<Self> {
        // Others cannot read such a folder.
        let folder = tempfile::Builder::new().prefix("ota-emulator-check-").tempdir()?;
        let copy = Self { folder };
        copy_bytes(file, &copy.file())?;
        let log = write_ahead_log::path(file);
        if log.try_exists()? {
            copy_bytes(&log, &write_ahead_log::path(&copy.file()))?;
        }
        Ok(copy)
    }

    /// Where the copy of the file is.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }
}

/// Copies the content of a file without its permissions.
fn copy_bytes(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut File::open(from)?, &mut File::create_new(to)?).map(drop)
}
