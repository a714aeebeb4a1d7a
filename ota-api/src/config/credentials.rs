//! Credentials.

use std::fmt;
use std::time::SystemTime;

use ring::hmac;
use zeroize::Zeroizing;

use crate::config::environment::variable;
use crate::error::Error;

/// An AccessKey, or a temporary one issued by STS together with a token.
///
/// `Debug` shows only the ID of the key. The secret and the token are wiped from memory when the last
/// copy is dropped; the prepared HMAC keys are not, since their library has no way to do so.
#[derive(Clone)]
pub struct Credentials {
    key_id: String,
    key_secret: Zeroizing<String>,
    security_token: Option<Zeroizing<String>>,
    expiration: Option<SystemTime>,
    /// HMAC keys prepared from the secret, so that no call has to do it again.
    v3: hmac::Key,
    v1: hmac::Key,
}

impl Credentials {
    /// Creates credentials from an AccessKey.
    pub fn new(key_id: impl Into<String>, key_secret: impl Into<String>) -> Self {
        let key_secret = Zeroizing::new(key_secret.into());
        let v1_key = Zeroizing::new(format!("{}&", *key_secret));
        Self {
            key_id: key_id.into(),
            v3: hmac::Key::new(hmac::HMAC_SHA256, key_secret.as_bytes()),
            v1: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, v1_key.as_bytes()),
            key_secret,
            security_token: None,
            expiration: None,
        }
    }

    /// Adds the token that STS issued with the key.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        self.security_token = Some(Zeroizing::new(token.into()));
        self
    }

    /// Adds the time when the key ends. It is kept for providers of credentials; a client that was given fixed
    /// ones sends them as long as it lives.
    #[must_use]
    pub fn with_expiration(mut self, time: SystemTime) -> Self {
        self.expiration = Some(time);
        self
    }

    /// Reads the key from `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, and the
    /// token from `ALIBABA_CLOUD_SECURITY_TOKEN` if that is set, as the official clients do.
    ///
    /// # Errors
    ///
    /// One of the first two is not set, is empty or is not UTF-8.
    pub fn from_env() -> Result<Self, Error> {
        let names = ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"];
        let credentials = match [variable(names[0])?, variable(names[1])?] {
            [Some(id), Some(secret)] => Self::new(id, secret),
            found => {
                let missing = names.iter().zip(&found).filter(|(_, value)| value.is_none());
                let missing: Vec<String> = missing.map(|(name, _)| format!("`{name}`")).collect();
                return Err(Error::configuration(format!(
                    "no key is set: set the environment variable {}",
                    missing.join(" and ")
                )));
            }
        };
        Ok(match variable("ALIBABA_CLOUD_SECURITY_TOKEN")? {
            Some(token) => credentials.with_security_token(token),
            None => credentials,
        })
    }

    /// The ID of the key; not a secret.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The secret of the key, for clients of other services. Take care where it goes.
    pub fn key_secret(&self) -> &str {
        &self.key_secret
    }

    /// The token that goes with a temporary key; as secret as the secret itself.
    pub fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().map(|token| token.as_str())
    }

    /// When the key ends, if that is known.
    pub fn expiration(&self) -> Option<SystemTime> {
        self.expiration
    }

    /// Whether these are the same key with the same token.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.key_id == other.key_id
            && self.key_secret == other.key_secret
            && self.security_token == other.security_token
    }

    /// The HMAC-SHA256 with the secret as its key.
    pub(crate) fn hmac_sha256(&self, bytes: &[u8]) -> hmac::Tag {
        hmac::sign(&self.v3, bytes)
    }

    /// The HMAC-SHA1 with the secret followed by `&` as its key.
    pub(crate) fn hmac_sha1(&self, bytes: &[u8]) -> hmac::Tag {
        hmac::sign(&self.v1, bytes)
    }

    /// Refuses credentials that cannot sign.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let token = self.security_token().unwrap_or("-");
        for (what, text) in [
            ("key ID", self.key_id()),
            ("key secret", self.key_secret()),
            ("security token", token),
        ] {
            if text.is_empty() {
                return Err(Error::configuration(format!("the {what} is empty; set it")));
            }
            if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Error::configuration(format!(
                    "the {what} contains whitespace or a character that is not ASCII; copy it again \
                     without whitespace or line breaks"
                )));
            }
            if text.contains(['"', '\'', '`']) {
                return Err(Error::configuration(format!(
                    "the {what} contains a quotation mark; copy it again without the marks around it"
                )));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}
