//! Files, read whole and never written.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::Error;

/// The time for a file, which may be on another machine.
const LIMIT: Duration = Duration::from_secs(10);

/// Reads a file of at most `largest` bytes. Links are followed: mounted secrets are links.
pub(crate) async fn read(path: &Path, largest: usize) -> Result<Zeroizing<String>, Error> {
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || read_now(&owned, largest));
    let shown = path.display();
    match tokio::time::timeout(LIMIT, read).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Error::temporary(format!("`{shown}` was not read"))),
        Err(_) => {
            let seconds = LIMIT.as_secs();
            Err(Error::temporary(format!("`{shown}` could not be read within {seconds} s")))
        }
    }
}

/// The same without a runtime, and without a limit of time.
pub(crate) fn read_now(path: &Path, largest: usize) -> Result<Zeroizing<String>, Error> {
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
