//! The claim of a request to come from somebody, and the signature that proves it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::request::Pairs;

/// The name of the newer scheme.
pub(super) const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The identity that a request claims. Nothing of it is proven until the signature is verified.
pub(crate) struct Claim {
    pub(crate) action: String,
    pub(crate) version: String,
    pub(crate) key_id: String,
    pub(crate) timestamp: String,
    pub(crate) nonce: String,
    pub(crate) token: Option<String>,
    /// The parameters without those that belong to the scheme.
    pub(crate) parameters: Pairs,
    /// Those of the scheme that an operation may have as well.
    pub(crate) shared: Pairs,
    /// Whether it asks for a format of responses that does not exist.
    pub(crate) format_is_unknown: bool,
    /// The text that the emulator signs: the string to sign of V1, the canonical request of V3.
    pub(super) text: String,
    pub(super) signature: String,
    pub(super) scheme: Scheme,
}

/// The scheme that a request is signed by.
pub(super) enum Scheme {
    V1,
    V3 { body_differs: bool },
}

impl Claim {
    /// Whether the signature is the one this secret gives.
    pub(super) fn is_signed_with(&self, secret: &str) -> bool {
        match self.scheme {
            Scheme::V1 => self.is_hmac_sha1(secret),
            Scheme::V3 { body_differs } => !body_differs && self.is_hmac_sha256(secret),
        }
    }

    fn is_hmac_sha1(&self, secret: &str) -> bool {
        let key = format!("{secret}&");
        match (STANDARD.decode(&self.signature), Hmac::<Sha1>::new_from_slice(key.as_bytes())) {
            // `verify_slice` compares in constant time.
            (Ok(given), Ok(mac)) => mac.chain_update(&self.text).verify_slice(&given).is_ok(),
            _ => false,
        }
    }

    fn is_hmac_sha256(&self, secret: &str) -> bool {
        let digest = hex::encode(Sha256::digest(&self.text));
        let text = format!("{}\n{digest}", ALGORITHM);
        match (hex::decode(&self.signature), Hmac::<Sha256>::new_from_slice(secret.as_bytes())) {
            (Ok(given), Ok(mac)) => mac.chain_update(text).verify_slice(&given).is_ok(),
            _ => false,
        }
    }
}

/// The names among `required` that have no value, or an empty one.
pub(super) fn absent<'a>(
    required: &[&'a str],
    value: impl Fn(&str) -> Option<String>,
) -> Vec<&'a str> {
    let is_absent = |name: &str| value(name).is_none_or(|value| value.is_empty());
    required.iter().copied().filter(|name| is_absent(name)).collect()
}
