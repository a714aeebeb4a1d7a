//! The lines of a file.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crate::error::Error;
use crate::excerpt::shorten;

/// The longest line, in bytes.
const LONGEST: usize = 64 * 1024;

/// The lines of a file, one at a time. Empty ones are passed over; what ends a line is not part of it.
pub(crate) struct Lines {
    /// What errors call it.
    name: String,
    file: BufReader<File>,
    number: u64,
    bytes: Vec<u8>,
}

impl Lines {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is no plain file.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let name = format!("the list `{}`", shorten(&path.to_string_lossy()));
        if path.as_os_str().is_empty() {
            return Err(Error::file("the list has no name; give the path of a file"));
        }
        let opened = fs::metadata(path).and_then(|found| match found.is_file() {
            true => File::open(path),
            false => {
                Err(io::Error::other("it is no plain file; read it, and give its lines to `items`"))
            }
        });
        let file = opened.map_err(|error| unreadable(&name, &error))?;
        Ok(Self { name, file: BufReader::new(file), number: 0, bytes: Vec::new() })
    }

    /// What errors call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Goes back to the first line.
    pub(crate) fn restart(&mut self) -> Result<(), Error> {
        self.number = 0;
        let sought = self.file.seek(SeekFrom::Start(0));
        sought.map(|_| ()).map_err(|error| unreadable(&self.name, &error))
    }

    /// The next line that is not empty, and its number; `None` at the end.
    ///
    /// # Errors
    ///
    /// It cannot be read, is too long, or is not UTF-8.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, String)>, Error> {
        loop {
            self.bytes.clear();
            // One more, and two for its end.
            let read = (&mut self.file).take(LONGEST as u64 + 3).read_until(b'\n', &mut self.bytes);
            if read.map_err(|error| unreadable(&self.name, &error))? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let line = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let mark: &[u8] = "\u{feff}".as_bytes();
            let line = match self.number {
                1 => line.strip_prefix(mark).unwrap_or(line),
                _ => line,
            };
            let bad = |what| Error::file(format!("{}, line {}: {what}", self.name, self.number));
            if line.len() > LONGEST {
                return Err(bad(format!("it is longer than {LONGEST} bytes")));
            }
            if line.is_empty() {
                continue;
            }
            let Ok(line) = str::from_utf8(line) else {
                return Err(bad("it is not UTF-8; save the file as UTF-8".to_owned()));
            };
            return Ok(Some((self.number, line.to_owned())));
        }
    }

    /// That it is not as it was when it was checked.
    pub(crate) fn changed(&self) -> Error {
        Error::file(format!(
            "{} was changed while it was sent; the outcomes of its parts say what was",
            self.name
        ))
    }
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    let advice = match error.kind() {
        io::ErrorKind::NotFound => "; check its path",
        io::ErrorKind::PermissionDenied => "; let this user read it",
        _ => "",
    };
    Error::file(format!("{name} cannot be read: {error}{advice}"))
}

#[cfg(test)]
mod tests;
