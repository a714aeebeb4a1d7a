//! The content of a file.

use std::io::{self, Read};

use md5::Md5;
use sha2::{Digest, Sha256};

/// The content of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Content {
    /// In the storage.
    #[default]
    Stored,
    /// Made up from the key, always the same.
    MadeUp,
    /// Unknown: a seed has only the metadata.
    Unknown,
}

/// The digests of made-up content in lower-case hex: MD5 and SHA-256.
pub(crate) fn digests(key: &str, size: u64) -> (String, String) {
    let mut digests = Digests::default();
    let mut content = MadeUp::new(key, 0, size);
    let mut buffer = [0; 8192];
    while let Ok(length @ 1..) = content.read(&mut buffer) {
        digests.add(&buffer[..length]);
    }
    digests.finish()
}

/// MD5 and SHA-256 side by side.
#[derive(Default)]
pub struct Digests {
    md5: Md5,
    sha256: Sha256,
}

impl Digests {
    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.sha256.update(bytes);
    }

    /// Both in lower-case hex.
    pub fn finish(self) -> (String, String) {
        (hex::encode(self.md5.finalize()), hex::encode(self.sha256.finalize()))
    }
}

/// Made-up content, from a position on.
#[derive(Debug)]
pub struct MadeUp {
    key: String,
    position: u64,
    end: u64,
}

impl MadeUp {
    /// The content of the file with a key, from `position` up to `end`.
    pub fn new(key: &str, position: u64, end: u64) -> Self {
        Self { key: key.to_owned(), position, end }
    }
}

impl Read for MadeUp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < buffer.len() && self.position < self.end {
            let block = Sha256::new()
                .chain_update((self.position / 32).to_be_bytes())
                .chain_update(self.key.as_bytes())
                .finalize();
            let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX);
            let part = &block[(self.position % 32) as usize..];
            let length = part.len().min(left).min(buffer.len() - written);
            buffer[written..written + length].copy_from_slice(&part[..length]);
            written += length;
            self.position += length as u64;
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use md5::{Digest as _, Md5};

    use super::{MadeUp, digests};

    #[test]
    fn made_up_content_is_the_same_from_everywhere() {
        let read = |from: u64| {
            let mut bytes = Vec::new();
            MadeUp::new("ota/a.bin", from, 100).read_to_end(&mut bytes).unwrap();
            bytes
        };
        let whole = read(0);
        assert_eq!(whole.len(), 100);
        assert_eq!(read(33), whole[33..]);
        assert!(read(100).is_empty());
        assert_eq!(digests("ota/a.bin", 100).0, hex::encode(Md5::digest(&whole)));
    }
}
