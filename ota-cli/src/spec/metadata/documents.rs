//! The documents of an import.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ota_authoring::metadata::Unreadable;

use super::disk::{cannot, refuse};
use crate::failure::Failure;

/// The document, or all `api-docs.json` below a folder, sorted.
pub(super) fn documents(metadata: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !metadata.is_dir() {
        return Ok(vec![metadata.to_owned()]);
    }
    let mut found = Vec::new();
    let mut open = vec![(metadata.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let failed = |error| cannot("read", &folder, &error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() && depth < DEEPEST {
                open.push((entry.path(), depth + 1));
            } else if entry.file_name() == "api-docs.json" {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    match found.is_empty() {
        true => Err(refuse(&format!("no `api-docs.json` in `{}`", metadata.display()))),
        false => Ok(found),
    }
}

/// How deep documents are looked for.
const DEEPEST: usize = 4;

/// How long a document may be.
const LONGEST: u64 = 64 << 20;

/// The text of a document, or why it cannot be read.
fn read(document: &Path) -> Result<String, String> {
    let shown = document.display();
    let failed = |error: io::Error| format!("cannot read `{shown}`: {error}");
    let mut bytes = Vec::new();
    let file = File::open(document).map_err(failed)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("`{shown}` has more than 64 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| format!("`{shown}` is not UTF-8"))
}

/// What this makes of the text of a document, or why it cannot.
pub(super) fn understood<T>(
    document: &Path,
    make: impl FnOnce(&str) -> Result<T, Unreadable>,
) -> Result<T, String> {
    make(&read(document)?).map_err(|error| {
        let mut place = document.display().to_string();
        if let Some((line, column)) = error.place {
            place.push_str(&format!(":{line}:{column}"));
        }
        format!("cannot import `{place}`: {error}")
    })
}
