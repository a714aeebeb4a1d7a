//! Secrets that a server sent back.
//!
//! A gateway that refuses a request may repeat what was sent: the token, the signature, the whole
//! address. Nothing of that may reach an error.

use crate::call::encode::percent::{Once, Twice, encode};
use crate::call::sign::signed::Signed;
use crate::call::text::text;
use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::response::raw::Answer;

/// Shorter texts occur by chance; blanking them would mangle every message and hide nothing.
const SHORTEST: usize = 6;

/// Every spelling of what must not be shown.
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
            spellings.extend([once, twice].map(|bytes| text(&bytes).to_owned()));
        }
        Self(spellings)
    }

    fn blank(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "***"))
    }

    /// The answer without secrets.
    pub(crate) fn blank_answer(&self, answer: Answer) -> Answer {
        Answer {
            request_id: answer.request_id.map(|id| self.blank(&id)),
            body: self.blank(&String::from_utf8_lossy(&answer.body)).into_bytes(),
            ..answer
        }
    }

    /// The error without secrets that only decoding brought to light.
    pub(crate) fn blank_error(&self, error: Error) -> Error {
        error.map_texts(|text| self.blank(text))
    }
}
