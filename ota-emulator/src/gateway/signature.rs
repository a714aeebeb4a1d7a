//! Who a request claims to be from, and whether its signature proves that.
//!
//! There are two schemes: [`v1`] puts everything into parameters, [`v3`] into headers.

mod difference;
mod explain;
mod guess;
mod v1;
mod v3;

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::refusal::Refusal;
use crate::request::{Pairs, Request};

/// What a request says about itself. Nothing of it is proven until [`Claim::verify`] agrees.
pub(crate) struct Claim {
    pub(crate) action: String,
    pub(crate) version: String,
    pub(crate) key_id: String,
    pub(crate) timestamp: String,
    pub(crate) nonce: String,
    pub(crate) token: Option<String>,
    /// The parameters without those that belong to the scheme.
    pub(crate) parameters: Pairs,
    /// What the emulator signs: the string to sign of V1, the canonical request of V3.
    text: String,
    signature: String,
    scheme: Scheme,
}

enum Scheme {
    V1,
    V3 { body_differs: bool },
}

impl Claim {
    /// Reads what the request says, or says what is missing or malformed.
    pub(crate) fn read(request: &Request) -> Result<Self, Refusal> {
        match request.is_signed_by_headers() {
            true => v3::read(request),
            false => v1::read(request),
        }
    }

    /// Refuses a signature that is not the one this secret gives. A request that asks for it is
    /// told why it is not, see [`explain`].
    pub(crate) fn verify(&self, request: &Request, secret: &str) -> Result<(), Refusal> {
        if self.is_signed_with(secret) {
            return Ok(());
        }
        let what = match self.scheme {
            Scheme::V1 => "the server's string to sign",
            Scheme::V3 { body_differs: true } => {
                "the server's canonical request, as `x-acs-content-sha256` is not the SHA-256 of \
                 the body"
            }
            Scheme::V3 { .. } => "the server's canonical request",
        };
        Err(Refusal::wrong_signature(what, &self.text, explain::help(self, request, secret)))
    }

    /// Whether the signature is the one this secret gives.
    fn is_signed_with(&self, secret: &str) -> bool {
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
        let text = format!("{}\n{digest}", v3::ALGORITHM);
        match (hex::decode(&self.signature), Hmac::<Sha256>::new_from_slice(secret.as_bytes())) {
            (Ok(given), Ok(mac)) => mac.chain_update(text).verify_slice(&given).is_ok(),
            _ => false,
        }
    }
}

/// Everything but letters, digits and `-_.~` is encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The parameters as both schemes sign them: sorted by name, encoded, joined.
fn canonical_query<'a>(pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut sorted: Vec<_> = pairs.collect();
    sorted.sort();
    let encoded: Vec<String> = sorted
        .into_iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    encoded.join("&")
}

/// The names among `required` that have no value, or an empty one.
fn absent<'a>(required: &[&'a str], value: impl Fn(&str) -> Option<String>) -> Vec<&'a str> {
    let is_absent = |name: &str| value(name).is_none_or(|value| value.is_empty());
    required.iter().copied().filter(|name| is_absent(name)).collect()
}
