//! V3 (`ACS3-HMAC-SHA256`, in headers).

use ring::digest::{SHA256, digest};

use crate::call::ascii::{as_str, hex};
use crate::call::encode::query::{Parameters, Query};
use crate::call::sign::form::{FORM, form};
use crate::call::sign::scheme::Format;
use crate::call::sign::signed::{Part, Parts, Signed};
use crate::call::sign::unsigned::Unsigned;
use crate::config::credentials::Credentials;
use crate::request::parameter::Place;

/// The SHA-256 of an empty body, which most requests have.
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Signs a call; the headers hold the signature.
pub(super) fn sign(
    call: &Unsigned<'_>,
    key: Option<&Credentials>,
    parameters: &dyn Parameters,
) -> Signed {
    let form = form(parameters);
    let (content_type, bytes) = match (&form, call.body) {
        (Some(form), _) => (Some(FORM), form.as_bytes()),
        (None, Some((content_type, body))) => (Some(content_type), body),
        (None, None) => (None, &[][..]),
    };
    let hash = match bytes {
        [] => None,
        _ => Some(hex_of_hash(digest(&SHA256, bytes).as_ref())),
    };
    let body_hash = hash.as_ref().map_or(HASH_OF_NOTHING, |hash| as_str(hash.as_flattened()));
    let token = key.and_then(Credentials::security_token);

    let mut canonical = Vec::with_capacity(1024);
    canonical.extend_from_slice(call.method.as_str().as_bytes());
    canonical.extend_from_slice(b"\n/\n");
    let query = Query::new(&mut canonical).write(parameters, Some(Place::Query));
    canonical.push(b'\n');
    // Sorted by name, as the canonical request requires.
    let signed = [
        ("content-type", content_type),
        ("host", Some(call.host)),
        ("x-acs-accesskey-id", token.and(key).map(Credentials::key_id)),
        ("x-acs-action", Some(call.action)),
        ("x-acs-content-sha256", Some(body_hash)),
        ("x-acs-date", Some(call.timestamp)),
        ("x-acs-security-token", token),
        ("x-acs-signature-nonce", Some(call.nonce)),
        ("x-acs-version", Some(call.version)),
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
    let mut signature = 0..0;
    let authorization = key.map(|key| {
        let hash = key.hmac_sha256(&signing);
        signing.extend_from_slice(b"ACS3-HMAC-SHA256 Credential=");
        signing.extend_from_slice(key.key_id().as_bytes());
        signing.extend_from_slice(b",SignedHeaders=");
        signing.extend_from_slice(&canonical[names]);
        signing.extend_from_slice(b",Signature=");
        let start = signing.len();
        signing.extend_from_slice(hex_of_hash(hash.as_ref()).as_flattened());
        signature = start..signing.len();
        string_to_sign.end..signing.len()
    });

    let accept = match call.format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
    };
    headers.retain(|(name, _)| *name != "host");
    headers.push(("accept", Part::Fixed(accept)));
    headers.extend(authorization.clone().map(|range| ("authorization", Part::Signing(range))));
    let parts =
        Parts { canonical: 0..canonical.len(), query, string_to_sign, signature, authorization };
    Signed { canonical: canonical.into(), signing: signing.into(), parts, headers, body: form }
}

/// A SHA-256 as hexadecimal digits.
fn hex_of_hash(hash: &[u8]) -> [[u8; 2]; 32] {
    // A SHA-256 has exactly 32 bytes.
    hex(hash.try_into().unwrap_or_default())
}
