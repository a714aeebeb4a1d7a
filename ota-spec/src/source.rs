//! The files of a spec folder.

/// A file as it came from the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path inside the spec folder with `/` between its parts: `ops/DeleteOTAFirmware.json`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}
