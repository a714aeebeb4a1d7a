//! The one key that the emulator knows.

use std::fmt;

use sha2::{Digest, Sha256};

/// Key ID, secret and, for temporary keys, the token. Only the ID is ever shown.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) key_id: String,
    pub(crate) key_secret: String,
    pub(crate) security_token: Option<String>,
}

impl Credentials {
    /// Whether a call with this token may go on: anything goes for a key that needs none.
    pub(crate) fn accepts_token(&self, given: Option<&str>) -> bool {
        // Comparing digests tells a caller nothing about how much of a guess was right.
        let digest = |text: &str| Sha256::digest(text.as_bytes());
        match &self.security_token {
            None => true,
            Some(token) => given.is_some_and(|given| digest(given) == digest(token)),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}
