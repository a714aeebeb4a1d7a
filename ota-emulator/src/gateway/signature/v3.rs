//! The newer scheme: HMAC-SHA256 over query, headers and body, announced in `Authorization`.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::canonical::canonical_query;
use super::claim::{ALGORITHM, Claim, Scheme, absent};
use crate::rejection::Rejection;
use crate::request::Request;

/// The headers every call carries and signs, in the order in which they are missed. Any other
/// `x-acs-` header that is sent must be signed as well, and `content-type` where there is a body.
/// More may be signed: the official clients sign all they set.
const REQUIRED: [&str; 6] = [
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
    "host",
];

const TOKEN: &str = "x-acs-security-token";

pub(super) fn read(request: &Request) -> Result<Claim, Rejection> {
    let value = |name: &str| request.header(name).map(str::to_owned);
    let mut missing = absent(&REQUIRED, value);
    missing.extend(absent(&["Authorization"], |_| value("authorization")));
    if !missing.is_empty() {
        return Err(Rejection::missing(&missing));
    }
    let authorization = Authorization::read(request.header("authorization").unwrap_or_default())?;
    let token = value(TOKEN).filter(|token| !token.is_empty());
    let sent = request.headers.keys().map(String::as_str);
    let also_signed = sent.filter(|name| {
        name.starts_with("x-acs-") || (*name == "content-type" && !request.body.is_empty())
    });
    for name in REQUIRED.into_iter().chain(also_signed) {
        if !authorization.signed.contains(name) {
            let message = format!("`SignedHeaders` lacks `{name}`, which must be signed");
            return Err(Rejection::incomplete_signature(message));
        }
    }
    let body_hash = hex::encode(Sha256::digest(&request.body));
    let header = |name: &str| value(name).unwrap_or_default();
    Ok(Claim {
        action: header("x-acs-action"),
        version: header("x-acs-version"),
        key_id: authorization.key_id,
        timestamp: header("x-acs-date"),
        nonce: header("x-acs-signature-nonce"),
        token,
        parameters: request.query.iter().chain(&request.form).cloned().collect(),
        shared: Vec::new(),
        format_is_unknown: false,
        text: canonical_request(request, &authorization.signed, &body_hash)?,
        signature: authorization.signature,
        scheme: Scheme::V3 { body_differs: header("x-acs-content-sha256") != body_hash },
    })
}

/// The claim of a request that carries the headers of the scheme, but no key and no signature.
pub(super) fn unsigned(request: &Request, action: &str) -> Claim {
    let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
    Claim {
        action: action.to_owned(),
        version: header("x-acs-version"),
        key_id: String::new(),
        timestamp: header("x-acs-date"),
        nonce: header("x-acs-signature-nonce"),
        token: None,
        parameters: request.query.iter().chain(&request.form).cloned().collect(),
        shared: Vec::new(),
        format_is_unknown: false,
        text: String::new(),
        signature: String::new(),
        scheme: Scheme::V3 { body_differs: false },
    }
}

fn canonical_request(
    request: &Request,
    signed: &BTreeSet<String>,
    body_hash: &str,
) -> Result<String, Rejection> {
    let mut headers = String::new();
    for name in signed {
        let Some(values) = request.headers.get(name) else {
            let message =
                format!("`SignedHeaders` names `{name}`, which the request does not have");
            return Err(Rejection::incomplete_signature(message));
        };
        let mut values: Vec<&str> = values.iter().map(|value| value.trim()).collect();
        values.sort_unstable();
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    let names: Vec<&str> = signed.iter().map(String::as_str).collect();
    let query = canonical_query(request.query.iter());
    let (method, names) = (&request.method, names.join(";"));
    Ok(format!("{method}\n/\n{query}\n{headers}\n{names}\n{body_hash}"))
}

/// The header `Authorization`, taken apart.
struct Authorization {
    key_id: String,
    /// Lower-case names.
    signed: BTreeSet<String>,
    signature: String,
}

impl Authorization {
    fn read(text: &str) -> Result<Self, Rejection> {
        let malformed = || {
            Rejection::incomplete_signature(format!(
                "`Authorization` must be `{ALGORITHM} Credential=<key id>,SignedHeaders=<names \
                 joined by ;>,Signature=<hex>`"
            ))
        };
        let (algorithm, parts) = text.split_once(' ').ok_or_else(malformed)?;
        if algorithm != ALGORITHM {
            return Err(malformed());
        }
        let part = |name: &str| {
            let found = parts.split(',').filter_map(|part| part.trim().split_once('='));
            let mut found = found.filter(|(key, value)| *key == name && !value.is_empty());
            found.next().map(|(_, value)| value.to_owned()).ok_or_else(malformed)
        };
        Ok(Self {
            key_id: part("Credential")?,
            signed: part("SignedHeaders")?.split(';').map(str::to_ascii_lowercase).collect(),
            signature: part("Signature")?,
        })
    }
}
