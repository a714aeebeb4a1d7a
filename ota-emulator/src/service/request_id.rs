//! Request IDs: UUIDs in upper case, as the service writes them.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// Hands out IDs that differ from each other and from those of other emulators.
#[derive(Debug)]
pub(crate) struct RequestIds {
    start: [u8; 16],
    count: AtomicU64,
}

impl RequestIds {
    /// Takes randomness once, so that handing out an ID cannot fail.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut start = [0; 16];
        getrandom::fill(&mut start)?;
        Ok(Self { start, count: AtomicU64::new(0) })
    }

    /// The next ID.
    pub(crate) fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut hash = Sha256::new();
        hash.update(self.start);
        hash.update(count.to_be_bytes());
        let digest = hash.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = hex::encode_upper(bytes);
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        parts.join("-")
    }
}
