//! Tries the mistakes that clients are known to make, one at a time: if one of them gives the
//! signature that was sent, it is the one that was made.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::canonical::{ENCODED, encode};
use super::claim::{ALGORITHM, Claim, Scheme};
use crate::request::{Pairs, Request};

/// Most parameters that are left out in turn; the work grows with the square of their number.
const MOST: usize = 64;

const SMALL: &str = "the hex digits of the encoding are small letters; write capitals";

/// Which single mistake gives the signature of the request, if one does.
pub(super) fn mistake(claim: &Claim, request: &Request, secret: &str) -> Option<String> {
    let given = SentSignature::read(&claim.signature)?;
    match claim.scheme {
        Scheme::V1 => v1(claim, request, secret, &given),
        Scheme::V3 { .. } => v3(claim, request, secret, &given),
    }
    .map(|mistake| format!("the signature is the one that comes out if {mistake}"))
}

/// The bytes of a signature, by each way of writing them that they fit.
struct SentSignature {
    base64: Option<Vec<u8>>,
    hex: Option<Vec<u8>>,
}

impl SentSignature {
    fn read(signature: &str) -> Option<Self> {
        let given =
            Self { base64: STANDARD.decode(signature).ok(), hex: hex::decode(signature).ok() };
        (given.base64.is_some() || given.hex.is_some()).then_some(given)
    }

    fn is_sha1(&self, bytes: Option<&Vec<u8>>, key: &str, text: &str) -> bool {
        match (bytes, Hmac::<Sha1>::new_from_slice(key.as_bytes())) {
            (Some(bytes), Ok(mac)) => mac.chain_update(text).verify_slice(bytes).is_ok(),
            _ => false,
        }
    }

    fn is_sha256(&self, bytes: Option<&Vec<u8>>, key: &str, text: &str) -> bool {
        match (bytes, Hmac::<Sha256>::new_from_slice(key.as_bytes())) {
            (Some(bytes), Ok(mac)) => mac.chain_update(text).verify_slice(bytes).is_ok(),
            _ => false,
        }
    }
}

fn v1(claim: &Claim, request: &Request, secret: &str, given: &SentSignature) -> Option<String> {
    let key = format!("{secret}&");
    let (base64, hex) = (given.base64.as_ref(), given.hex.as_ref());
    let text = claim.text.as_str();
    let found = |mistake: &str| Some(mistake.to_owned());
    if given.is_sha1(base64, secret, text) {
        return found("the key of the HMAC is the secret alone; it is the secret followed by `&`");
    }
    if given.is_sha1(hex, &key, text) {
        return found("the signature is written in hex; it is written in base64");
    }
    if given.is_sha256(base64, &key, text) || given.is_sha256(hex, &key, text) {
        return found("the hash is SHA-256; `HMAC-SHA1` is used");
    }
    let signs = |text: &str| given.is_sha1(base64, &key, text);
    if let Some(mistake) = other_method(&request.method, text, signs) {
        return Some(mistake);
    }
    let pairs: Pairs = request
        .query
        .iter()
        .chain(&request.form)
        .filter(|(name, _)| name != "Signature")
        .cloned()
        .collect();
    let method = &request.method;
    let joined_once = joined(&sorted(&pairs), encode);
    if signs(&format!("{method}&/&{}", encode(&joined_once))) {
        return found("`/` stands in the text as it is; write `%2F`");
    }
    if [format!("{method}&%2F&{joined_once}"), format!("{method}&/&{joined_once}")]
        .iter()
        .any(|t| signs(t))
    {
        return found("the joined parameters are not encoded once more as a whole");
    }
    let in_small = small(&joined(&sorted(&pairs), small));
    if ["%2F", "%2f"].iter().any(|path| signs(&format!("{method}&{path}&{in_small}"))) {
        return found(SMALL);
    }
    other_query(&pairs, |query| signs(&format!("{method}&%2F&{}", encode(query))))
}

fn v3(claim: &Claim, request: &Request, secret: &str, given: &SentSignature) -> Option<String> {
    let (base64, hex) = (given.base64.as_ref(), given.hex.as_ref());
    let to_sign =
        |canonical: &str| format!("{ALGORITHM}\n{}", hex::encode(Sha256::digest(canonical)));
    let text = claim.text.as_str();
    let signed = to_sign(text);
    let found = |mistake: &str| Some(mistake.to_owned());
    if given.is_sha256(hex, &format!("{secret}&"), &signed) {
        return found("`&` follows the secret in the key of the HMAC; the key is the secret alone");
    }
    if given.is_sha256(base64, secret, &signed) {
        return found("the signature is written in base64; it is written in lower-case hex");
    }
    if given.is_sha1(hex, secret, &signed) || given.is_sha1(base64, secret, &signed) {
        return found("the HMAC uses SHA-1; it uses SHA-256");
    }
    if given.is_sha256(hex, secret, text) {
        return found(
            "the canonical request itself is signed; sign `ACS3-HMAC-SHA256`, a line break and \
             the SHA-256 of it in lower-case hex",
        );
    }
    if given.is_sha256(hex, secret, &hex::encode(Sha256::digest(text))) {
        return found("the line `ACS3-HMAC-SHA256` before the hash is missing");
    }
    let signs = |canonical: &str| given.is_sha256(hex, secret, &to_sign(canonical));
    if let Some(mistake) = other_method(&request.method, text, signs) {
        return Some(mistake);
    }
    if signs(&text.replace("\n\n", "\n")) {
        return found("the empty line after the headers is missing");
    }
    if signs(&format!("{text}\n")) {
        return found("a line break follows the last line of the canonical request");
    }
    if let Some((head, _)) = text.rsplit_once('\n') {
        let empty = hex::encode(Sha256::digest(""));
        if signs(&format!("{head}\n{empty}")) {
            return found("the body is hashed as if it were empty");
        }
    }
    let mut lines = text.splitn(4, '\n');
    let (method, path) = (lines.next()?, lines.next()?);
    let (_, rest) = (lines.next()?, lines.next()?);
    let with = |query: &str| format!("{method}\n{path}\n{query}\n{rest}");
    if !request.form.is_empty() {
        let form = joined(&sorted(&request.form), encode);
        if signs(&with(&form)) {
            return found(
                "the parameters of the body stand in the query line; that line is only for those \
                 of the URL",
            );
        }
    }
    other_query(&request.query, |query| signs(&with(query)))
}

fn other_method(sent: &str, text: &str, signs: impl Fn(&str) -> bool) -> Option<String> {
    let rest = text.strip_prefix(sent)?;
    ["GET", "POST", "get", "post"].into_iter().find(|method| signs(&format!("{method}{rest}"))).map(
        |method| format!("the method in the text is `{method}`; the request was sent by `{sent}`"),
    )
}

/// Mistakes in the sorted, encoded and joined parameters.
fn other_query(pairs: &Pairs, signs: impl Fn(&str) -> bool) -> Option<String> {
    let by_name = sorted(pairs);
    let encodings: [(&str, Encoding); 4] = [
        (
            "values are encoded as in forms: a space as `+`, `*` as it is, `~` as `%7E`; write `%20`, `%2A` and `~`",
            form,
        ),
        (
            "`!`, `'`, `(`, `)` and `*` are not encoded; write `%21`, `%27`, `%28`, `%29` and `%2A`",
            component,
        ),
        (SMALL, small),
        (
            "names and values are not encoded; everything but `A-Z a-z 0-9 - _ . ~` is written as `%XY`",
            str::to_owned,
        ),
    ];
    for (mistake, encoding) in encodings {
        if signs(&joined(&by_name, encoding)) {
            return Some(mistake.to_owned());
        }
    }
    let sorting =
        "sort by name, byte by byte: capitals before small letters, `Name.10` before `Name.2`";
    if signs(&joined(pairs, encode)) {
        return Some(format!(
            "the parameters stand in the order in which they are sent; {sorting}"
        ));
    }
    let mut other = by_name.clone();
    other.sort_by_key(|(name, _)| natural(name));
    if signs(&joined(&other, encode)) {
        return Some(format!("the parameters are sorted by the value of their numbers; {sorting}"));
    }
    other.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    if signs(&joined(&other, encode)) {
        return Some(format!("the parameters are sorted without regard to case; {sorting}"));
    }
    if signs("") {
        return Some("no parameter is in the text; all that are sent belong there".to_owned());
    }
    (0..by_name.len().min(MOST)).find_map(|left_out| {
        let mut rest = by_name.clone();
        let (name, _) = rest.remove(left_out);
        signs(&joined(&rest, encode))
            .then(|| format!("the parameter `{name}` is not in the text, although it was sent"))
    })
}

fn sorted(pairs: &Pairs) -> Pairs {
    let mut sorted = pairs.clone();
    sorted.sort();
    sorted
}

/// A way to write names and values.
type Encoding = fn(&str) -> String;

fn joined(pairs: &Pairs, encoding: Encoding) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoding(name), encoding(value)))
        .collect();
    pairs.join("&")
}

/// The characters that HTML forms, Java's `URLEncoder` and Python's `quote_plus` mostly encode.
const FORM: &AsciiSet = &ENCODED.remove(b'*').remove(b' ').add(b'~');

fn form(text: &str) -> String {
    utf8_percent_encode(text, FORM).to_string().replace(' ', "+")
}

/// The characters that JavaScript's `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet =
    &ENCODED.remove(b'!').remove(b'\'').remove(b'(').remove(b')').remove(b'*');

fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// With hex digits in small letters.
fn small(text: &str) -> String {
    let encoded = encode(text);
    let mut small = String::with_capacity(encoded.len());
    let mut digits = 0;
    for character in encoded.chars() {
        match character {
            '%' => digits = 2,
            _ if digits > 0 => {
                digits -= 1;
                small.push(character.to_ascii_lowercase());
                continue;
            }
            _ => {}
        }
        small.push(character);
    }
    small
}

/// A key that sorts `Name.2` before `Name.10`.
fn natural(name: &str) -> Vec<(u64, String)> {
    name.split('.').map(|part| (part.parse().unwrap_or_default(), part.to_owned())).collect()
}
