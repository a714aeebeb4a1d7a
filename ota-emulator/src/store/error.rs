//! Errors of SQLite, in words for users.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{StartError, StorageError};

/// Why a file could not be written.
pub(super) fn writing(file: &Path, error: &rusqlite::Error) -> StorageError {
    let file = file.display();
    StorageError::new(match error {
        rusqlite::Error::StatementChangedRows(_) => format!(
            "`{file}` was changed by something else; stop that, and start the emulator again"
        ),
        _ if code(error) == Some(ErrorCode::DiskFull) => {
            format!("there is no room for `{file}` to grow; make some and call again")
        }
        _ => format!("cannot write `{file}`: {error}; mend that and call again"),
    })
}

/// The error of a start for a file that cannot be used.
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
    if is_the_system {
        StartError::Database(writing(&file, error))
    } else {
        StartError::Damaged { file, what: error.to_string() }
    }
}

fn code(error: &rusqlite::Error) -> Option<ErrorCode> {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => Some(failure.code),
        _ => None,
    }
}
