//! Who may go on with a rollout: the process that holds the lock of its file. The system takes the lock from a process that
//! dies, so there is nothing to clean up.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The right to go on with a rollout, until it is dropped.
#[derive(Debug)]
pub struct Lease {
    _file: File,
}

/// Why there is no lease.
#[derive(Debug)]
#[non_exhaustive]
pub enum LeaseError {
    /// Another process has it.
    Held {
        /// What it says of itself.
        by: String,
    },
    /// The file cannot be used.
    File(PathBuf, io::Error),
}

impl fmt::Display for LeaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held { by } if by.is_empty() => write!(f, "another controller has the rollout"),
            Self::Held { by } => write!(f, "another controller has the rollout: {by}"),
            Self::File(path, error) => {
                write!(f, "the lease `{}` cannot be used: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for LeaseError {}

impl Lease {
    /// Takes the lease of a rollout, which lies beside the file of rollouts. `by` is shown to others.
    ///
    /// # Errors
    ///
    /// Another process has it, or its file cannot be used.
    pub fn take(store: &Path, id: &str, by: &str) -> Result<Self, LeaseError> {
        let path = Self::path(store, id);
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
        Ok(Self { _file: file })
    }

    fn path(store: &Path, id: &str) -> PathBuf {
        let mut name = store.as_os_str().to_owned();
        name.push(format!(".{id}.lease"));
        PathBuf::from(name)
    }
}
