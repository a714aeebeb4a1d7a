//! Files, read whole and never written.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::Error;

/// Reads a file of at most `largest` bytes. Links are followed: mounted secrets are links.
pub(crate) async fn read(path: &Path, largest: usize) -> Result<Zeroizing<String>, Error> {
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || read_now(&owned, largest)).await;
    read.unwrap_or_else(|_| Err(Error::temporary(format!("`{}` was not read", path.display()))))
}

fn read_now(path: &Path, largest: usize) -> Result<Zeroizing<String>, Error> {
    let shown = path.display();
    let fail = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Error::wrong(format!("`{shown}` does not exist")),
        kind => Error::wrong(format!("`{shown}` cannot be read: {kind}")),
    };
    // Opening a pipe would wait for a writer.
    if !std::fs::metadata(path).map_err(fail)?.is_file() {
        return Err(Error::wrong(format!("`{shown}` is not a file")));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let limit = largest as u64 + 1;
    File::open(path).map_err(fail)?.take(limit).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() > largest {
        return Err(Error::wrong(format!("`{shown}` is larger than {largest} bytes")));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Error::wrong(format!("`{shown}` is not UTF-8"))),
    }
}

/// Whether something is at a path, be it a file or not: a link that leads nowhere is something.
pub(crate) fn exists(path: &Path) -> bool {
    !matches!(std::fs::symlink_metadata(path), Err(error) if error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::NotADirectory)
}
