//! The file of an upload: what it is before anything is sent, and its contents while they are.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;

use crate::error::Error;

/// The bytes that are read at once. Two such buffers are in memory for each upload.
const BUFFER: usize = 256 * 1024;

/// A file, as it was found before the upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) size: u64,
    modified: Option<SystemTime>,
    /// The device and the number of the file, where the system has them.
    identity: Option<(u64, u64)>,
}

impl Found {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            Some((metadata.dev(), metadata.ino()))
        };
        #[cfg(not(unix))]
        let identity = None;
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity }
    }
}

/// Looks at a file that has at most `most` bytes.
pub(super) fn look(path: &Path, most: u64) -> Result<Found, Error> {
    let fail = |why: String| Error::configuration(why).with_file(path);
    // A named pipe would wait for its writer when it is opened.
    let metadata = std::fs::metadata(path);
    let metadata = metadata.map_err(|error| fail(format!("it cannot be read: {error}")))?;
    if !metadata.is_file() {
        return Err(fail("it is no regular file".to_owned()));
    }
    File::open(path).map_err(|error| fail(format!("it cannot be read: {error}")))?;
    let found = Found::of(&metadata);
    match found.size {
        0 => Err(fail("it is empty; give a file with contents".to_owned())),
        size if size > most => {
            Err(fail(format!("it has {size} bytes; at most {most} are allowed")))
        }
        _ => Ok(found),
    }
}

/// The digests of what was sent, in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digests {
    pub(super) md5: String,
    pub(super) sha256: String,
}

/// Reads a file from its start to its end, and digests it on the way.
pub(super) struct Reader {
    path: PathBuf,
    file: File,
    found: Found,
    left: u64,
    md5: md5::Context,
    sha256: ring::digest::Context,
}

/// A piece of a file.
pub(super) struct Piece {
    pub(super) bytes: Bytes,
    /// What reads the rest, or the digests of the whole.
    pub(super) rest: Rest,
}

/// What follows a piece.
pub(super) enum Rest {
    More(Box<Reader>),
    Nothing(Digests),
}

impl Reader {
    /// Opens the file that was found before.
    pub(super) fn open(path: &Path, found: &Found) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let reader = Self {
            path: path.to_owned(),
            file,
            found: found.clone(),
            left: found.size,
            md5: md5::Context::new(),
            sha256: ring::digest::Context::new(&ring::digest::SHA256),
        };
        reader.check()?;
        Ok(reader)
    }

    /// Reads the next piece. The last one is given out only if the file still is what it was: so no request with
    /// another file ever becomes complete.
    pub(super) fn next(mut self: Box<Self>) -> Result<Piece, Error> {
        let length = usize::try_from(self.left).unwrap_or(BUFFER).min(BUFFER);
        let mut bytes = vec![0; length];
        self.file.read_exact(&mut bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => changed(&self.path, "it has become shorter"),
            _ => unreadable(&self.path, &error),
        })?;
        self.md5.consume(&bytes);
        self.sha256.update(&bytes);
        self.left -= bytes.len() as u64;
        let bytes = Bytes::from(bytes);
        if self.left > 0 {
            return Ok(Piece { bytes, rest: Rest::More(self) });
        }
        self.check()?;
        let Self { md5, sha256, .. } = *self;
        let digests =
            Digests { md5: hex(&md5.finalize().0), sha256: hex(sha256.finish().as_ref()) };
        Ok(Piece { bytes, rest: Rest::Nothing(digests) })
    }

    /// Whether the open file is the one that was found, as far as its metadata tells.
    fn check(&self) -> Result<(), Error> {
        let metadata = self.file.metadata().map_err(|error| unreadable(&self.path, &error))?;
        let now = Found::of(&metadata);
        if now.identity != self.found.identity {
            return Err(changed(&self.path, "another file has taken its place"));
        }
        if now.size != self.found.size {
            let (was, is) = (self.found.size, now.size);
            return Err(changed(&self.path, &format!("it had {was} bytes and now has {is}")));
        }
        if now.modified != self.found.modified {
            return Err(changed(&self.path, "it was written to"));
        }
        Ok(())
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::file(format!("it cannot be read: {error}")).with_file(path)
}

fn changed(path: &Path, how: &str) -> Error {
    let why =
        format!("it changed during its upload: {how}; nothing was made from it, upload it again");
    Error::file(why).with_file(path)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Digests, Reader, Rest, look};

    fn read(path: &std::path::Path, size: usize) -> (Vec<u8>, Digests) {
        let found = look(path, 1 << 30).unwrap();
        assert_eq!(found.size, size as u64);
        let mut reader = Box::new(Reader::open(path, &found).unwrap());
        let mut all = Vec::new();
        loop {
            let piece = reader.next().unwrap();
            all.extend_from_slice(&piece.bytes);
            match piece.rest {
                Rest::More(more) => reader = more,
                Rest::Nothing(digests) => return (all, digests),
            }
        }
    }

    #[test]
    fn the_digests_are_those_of_what_was_read() {
        let path = std::env::temp_dir().join(format!("ota-api-digests-{}", std::process::id()));
        for (contents, md5, sha256) in [
            (
                b"abc".to_vec(),
                "900150983cd24fb0d6963f7d28e17f72",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                vec![b'a'; 1_000_000],
                "7707d6ae4e027c70eea2a935c2296f21",
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            ),
        ] {
            std::fs::write(&path, &contents).unwrap();
            let (all, digests) = read(&path, contents.len());
            assert_eq!((digests.md5.as_str(), digests.sha256.as_str()), (md5, sha256));
            assert_eq!(all, contents);
        }
        std::fs::remove_file(&path).unwrap();
    }
}
