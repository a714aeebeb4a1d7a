//! Names of what is shared, which tell nobody what it is.

use ring::digest::{SHA256, digest as hash};

/// A name for a name.
pub(crate) fn digest(name: &str) -> String {
    let digest = hash(&SHA256, name.as_bytes());
    digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
