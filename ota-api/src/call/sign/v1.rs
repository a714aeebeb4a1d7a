//! V1 (`HMAC-SHA1`, in the query).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::call::ascii::as_str;
use crate::call::encode::percent::{Once, encode};
use crate::call::encode::query::{Parameters, Query};
use crate::call::sign::form::{FORM, form};
use crate::call::sign::scheme::Format;
use crate::call::sign::signed::{Part, Parts, Signed};
use crate::call::sign::unsigned::Unsigned;
use crate::config::credentials::Credentials;
use crate::request::parameter::Place;

/// Signs a call; the query holds the signature.
pub(super) fn sign(
    call: &Unsigned<'_>,
    key: Option<&Credentials>,
    parameters: &dyn Parameters,
) -> Signed {
    let format = match call.format {
        Format::Json => "JSON",
        Format::Xml => "XML",
    };
    let pairs = [
        key.map(|key| ("AccessKeyId", key.key_id())),
        Some(("Action", call.action)),
        Some(("Format", format)),
        call.region.map(|region| ("RegionId", region)),
        key.and_then(Credentials::security_token).map(|token| ("SecurityToken", token)),
        key.map(|_| ("SignatureMethod", "HMAC-SHA1")),
        Some(("SignatureNonce", call.nonce)),
        key.map(|_| ("SignatureVersion", "1.0")),
        Some(("Timestamp", call.timestamp)),
        Some(("Version", call.version)),
    ];
    let mut common = [("", ""); 10];
    let count =
        pairs.into_iter().flatten().zip(&mut common).map(|(pair, place)| *place = pair).count();
    let common = &common[..count];

    let mut canonical = Vec::with_capacity(512);
    let mut signing = Vec::with_capacity(640);
    signing.extend_from_slice(call.method.as_str().as_bytes());
    signing.extend_from_slice(b"&%2F&");
    let query = Query::new(&mut canonical).with_common(common).with_twice(&mut signing);
    let signed = query.write(parameters, None);
    let string_to_sign = 0..signing.len();
    let mut code = [0; 28];
    let hash = key.map(|key| key.hmac_sha1(&signing));
    let length = hash.and_then(|hash| STANDARD.encode_slice(hash, &mut code).ok()).unwrap_or(0);
    signing.extend_from_slice(&code[..length]);
    let signature = string_to_sign.end..signing.len();

    let body = form(parameters);
    let start = match body {
        // Parameters of the form are signed, but not repeated in the query.
        Some(_) => {
            let query = Query::new(&mut canonical).with_common(common);
            query.write(parameters, Some(Place::Query)).start
        }
        None => signed.start,
    };
    if key.is_some() {
        canonical.extend_from_slice(b"&Signature=");
        encode::<Once>(as_str(&signing[signature.clone()]), &mut canonical);
    }
    let query = start..canonical.len();
    let headers = body.iter().map(|_| ("content-type", Part::Fixed(FORM))).collect();
    let parts = Parts { canonical: signed, query, string_to_sign, signature, authorization: None };
    Signed { canonical: canonical.into(), signing: signing.into(), parts, headers, body }
}
