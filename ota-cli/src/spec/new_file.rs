//! Files that are written once and never overwritten.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::failure::Failure;

/// Fails if there is such a file.
pub(super) fn must_not_exist(file: &Path) -> Result<(), Failure> {
    if file.exists() { Err(exists(file)) } else { Ok(()) }
}

/// Writes a file that does not exist yet.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(file),
        _ => Failure::usage(format!("cannot write `{}`: {error}", file.display())),
    };
    let mut open = OpenOptions::new().write(true).create_new(true).open(file).map_err(failed)?;
    open.write_all(text.as_bytes()).map_err(failed)
}

fn exists(file: &Path) -> Failure {
    Failure::usage(format!("`{}` exists; it is not overwritten", file.display()))
}
