//! Why a signature is not the expected one, for a request that asks with the header
//! `x-ota-emulator-explain`.
//!
//! Its value is the word `signature`, or what the caller signed in base64: the string to sign of
//! V1, the canonical request of V3. The header need not be signed. The response to a wrong
//! signature then has a member `Explanation`:
//!
//! - if the signature is the one that a known mistake gives, which mistake that is ([`guess`]),
//! - if the caller's text is there, where it first differs from the server's ([`difference`]).
//!
//! The service knows nothing of the kind. No secret, token or signature gets into the text: a
//! caller's text that has the secret in it is not quoted at all. As that tells whether a guess is
//! right, only callers on this machine are told anything.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

use super::canonical::encode;
use super::claim::{Claim, Scheme};
use super::{difference, guess};
use crate::rejection::Help;
use crate::request::Request;

/// The header that asks.
const HEADER: &str = "x-ota-emulator-explain";

/// The value that asks without showing what was signed.
const WORD: &str = "signature";

/// Explains a signature that is not the expected one.
pub(super) fn help(claim: &Claim, request: &Request, secret: &str) -> Help {
    let wish = request.header(HEADER).filter(|_| request.is_local);
    let Some(wish) = wish else { return Help::NotAsked };
    let mut place = None;
    let mut sentences = Vec::new();
    if let Scheme::V3 { body_differs: true } = claim.scheme {
        sentences.push(
            "`x-acs-content-sha256` is not the SHA-256 of the body that arrived, in lower-case \
             hex; hash the bytes that are sent"
                .to_owned(),
        );
    }
    sentences.extend(guess::mistake(claim, request, secret));
    if !wish.eq_ignore_ascii_case(WORD) {
        match decode(wish) {
            None => sentences.push(format!(
                "`{HEADER}` must be the word `{WORD}`, or the base64 of the text you signed"
            )),
            Some(text) if shows(&text, secret) => sentences.push(
                "the text you signed has the secret in it, so that it is not shown here; the \
                 secret is only the key of the HMAC"
                    .to_owned(),
            ),
            Some(text) => {
                let found = match claim.scheme {
                    Scheme::V1 => difference::of_strings_to_sign(&claim.text, &text),
                    Scheme::V3 { .. } => difference::of_canonical_requests(&claim.text, &text),
                };
                place = found.place;
                sentences.push(found.text);
            }
        }
    } else if sentences.is_empty() {
        sentences.push(format!(
            "the signature is that of none of the mistakes known here; send what you signed in \
             base64 as `{HEADER}`, and the response says where it differs"
        ));
    }
    Help::Explained { place, text: without_secrets(sentences.join(". "), claim) }
}

/// The text without token and signature, should they have got into it in spite of all.
fn without_secrets(mut text: String, claim: &Claim) -> String {
    let hidden = [Some(claim.signature.as_str()), claim.token.as_deref()];
    for hidden in hidden.into_iter().flatten().filter(|hidden| !hidden.is_empty()) {
        let once = encode(hidden);
        for form in [encode(&once).as_str(), &once, hidden] {
            text = text.replace(form, "(hidden)");
        }
    }
    text
}

/// Base64 of either alphabet, with or without padding.
fn decode(text: &str) -> Option<String> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decoded = [STANDARD, URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())?;
    String::from_utf8(decoded).ok().filter(|text| !text.is_empty())
}

/// Whether the text has the secret in it, however often encoded.
fn shows(text: &str, secret: &str) -> bool {
    let once = encode(secret);
    !secret.is_empty()
        && [secret, once.as_str(), encode(&once).as_str()].iter().any(|form| text.contains(form))
}
