//! Checks that the files with the state are still the ones that are open.
//!
//! On other systems than Unix an open file cannot be deleted, so nothing is checked there.

use std::path::Path;

#[cfg(unix)]
use super::write_ahead_log;
use crate::error::StorageError;

/// The identity of the file with the state and of its log: device and number of each.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity {
    #[cfg(unix)]
    numbers: [(u64, u64); 2],
}

impl Identity {
    /// The identity of the files at a path.
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

    /// Fails if there are other files at the path, or none.
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
