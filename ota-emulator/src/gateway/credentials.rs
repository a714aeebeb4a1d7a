//! The keys that the emulator knows.
//!
//! Which codes the gateway gives for tokens is documented as a family only, `InvalidSecurityToken`
//! with suffixes. The choices are `InvalidSecurityToken.Expired` for a token that ran out,
//! `InvalidSecurityToken` for one that does not belong to the key, also where the key needs none,
//! and `MissingParameter.SecurityToken` for a temporary key without token.

use std::fmt;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::rejection::Rejection;

/// A key before the emulator starts: its expiry is not known yet.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) key_id: String,
    pub(crate) key_secret: String,
    /// The token that belongs to a temporary key.
    pub(crate) security_token: Option<String>,
    /// How long the token is valid after the start; for ever if absent.
    pub(crate) expires_in: Option<Duration>,
}

/// A key of a running emulator.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) secret: String,
    token: Option<String>,
    /// When the token expires.
    until: Option<SystemTime>,
}

/// All keys of a running emulator.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// The main key.
    pub(crate) main: Key,
    others: Vec<Key>,
}

impl Keys {
    /// The keys of an emulator that starts at `now`, or why they are invalid.
    pub(crate) fn new(
        main: Credentials,
        others: Vec<Credentials>,
        now: SystemTime,
    ) -> Result<Self, String> {
        let keys = Self {
            main: Key::new(main, now)?,
            others: others.into_iter().map(|key| Key::new(key, now)).collect::<Result<_, _>>()?,
        };
        let mut ids: Vec<&str> = keys.all().map(|key| key.id.as_str()).collect();
        ids.sort_unstable();
        match ids.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(keys),
            Some(pair) => Err(format!("there are two keys `{}`; give each its own id", pair[0])),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.main).chain(&self.others)
    }

    /// The key with this ID, or the rejection.
    pub(crate) fn find(&self, id: &str) -> Result<&Key, Rejection> {
        self.all().find(|key| key.id == id).ok_or_else(|| Rejection::unknown_key(id))
    }
}

impl Key {
    fn new(credentials: Credentials, now: SystemTime) -> Result<Self, String> {
        let Credentials { key_id: id, key_secret: secret, security_token: token, expires_in } =
            credentials;
        if id.is_empty() {
            return Err("a key has an empty id, which no request can name".to_owned());
        }
        if secret.is_empty() {
            return Err(format!("the secret of the key `{id}` is empty; set one"));
        }
        if token.as_deref() == Some("") {
            return Err(format!("the token of the key `{id}` is empty, which is the same as none"));
        }
        let until = expires_in.and_then(|length| now.checked_add(length));
        Ok(Self { id, secret, token, until })
    }

    /// Checks the token of a call, or its absence.
    pub(crate) fn check_token(
        &self,
        given: Option<&str>,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        // Comparing digests tells a caller nothing about how much of a guess was right.
        let digest = |text: &str| Sha256::digest(text.as_bytes());
        match (&self.token, given) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(Rejection::needless_token(&self.id)),
            (Some(_), None) => Err(Rejection::missing_token()),
            (Some(token), Some(given)) if digest(token) != digest(given) => {
                Err(Rejection::wrong_token())
            }
            _ if self.until.is_some_and(|until| until <= now) => Err(Rejection::expired_token()),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}
