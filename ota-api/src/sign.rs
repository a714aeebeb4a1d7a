//! Signatures: V3 (`ACS3-HMAC-SHA256`, in headers) and V1 (`HMAC-SHA1`, in the query).
//!
//! Both sign what is sent, so encoding and signing are one step: [`Unsigned::sign`] gives the
//! request to send together with the texts that were signed, which is what one compares when a
//! service answers `SignatureDoesNotMatch`.
//!
//! ```
//! use ota_api::sign::{Format, Scheme, Unsigned};
//! use ota_api::{Credentials, Method};
//!
//! // A published sample: a signature of the IoT documentation.
//! let credentials = Credentials::new("testid", "testsecret");
//! let signed = Unsigned {
//!     scheme: Scheme::V1,
//!     method: Method::Get,
//!     host: "iot.cn-shanghai.aliyuncs.com",
//!     action: "Pub",
//!     version: "2017-04-20",
//!     timestamp: "2017-10-02T09:39:41Z",
//!     nonce: "0715a395-aedf-4a41-bab7-746b43d38d88",
//!     region: Some("cn-shanghai"),
//!     format: Format::Xml,
//!     credentials: &credentials,
//!     body: None,
//! }
//! .sign([
//!     ("MessageContent", "aGVsbG93b3JsZA="),
//!     ("ProductKey", "12345abcdeZ"),
//!     ("Qos", "0"),
//!     ("ServiceCode", "iot"),
//!     ("TopicFullName", "/productKey/testdevice/get"),
//! ]);
//! assert_eq!(signed.signature(), "Y9eWn4nF8QPh3c4zAFkM/k/u7eA=");
//! ```

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::credentials::Credentials;
use crate::encode::{Pairs, Parameters, Query, percent_encode};
use crate::operation::{Method, Place};

/// How requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// `ACS3-HMAC-SHA256`, in headers.
    #[default]
    V3,
    /// `HMAC-SHA1`, in the query: the scheme of the older documentation.
    V1,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}

/// A call before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned<'a> {
    /// The scheme to sign with.
    pub scheme: Scheme,
    /// The HTTP method; it is part of what is signed.
    pub method: Method,
    /// The host, with the port where it is not the scheme's own.
    pub host: &'a str,
    /// The operation.
    pub action: &'a str,
    /// The version of the API.
    pub version: &'a str,
    /// The time, UTC, as `2026-01-02T03:04:05Z`.
    pub timestamp: &'a str,
    /// A text that no other request has.
    pub nonce: &'a str,
    /// The region, for V1: `RegionId` is sent if this is set.
    pub region: Option<&'a str>,
    /// How the answer is to be written. V1 signs it, V3 asks for it in `accept`.
    pub format: Format,
    /// The key.
    pub credentials: &'a Credentials,
    /// Content type and content of the body, for V3.
    pub body: Option<(&'a str, &'a [u8])>,
}

/// A signed call. `Debug` shows neither the signature nor a token.
#[derive(Clone)]
pub struct Signed {
    query: String,
    body: Option<String>,
    headers: Vec<(&'static str, String)>,
    canonical: String,
    string_to_sign: String,
    signature: String,
    authorization: Option<String>,
}

impl Signed {
    /// The query to send.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The form body to send, if parameters travel in one.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// The headers to send, `host` not among them.
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// What the signature covers: the canonical request (V3) or the canonical query (V1). With a
    /// security token it holds that token.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What was signed.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// The signature: hex digits (V3) or Base64 (V1).
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The `Authorization` header (V3).
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}

impl Unsigned<'_> {
    /// Signs a call with these parameters, in any order.
    pub fn sign<'p>(&self, parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> Signed {
        let in_query = |(name, value)| (name, value, Place::Query);
        self.sign_parameters(&Pairs::new(parameters.into_iter().map(in_query)))
    }

    pub(crate) fn sign_parameters(&self, parameters: &dyn Parameters) -> Signed {
        match self.scheme {
            Scheme::V3 => self.sign_v3(parameters),
            Scheme::V1 => self.sign_v1(parameters),
        }
    }

    fn sign_v1(&self, parameters: &dyn Parameters) -> Signed {
        let format = match self.format {
            Format::Json => "JSON",
            Format::Xml => "XML",
        };
        let mut common = vec![("AccessKeyId", self.credentials.key_id()), ("Action", self.action)];
        common.push(("Format", format));
        common.extend(self.region.map(|region| ("RegionId", region)));
        common.extend(self.credentials.security_token().map(|token| ("SecurityToken", token)));
        common.extend([
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", self.nonce),
            ("SignatureVersion", "1.0"),
            ("Timestamp", self.timestamp),
            ("Version", self.version),
        ]);
        let canonical = Query::write(parameters, None, &common);
        let body = form(parameters);
        let mut string_to_sign = String::with_capacity(canonical.len() * 5 / 4);
        string_to_sign.push_str(self.method.as_str());
        string_to_sign.push_str("&%2F&");
        percent_encode(&canonical, &mut string_to_sign);
        let key = zeroize::Zeroizing::new(format!("{}&", self.credentials.key_secret()));
        let signature = STANDARD.encode(hmac::<Hmac<Sha1>>(&key, &string_to_sign));
        let mut query = match &body {
            // What the form carries is signed, but not sent a second time.
            Some(_) => Query::write(parameters, Some(Place::Query), &common),
            None => canonical.clone(),
        };
        query.push_str("&Signature=");
        percent_encode(&signature, &mut query);
        let headers = body.iter().map(|_| ("content-type", FORM.to_owned())).collect();
        Signed { query, body, headers, canonical, string_to_sign, signature, authorization: None }
    }

    fn sign_v3(&self, parameters: &dyn Parameters) -> Signed {
        let query = Query::write(parameters, Some(Place::Query), &[]);
        let form = form(parameters);
        let (content_type, bytes) = match (&form, self.body) {
            (Some(form), _) => (Some(FORM), form.as_bytes()),
            (None, Some((content_type, body))) => (Some(content_type), body),
            (None, None) => (None, &[][..]),
        };
        let body_hash = hex::encode(Sha256::digest(bytes));
        let token = self.credentials.security_token();
        // Sorted by name, as the canonical request wants them.
        let mut signed: Vec<(&'static str, &str)> = Vec::with_capacity(9);
        signed.extend(content_type.map(|content_type| ("content-type", content_type)));
        signed.push(("host", self.host));
        signed.extend(token.map(|_| ("x-acs-accesskey-id", self.credentials.key_id())));
        signed.push(("x-acs-action", self.action));
        signed.push(("x-acs-content-sha256", &body_hash));
        signed.push(("x-acs-date", self.timestamp));
        signed.extend(token.map(|token| ("x-acs-security-token", token)));
        signed.push(("x-acs-signature-nonce", self.nonce));
        signed.push(("x-acs-version", self.version));

        let mut canonical = String::with_capacity(query.len() + 512);
        for part in [self.method.as_str(), "\n/\n", &query, "\n"] {
            canonical.push_str(part);
        }
        let mut names = String::with_capacity(128);
        for (name, value) in &signed {
            for part in [name, ":", value.trim(), "\n"] {
                canonical.push_str(part);
            }
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name);
        }
        for part in ["\n", &names, "\n", &body_hash] {
            canonical.push_str(part);
        }
        let hash = hex::encode(Sha256::digest(canonical.as_bytes()));
        let string_to_sign = format!("ACS3-HMAC-SHA256\n{hash}");
        let signature =
            hex::encode(hmac::<Hmac<Sha256>>(self.credentials.key_secret(), &string_to_sign));
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}",
            self.credentials.key_id()
        );
        let accept = match self.format {
            Format::Json => "application/json",
            Format::Xml => "application/xml",
        };
        let sent = signed.iter().filter(|(name, _)| *name != "host");
        let mut headers: Vec<_> = sent.map(|(name, value)| (*name, (*value).to_owned())).collect();
        headers.push(("accept", accept.to_owned()));
        headers.push(("authorization", authorization.clone()));
        let authorization = Some(authorization);
        let body = form;
        Signed { query, body, headers, canonical, string_to_sign, signature, authorization }
    }
}

/// The content type of a form body.
const FORM: &str = "application/x-www-form-urlencoded";

/// The form body of the parameters that travel in one.
fn form(parameters: &dyn Parameters) -> Option<String> {
    let form = parameters.has_body().then(|| Query::write(parameters, Some(Place::Body), &[]))?;
    Some(form).filter(|form| !form.is_empty())
}

fn hmac<M: Mac + KeyInit>(key: &str, text: &str) -> impl AsRef<[u8]> {
    // HMAC takes a key of any length, so the second branch is never reached.
    let mut mac = match <M as KeyInit>::new_from_slice(key.as_bytes()) {
        Ok(mac) => mac,
        Err(_) => <M as KeyInit>::new(&Default::default()),
    };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes()
}
