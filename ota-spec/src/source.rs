//! The files of a spec folder.

/// A file as read from disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path inside the spec folder, with `/` as separator: `ops/DeleteOTAFirmware.json`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}
