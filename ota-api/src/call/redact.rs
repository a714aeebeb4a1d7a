//! Removes secrets that a server sent back.
//!
//! A gateway that refuses a request may repeat it: the token, the signature, the whole URL. None of
//! that may reach an error.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

use crate::call::ascii::as_str;
use crate::call::blank::blank;
use crate::call::encode::percent::{Once, Twice, encode};
use crate::call::sign::signed::Signed;
use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::response::raw::RawResponse;

/// The shortest secret that is redacted. Shorter strings occur by chance; redacting them would mangle
/// every message and hide nothing.
const SHORTEST: usize = 6;

/// Every spelling of the secrets of a call, and the names of secrets in its response.
pub(crate) struct Secrets {
    spellings: Vec<String>,
    names: &'static [&'static str],
}

impl Secrets {
    pub(crate) fn new(
        credentials: Option<&Credentials>,
        signed: &Signed,
        headers: &HeaderMap,
        names: &'static [&'static str],
    ) -> Self {
        let secrets = [
            credentials.map(Credentials::key_secret),
            credentials.and_then(Credentials::security_token),
            Some(signed.signature()),
        ];
        // What a caller adds can be a secret, too.
        let added = headers.values().filter_map(|value| value.to_str().ok());
        let mut spellings = Vec::new();
        for secret in
            secrets.into_iter().flatten().chain(added).filter(|secret| secret.len() >= SHORTEST)
        {
            // As it is, encoded in a query, encoded again in a string to sign, escaped in JSON.
            let (mut once, mut twice) = (Vec::new(), Vec::new());
            encode::<Once>(secret, &mut once);
            encode::<Twice>(secret, &mut twice);
            spellings.extend([secret.to_owned(), secret.replace('/', "\\/")]);
            spellings.extend([once, twice].map(|bytes| as_str(&bytes).to_owned()));
        }
        Self { spellings, names }
    }

    fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.spellings {
            if text.contains(secret.as_str()) {
                text = Cow::Owned(text.replace(secret.as_str(), "***"));
            }
        }
        text
    }

    /// The response without secrets; `None` if there are none in it.
    pub(crate) fn redact_response(&self, response: &RawResponse) -> Option<RawResponse> {
        let body = String::from_utf8_lossy(&response.body);
        let body = match self.redact(&body) {
            Cow::Owned(clean) => Some(clean),
            Cow::Borrowed(_) => None,
        };
        let request_id = response.request_id.as_deref().map(|id| self.redact(id));
        if body.is_none() && !matches!(request_id, Some(Cow::Owned(_))) {
            return None;
        }
        Some(RawResponse {
            request_id: request_id.map(Cow::into_owned),
            body: body.map_or_else(|| response.body.clone(), String::into_bytes),
            status: response.status,
            retry_after: response.retry_after,
            date: response.date,
            headers: response.headers.clone(),
            encoding: response.encoding.clone(),
            cut: response.cut,
        })
    }

    /// Headers without secrets.
    pub(crate) fn redact_headers(&self, mut headers: HeaderMap) -> HeaderMap {
        for value in headers.values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes());
            if let Cow::Owned(clean) = self.redact(&text) {
                *value = HeaderValue::from_str(&clean)
                    .unwrap_or_else(|_| HeaderValue::from_static("***"));
            }
        }
        headers
    }

    /// A string that quotes a response, without secrets.
    pub(crate) fn clean(&self, text: &str) -> String {
        blank(&self.redact(text), self.names)
    }

    /// The error without secrets that appear only after decoding.
    pub(crate) fn redact_error(&self, error: Error) -> Error {
        // The body was blanked before its start was cut out.
        error.map_strings(|text| self.clean(text), |body| self.redact(body).into_owned())
    }
}
