//! The lease of processes that share a file of rollouts: the lock of a file beside it. The system takes the lock from a
//! process that dies, so there is nothing to clean up.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::trouble::LeaseError;

/// Takes the lock, for as long as the file is kept.
pub(super) fn take(store: &Path, id: &str, by: &str) -> Result<File, LeaseError> {
    let path = path(store, id);
    let failed = |error| LeaseError::File(path.clone(), error);
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let by = fs::read_to_string(&path).unwrap_or_default();
            return Err(LeaseError::Held { by: by.trim().to_owned() });
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.set_len(0).map_err(failed)?;
    writeln!(file, "{by}").map_err(failed)?;
    Ok(file)
}

fn path(store: &Path, id: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(format!(".{id}.lease"));
    PathBuf::from(name)
}
