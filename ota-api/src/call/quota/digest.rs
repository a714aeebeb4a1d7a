//! Names of what is shared, which tell nobody what it is.

use ring::digest::{SHA256, digest as hash};

use crate::call::ascii::{as_str, hex};

/// A name for a name.
pub(crate) fn digest(name: &str) -> String {
    let digest = hash(&SHA256, name.as_bytes());
    let half: [u8; 16] = digest.as_ref().first_chunk().copied().unwrap_or_default();
    as_str(hex(half).as_flattened()).to_owned()
}
