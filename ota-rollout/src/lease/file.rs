//! The lease of processes that share a file of rollouts: the lock of a file beside it. The system takes the lock from a
//! process that dies, so there is nothing to clean up.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::trouble::LeaseError;

/// How often it is tried again while somebody looks, and after which time.
const LOOKS: u32 = 20;
const AGAIN: Duration = Duration::from_millis(5);

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
    let mut locked = file.try_lock();
    for _ in 0..LOOKS {
        // A lock that can be shared is that of somebody who looks who has it.
        let is_looked_at = matches!(locked, Err(TryLockError::WouldBlock))
            && file.try_lock_shared().is_ok()
            && file.unlock().is_ok();
        if !is_looked_at {
            break;
        }
        thread::sleep(AGAIN);
        locked = file.try_lock();
    }
    match locked {
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

/// Who has the lock, as it says; `None` if nobody has.
pub(super) fn holder(store: &Path, id: &str) -> Result<Option<String>, LeaseError> {
    let path = path(store, id);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(LeaseError::File(path, error)),
    };
    // Who looks has it for no longer than this.
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let by = fs::read_to_string(&path).unwrap_or_default();
            Ok(Some(by.trim().to_owned()))
        }
        Err(TryLockError::Error(error)) => Err(LeaseError::File(path, error)),
    }
}

fn path(store: &Path, id: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(format!(".{id}.lease"));
    PathBuf::from(name)
}
