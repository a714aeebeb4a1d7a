//! Whether the files with the state are still those that are open.
//!
//! Elsewhere than on Unix an open file cannot be deleted, so nothing is looked at there.

use std::path::Path;

#[cfg(unix)]
use super::write_ahead_log;
use crate::error::StorageError;

/// Which files the file with the state and its log are: device and number of each.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity {
    #[cfg(unix)]
    numbers: [(u64, u64); 2],
}

impl Identity {
    /// That of the files which are at a path now, and of which the log is one.
    pub(super) fn of(file: &Path) -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;

            let number =
                |path: &Path| std::fs::metadata(path).map(|found| (found.dev(), found.ino()));
            Ok(Self { numbers: [number(file)?, number(&write_ahead_log::path(file))?] })
        }
        #[cfg(not(unix))]
        {
            let _ = file;
            Ok(Self {})
        }
    }

    /// Refuses to go on if others are at the path, or none.
    pub(super) fn check(&self, file: &Path) -> Result<(), StorageError> {
        match Self::of(file) {
            Ok(found) if found == *self => Ok(()),
            _ => Err(StorageError::new(format!(
                "`{0}` or `{0}-wal` was deleted or replaced while the emulator has them open, so \
                 nothing would be kept; stop the emulator, put the data folder back, and start it \
                 again",
                file.display()
            ))),
        }
    }
}
