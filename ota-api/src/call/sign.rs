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
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ring::digest::{SHA256, digest};

use crate::call::encode::Pairs;
use crate::call::encode::percent::{Once, encode};
use crate::call::encode::query::Parameters;
use crate::call::encode::query::Query;
use crate::call::text::{hex, text};
use crate::config::credentials::Credentials;
use crate::request::operation::Method;
use crate::request::parameter::Place;

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
///
/// All texts are parts of two, each of which was written in one go.
#[derive(Clone)]
pub struct Signed {
    /// The canonical request (V3) or the canonical query (V1), and the query to send where that is no
    /// part of it.
    canonical: Bytes,
    /// What was signed, and behind it what was made of the signature.
    signing: Bytes,
    parts: Parts,
    headers: Vec<(&'static str, Part)>,
    body: Option<String>,
}

/// Where the parts begin and end.
#[derive(Clone)]
struct Parts {
    /// In `canonical`.
    canonical: Range<usize>,
    /// In `canonical`.
    query: Range<usize>,
    /// In `signing`.
    string_to_sign: Range<usize>,
    /// In `signing`.
    signature: Range<usize>,
    /// In `signing`.
    authorization: Option<Range<usize>>,
}

/// The value of a header.
#[derive(Clone)]
enum Part {
    /// A part of `canonical`.
    Canonical(Range<usize>),
    /// A part of `signing`.
    Signing(Range<usize>),
    /// The same for all calls.
    Fixed(&'static str),
}

impl Signed {
    /// The query to send.
    pub fn query(&self) -> &str {
        text(&self.canonical[self.parts.query.clone()])
    }

    /// The form body to send, if parameters travel in one.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// The headers to send, `host` not among them.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, part)| {
            let value = match part {
                Part::Canonical(range) => text(&self.canonical[range.clone()]),
                Part::Signing(range) => text(&self.signing[range.clone()]),
                Part::Fixed(value) => value,
            };
            (*name, value)
        })
    }

    /// The same as parts of shared bytes, which cost no copies.
    pub(crate) fn header_bytes(&self) -> impl Iterator<Item = (&'static str, Bytes)> {
        self.headers.iter().map(|(name, part)| {
            let value = match part {
                Part::Canonical(range) => self.canonical.slice(range.clone()),
                Part::Signing(range) => self.signing.slice(range.clone()),
                Part::Fixed(value) => Bytes::from_static(value.as_bytes()),
            };
            (*name, value)
        })
    }

    /// What the signature covers: the canonical request (V3) or the canonical query (V1). With a
    /// security token it holds that token.
    pub fn canonical(&self) -> &str {
        text(&self.canonical[self.parts.canonical.clone()])
    }

    /// What was signed.
    pub fn string_to_sign(&self) -> &str {
        text(&self.signing[self.parts.string_to_sign.clone()])
    }

    /// The signature: hex digits (V3) or Base64 (V1).
    pub fn signature(&self) -> &str {
        text(&self.signing[self.parts.signature.clone()])
    }

    /// The `Authorization` header (V3).
    pub fn authorization(&self) -> Option<&str> {
        self.parts.authorization.clone().map(|range| text(&self.signing[range]))
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
        let key = self.credentials;
        let pairs = [
            Some(("AccessKeyId", key.key_id())),
            Some(("Action", self.action)),
            Some(("Format", format)),
            self.region.map(|region| ("RegionId", region)),
            key.security_token().map(|token| ("SecurityToken", token)),
            Some(("SignatureMethod", "HMAC-SHA1")),
            Some(("SignatureNonce", self.nonce)),
            Some(("SignatureVersion", "1.0")),
            Some(("Timestamp", self.timestamp)),
            Some(("Version", self.version)),
        ];
        let mut common = [("", ""); 10];
        let count =
            pairs.into_iter().flatten().zip(&mut common).map(|(pair, place)| *place = pair).count();
        let common = &common[..count];

        let mut canonical = Vec::with_capacity(512);
        let mut signing = Vec::with_capacity(640);
        signing.extend_from_slice(self.method.as_str().as_bytes());
        signing.extend_from_slice(b"&%2F&");
        let query = Query::new(&mut canonical).with_common(common).with_twice(&mut signing);
        let signed = query.write(parameters, None);
        let string_to_sign = 0..signing.len();
        let mut code = [0; 28];
        let length = STANDARD.encode_slice(key.hmac_sha1(&signing), &mut code).unwrap_or(0);
        signing.extend_from_slice(&code[..length]);
        let signature = string_to_sign.end..signing.len();

        let body = form(parameters);
        let start = match body {
            // What the form carries is signed, but not sent a second time.
            Some(_) => {
                let query = Query::new(&mut canonical).with_common(common);
                query.write(parameters, Some(Place::Query)).start
            }
            None => signed.start,
        };
        canonical.extend_from_slice(b"&Signature=");
        encode::<Once>(text(&signing[signature.clone()]), &mut canonical);
        let query = start..canonical.len();
        let headers = body.iter().map(|_| ("content-type", Part::Fixed(FORM))).collect();
        let parts =
            Parts { canonical: signed, query, string_to_sign, signature, authorization: None };
        Signed { canonical: canonical.into(), signing: signing.into(), parts, headers, body }
    }

    fn sign_v3(&self, parameters: &dyn Parameters) -> Signed {
        let form = form(parameters);
        let (content_type, bytes) = match (&form, self.body) {
            (Some(form), _) => (Some(FORM), form.as_bytes()),
            (None, Some((content_type, body))) => (Some(content_type), body),
            (None, None) => (None, &[][..]),
        };
        let hash = match bytes {
            [] => None,
            _ => Some(hex_of_hash(digest(&SHA256, bytes).as_ref())),
        };
        let body_hash = hash.as_ref().map_or(HASH_OF_NOTHING, |hash| text(hash.as_flattened()));
        let key = self.credentials;
        let token = key.security_token();

        let mut canonical = Vec::with_capacity(1024);
        canonical.extend_from_slice(self.method.as_str().as_bytes());
        canonical.extend_from_slice(b"\n/\n");
        let query = Query::new(&mut canonical).write(parameters, Some(Place::Query));
        canonical.push(b'\n');
        // Sorted by name, as the canonical request wants them.
        let signed = [
            ("content-type", content_type),
            ("host", Some(self.host)),
            ("x-acs-accesskey-id", token.map(|_| key.key_id())),
            ("x-acs-action", Some(self.action)),
            ("x-acs-content-sha256", Some(body_hash)),
            ("x-acs-date", Some(self.timestamp)),
            ("x-acs-security-token", token),
            ("x-acs-signature-nonce", Some(self.nonce)),
            ("x-acs-version", Some(self.version)),
        ];
        let mut headers = Vec::with_capacity(signed.len() + 1);
        for (name, value) in signed {
            let Some(value) = value else { continue };
            canonical.extend_from_slice(name.as_bytes());
            canonical.push(b':');
            let start = canonical.len();
            canonical.extend_from_slice(value.as_bytes().trim_ascii());
            headers.push((name, Part::Canonical(start..canonical.len())));
            canonical.push(b'\n');
        }
        canonical.push(b'\n');
        let start = canonical.len();
        for (name, _) in &headers {
            canonical.extend_from_slice(name.as_bytes());
            canonical.push(b';');
        }
        canonical.pop();
        let names = start..canonical.len();
        canonical.push(b'\n');
        canonical.extend_from_slice(body_hash.as_bytes());

        let mut signing = Vec::with_capacity(512);
        signing.extend_from_slice(b"ACS3-HMAC-SHA256\n");
        let hash = hex_of_hash(digest(&SHA256, &canonical).as_ref());
        signing.extend_from_slice(hash.as_flattened());
        let string_to_sign = 0..signing.len();
        let hash = key.hmac_sha256(&signing);
        signing.extend_from_slice(b"ACS3-HMAC-SHA256 Credential=");
        signing.extend_from_slice(key.key_id().as_bytes());
        signing.extend_from_slice(b",SignedHeaders=");
        signing.extend_from_slice(&canonical[names]);
        signing.extend_from_slice(b",Signature=");
        let start = signing.len();
        signing.extend_from_slice(hex_of_hash(hash.as_ref()).as_flattened());
        let signature = start..signing.len();
        let authorization = string_to_sign.end..signing.len();

        let accept = match self.format {
            Format::Json => "application/json",
            Format::Xml => "application/xml",
        };
        headers.retain(|(name, _)| *name != "host");
        headers.push(("accept", Part::Fixed(accept)));
        headers.push(("authorization", Part::Signing(authorization.clone())));
        let parts = Parts {
            canonical: 0..canonical.len(),
            query,
            string_to_sign,
            signature,
            authorization: Some(authorization),
        };
        Signed { canonical: canonical.into(), signing: signing.into(), parts, headers, body: form }
    }
}

/// The content type of a form body.
const FORM: &str = "application/x-www-form-urlencoded";

/// The SHA-256 of no bytes, as most requests have none.
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The form body of the parameters that travel in one.
fn form(parameters: &dyn Parameters) -> Option<String> {
    if !parameters.has_body() {
        return None;
    }
    let mut form = Vec::new();
    Query::new(&mut form).write(parameters, Some(Place::Body));
    String::from_utf8(form).ok().filter(|form| !form.is_empty())
}

/// A SHA-256 as hexadecimal digits.
fn hex_of_hash(hash: &[u8]) -> [[u8; 2]; 32] {
    // It has as many bytes.
    hex(hash.try_into().unwrap_or_default())
}
