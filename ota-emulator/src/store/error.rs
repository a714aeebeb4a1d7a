//! What SQLite says, as users need it.

use std::fmt;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::builder::StartError;

/// Why the data folder could not be written. Nothing was changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError(String);

impl StorageError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(format!("nothing was changed: {}", text.into()))
    }

    pub(super) fn writing(file: &Path, error: &rusqlite::Error) -> Self {
        let file = file.display();
        let text = match error {
            rusqlite::Error::StatementChangedRows(_) => format!(
                "`{file}` was changed by something else; stop that, and start the emulator again"
            ),
            _ if code(error) == Some(ErrorCode::DiskFull) => {
                format!("there is no room for `{file}` to grow; make some and call again")
            }
            _ => format!("cannot write `{file}`: {error}; mend that and call again"),
        };
        Self::new(text)
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StorageError {}

/// Why a file cannot be used that the emulator starts with.
pub(super) fn at_start(file: &Path, error: &rusqlite::Error) -> StartError {
    let file = file.to_owned();
    let is_the_system = matches!(
        code(error),
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory
        )
    );
    match is_the_system {
        true => StartError::Database(StorageError::writing(&file, error)),
        false => StartError::Damaged { file, what: error.to_string() },
    }
}

fn code(error: &rusqlite::Error) -> Option<ErrorCode> {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => Some(failure.code),
        _ => None,
    }
}
