//! What an upload returns.

/// A file that the storage has as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    pub(super) url: String,
    pub(super) size: u64,
    pub(super) md5: String,
    pub(super) sha256: String,
}

impl Uploaded {
    /// Where the file is, for the operation that makes something from it. It opens nothing: this is no signed address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The bytes of the file.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The MD5 of what was sent, in lower-case hex.
    pub fn md5(&self) -> &str {
        &self.md5
    }

    /// The SHA-256 of what was sent, in lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
