//! Removes secrets that a server sent back.
//!
//! A gateway that refuses a request may repeat it: the token, the signature, the whole URL. None of
//! that may reach an error.

use crate::call::ascii::as_str;
use crate::call::encode::percent::{Once, Twice, encode};
use crate::call::sign::signed::Signed;
use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::response::raw::RawResponse;

/// The shortest secret that is redacted. Shorter strings occur by chance; redacting them would mangle
/// every message and hide nothing.
const SHORTEST: usize = 6;

/// Every spelling of the secrets of a call.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn new(credentials: &Credentials, signed: &Signed) -> Self {
        let secrets = [
            Some(credentials.key_secret()),
            credentials.security_token(),
            Some(signed.signature()),
        ];
        let mut spellings = Vec::new();
        for secret in secrets.into_iter().flatten().filter(|secret| secret.len() >= SHORTEST) {
            // As it is, encoded in a query, encoded again in a string to sign, escaped in JSON.
            let (mut once, mut twice) = (Vec::new(), Vec::new());
            encode::<Once>(secret, &mut once);
            encode::<Twice>(secret, &mut twice);
            spellings.extend([secret.to_owned(), secret.replace('/', "\\/")]);
            spellings.extend([once, twice].map(|bytes| as_str(&bytes).to_owned()));
        }
        Self(spellings)
    }

    fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "***"))
    }

    /// The response without secrets.
    pub(crate) fn redact_response(&self, response: RawResponse) -> RawResponse {
        RawResponse {
            request_id: response.request_id.map(|id| self.redact(&id)),
            body: self.redact(&String::from_utf8_lossy(&response.body)).into_bytes(),
            ..response
        }
    }

    /// The error without secrets that appear only after decoding.
    pub(crate) fn redact_error(&self, error: Error) -> Error {
        error.map_strings(|text| self.redact(text))
    }
}
