//! Removes secrets that a server sent back.
//!
//! A gateway that refuses a request may repeat it: the token, the signature, the whole URL, a parameter. None of
//! that may reach an error.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use http::{HeaderMap, HeaderValue};

use crate::call::blank::{blank, is_secret};
use crate::call::checked::Call;
use crate::call::settings::Settings;
use crate::call::sign::signed::Signed;
use crate::call::spelling::Wanted;
use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::response::raw::RawResponse;
use crate::response::unreadable::UnreadableField;

/// The shortest secret that is redacted. Shorter strings occur by chance; redacting them would mangle
/// every message and hide nothing.
const SHORTEST: usize = 6;

/// What stands in the place of a secret.
const BLANK: &str = "***";

/// The secrets of a call, in whatever spelling, and the names of secrets in its response.
pub(crate) struct Secrets {
    wanted: Wanted,
    names: &'static [&'static str],
}

impl Secrets {
    /// Those of an attempt: the key, the signature, the secret parameters, the headers that callers add, since these
    /// can be secrets, too, and the password of the proxy.
    pub(crate) fn new(
        settings: &Settings,
        call: &Call<'_>,
        credentials: Option<&Credentials>,
        signed: &Signed,
        headers: &HeaderMap,
    ) -> Self {
        let names = call.service.secrets;
        let mut wanted = Vec::new();
        let mut add = |secret: &str| wanted.extend(forms(secret));
        credentials.map(Credentials::key_secret).into_iter().for_each(&mut add);
        credentials.and_then(Credentials::security_token).into_iter().for_each(&mut add);
        add(signed.signature());
        for value in headers.values().filter_map(|value| value.to_str().ok()) {
            add(value);
            // What comes after `Bearer`, which may be repeated without it.
            value.split_once(' ').into_iter().for_each(|(_, rest)| add(rest));
        }
        call.parameters.secrets(&|name| is_secret(name, names), &mut add);
        settings.transport.proxy_password().as_deref().into_iter().for_each(&mut add);
        Self { wanted: Wanted::new(wanted), names }
    }

    /// These alone, beside what is called like a secret or has one of these names.
    pub(crate) fn of<'s>(
        secrets: impl Iterator<Item = &'s str>,
        names: &'static [&'static str],
    ) -> Self {
        Self { wanted: Wanted::new(secrets.flat_map(forms).collect()), names }
    }

    fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let (mut clean, mut shown) = (String::new(), 0);
        while let Some(found) = self.wanted.find(text.as_bytes(), shown) {
            clean.push_str(text.get(shown..found.start).unwrap_or_default());
            clean.push_str(BLANK);
            shown = found.end;
        }
        if shown == 0 {
            return Cow::Borrowed(text);
        }
        clean.push_str(text.get(shown..).unwrap_or_default());
        Cow::Owned(clean)
    }

    /// Removes the secrets from the body and the ID of a response, and says whether there were any.
    pub(crate) fn redact_response(&self, response: &mut RawResponse) -> bool {
        let id = response.request_id.as_deref().map(|id| self.redact(id));
        let id = match id {
            Some(Cow::Owned(clean)) => Some(clean),
            _ => None,
        };
        let is_in_id = id.is_some();
        response.request_id = id.or(response.request_id.take());
        self.redact_bytes(&mut response.body) || is_in_id
    }

    /// Removes the secrets from a text where it is, since it can be long: no secret is shorter than what takes its place.
    fn redact_bytes(&self, text: &mut Vec<u8>) -> bool {
        let (mut length, mut shown) = (0, 0);
        while let Some(found) = self.wanted.find(text, shown) {
            text.copy_within(shown..found.start, length);
            length += found.start - shown;
            for (place, byte) in text.iter_mut().skip(length).zip(BLANK.bytes()) {
                *place = byte;
            }
            length += BLANK.len();
            shown = found.end;
        }
        if shown == 0 {
            return false;
        }
        text.copy_within(shown.., length);
        text.truncate(text.len() - shown + length);
        true
    }

    /// Headers without secrets. One whose name is that of a secret has none of its value, and one whose name holds a
    /// secret is left out.
    pub(crate) fn redact_headers(&self, headers: HeaderMap) -> HeaderMap {
        let mut clean = HeaderMap::with_capacity(headers.keys_len());
        for (name, mut value) in headers.iter().map(|(name, value)| (name, value.clone())) {
            if self.holds_lower_case(name.as_str()) {
                continue;
            }
            let text = String::from_utf8_lossy(value.as_bytes());
            let shown = match is_secret(name.as_str(), self.names) {
                true => BLANK.to_owned(),
                false => self.clean(&text),
            };
            if shown != text {
                value = HeaderValue::from_str(&shown)
                    .unwrap_or_else(|_| HeaderValue::from_static(BLANK));
            }
            clean.append(name, value);
        }
        clean
    }

    /// Whether the name of a header, in which there are no capitals, holds a secret.
    fn holds_lower_case(&self, name: &str) -> bool {
        self.wanted.strings().any(|secret| name.contains(&secret.to_ascii_lowercase()))
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

    /// A field that cannot be read without the secrets that its path or the reason may quote.
    pub(crate) fn redact_field(&self, field: &mut UnreadableField) {
        field.map_strings(|text| self.clean(text));
    }
}

/// A secret as it is and in Base64; nothing, if it is too short.
fn forms(secret: &str) -> impl Iterator<Item = String> {
    let secret = Some(secret).filter(|secret| secret.len() >= SHORTEST);
    let plain = secret.map(str::to_owned).into_iter();
    plain.chain(secret.into_iter().flat_map(in_base64))
}

/// What a text in Base64 has in common with all others that contain the string, wherever it begins in them.
fn in_base64(secret: &str) -> impl Iterator<Item = String> {
    let forms = [&STANDARD, &URL_SAFE].into_iter().flat_map(move |alphabet| {
        (0..3).filter_map(move |before: usize| {
            let bytes = [&b"\0\0"[..before], secret.as_bytes()].concat();
            let text = alphabet.encode(&bytes);
            // Six bits a character: the first may have bits of what comes before, the last of what comes after.
            let common = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
            text.get(common).filter(|common| common.len() >= SHORTEST).map(str::to_owned)
        })
    });
    forms.collect::<BTreeSet<_>>().into_iter()
}

/// Whether an ID is one of those that the service makes, which are too random to repeat anything.
pub(crate) fn is_plain_id(id: &str) -> bool {
    let lengths = id.split('-').map(str::len);
    let is_digit = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    id.is_empty() || (lengths.eq([8, 4, 4, 4, 12]) && id.bytes().all(is_digit))
}
