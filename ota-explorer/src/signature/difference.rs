//! Where the text that a gateway signed differs first from ours.

use std::sync::Arc;

use ota_dynamic::blank;
use ota_spec::model::Field;

/// Where two texts differ first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) place: Place,
    /// What stands there in ours, from the difference on or a little before it.
    pub(crate) ours: String,
    /// What stands there in the pasted text.
    pub(crate) pasted: String,
}

/// The part of a text to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The HTTP method.
    Method,
    /// The path.
    Path,
    /// The parameter of this name.
    Parameter(String),
    /// The header of this name.
    Header(String),
    /// The list of the signed headers.
    HeaderNames,
    /// The hash of the body.
    BodyHash,
    /// The hash of the canonical request: only that was pasted.
    RequestHash,
    /// The way in which the same values are encoded.
    Encoding,
    /// A value that is not shown.
    Hidden,
}

/// The most characters of a value that are shown, and how many of them stand before the difference.
const SHOWN: usize = 80;
const BEFORE: usize = 20;

/// A string to sign of V1 with its secrets blanked.
pub(crate) fn blanked(string_to_sign: &str, fields: &[Arc<Field>]) -> String {
    let mut parts = string_to_sign.splitn(3, '&');
    let (Some(method), Some(path), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return string_to_sign.to_owned();
    };
    let query = blank::query(&decoded(rest), fields);
    format!("{method}&{path}&{}", encoded(&query))
}

/// The text that a gateway says it signed, out of what was pasted: without the words before it, and with line
/// breaks where a copy has `\n`.
pub(crate) fn cleaned(pasted: &str) -> String {
    let lower = pasted.to_ascii_lowercase();
    let words = ["string to sign is:", "stringtosign:", "canonicalrequest:", "canonical request:"];
    let after = words.iter().filter_map(|word| Some(lower.find(word)? + word.len())).min();
    let text = pasted.get(after.unwrap_or(0)..).unwrap_or(pasted);
    let text = text.trim_start_matches(['"', '\'', ' ']).trim_end_matches(['"', '\'', ' ']);
    let text = text.replace("\r\n", "\n");
    if text.contains('\n') { text } else { text.replace("\\n", "\n") }
}

/// A value that a pasted text has, such as its timestamp, so that ours can be made with the same one.
pub(crate) fn value_of(pasted: &str, header: &str, parameter: &str) -> Option<String> {
    let text = cleaned(pasted);
    let mut lines = text.lines();
    let by_header = lines.find_map(|line| line.strip_prefix(header)?.strip_prefix(':'));
    if let Some(value) = by_header {
        return Some(value.to_owned());
    }
    let rest = text.splitn(3, '&').nth(2)?;
    let query = decoded(rest);
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| *name == parameter).map(|(_, value)| decoded(value))
}

/// Where a pasted text differs first from what we sign: the string to sign of V1; of V3 the canonical request, or
/// the string to sign with its hash alone. `None` if they are equal, so that the key must be
/// another one.
pub(crate) fn first_difference(
    [canonical, string_to_sign]: [&str; 2],
    pasted: &str,
    fields: &[Arc<Field>],
) -> Option<Difference> {
    let pasted = cleaned(pasted);
    let pasted = pasted.trim_end_matches('\n');
    if pasted == canonical || pasted == string_to_sign {
        return None;
    }
    let found = if !string_to_sign.starts_with("ACS3-") {
        of_strings_to_sign(string_to_sign, pasted, fields)
    } else if pasted.starts_with("ACS3-") {
        Difference::at(Place::RequestHash, string_to_sign, pasted)
    } else {
        of_canonical_requests(canonical, pasted, fields)
    };
    Some(found)
}

impl Difference {
    fn at(place: Place, ours: &str, pasted: &str) -> Self {
        let same = ours.chars().zip(pasted.chars()).take_while(|(one, other)| one == other).count();
        let start = same.saturating_sub(BEFORE);
        let part = |text: &str| {
            let mut part: String = text.chars().skip(start).take(SHOWN).collect();
            if start > 0 {
                part.insert(0, '…');
            }
            if text.chars().count() > start + SHOWN {
                part.push('…');
            }
            part
        };
        Self { place, ours: part(ours), pasted: part(pasted) }
    }
}

fn of_strings_to_sign(ours: &str, pasted: &str, fields: &[Arc<Field>]) -> Difference {
    let parts = |text: &str| -> Vec<String> { text.splitn(3, '&').map(str::to_owned).collect() };
    let (one, other) = (parts(ours), parts(pasted));
    let part = |parts: &[String], index: usize| parts.get(index).cloned().unwrap_or_default();
    for (index, place) in [Place::Method, Place::Path].into_iter().enumerate() {
        if part(&one, index) != part(&other, index) {
            return Difference::at(place, &part(&one, index), &part(&other, index));
        }
    }
    let (one, other) = (part(&one, 2), part(&other, 2));
    of_queries(&decoded(&one), &decoded(&other), fields).unwrap_or_else(|| {
        Difference::at(Place::Encoding, &blank_twice(&one, fields), &blank_twice(&other, fields))
    })
}

fn blank_twice(rest: &str, fields: &[Arc<Field>]) -> String {
    encoded(&blank::query(&decoded(rest), fields))
}

fn of_canonical_requests(ours: &str, pasted: &str, fields: &[Arc<Field>]) -> Difference {
    let lines = |text: &str| -> Vec<String> { text.split('\n').map(str::to_owned).collect() };
    let (one, other) = (lines(ours), lines(pasted));
    let line = |lines: &[String], index: usize| lines.get(index).cloned().unwrap_or_default();
    let count = one.len().max(other.len());
    for index in 0..count {
        let (one_line, other_line) = (line(&one, index), line(&other, index));
        if one_line == other_line {
            continue;
        }
        return match index {
            0 => Difference::at(Place::Method, &one_line, &other_line),
            1 => Difference::at(Place::Path, &one_line, &other_line),
            2 => of_queries(&one_line, &other_line, fields).unwrap_or_else(|| {
                let [one, other] = [&one_line, &other_line].map(|line| blank::query(line, fields));
                Difference::at(Place::Encoding, &one, &other)
            }),
            index if index + 1 == one.len() => {
                Difference::at(Place::BodyHash, &one_line, &other_line)
            }
            index if index + 2 == one.len() => {
                Difference::at(Place::HeaderNames, &one_line, &other_line)
            }
            _ => {
                let name = one_line.split(':').next().filter(|name| !name.is_empty());
                let name = name.or_else(|| other_line.split(':').next()).unwrap_or_default();
                let [one, other] =
                    [&one_line, &other_line].map(|line| blank::canonical(line, fields));
                match one == other {
                    true => Difference::at(Place::Hidden, name, name),
                    false => Difference::at(Place::Header(name.to_owned()), &one, &other),
                }
            }
        };
    }
    Difference::at(Place::Encoding, ours, pasted)
}

/// The first parameter in which two queries differ; `None` if only their encoding does.
fn of_queries(ours: &str, pasted: &str, fields: &[Arc<Field>]) -> Option<Difference> {
    let pairs = |query: &str| -> Vec<(String, String)> {
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.map(|(name, value)| (decoded(name), value.to_owned())).collect()
    };
    let (one, other) = (pairs(ours), pairs(pasted));
    for index in 0..one.len().max(other.len()) {
        let (mine, theirs) = (one.get(index), other.get(index));
        let text = |pair: Option<&(String, String)>| match pair {
            Some((name, value)) => blank::query(&format!("{}={value}", encoded(name)), fields),
            None => String::new(),
        };
        let values = |pair: Option<&(String, String)>| {
            pair.map(|(name, value)| (name.clone(), decoded(value)))
        };
        if values(mine) == values(theirs) {
            continue;
        }
        // The name that one of them lacks is the smaller one, since both are sorted.
        let names = [mine, theirs].into_iter().flatten().map(|(name, _)| name);
        let name = names.min().cloned().unwrap_or_default();
        let (shown, other) = (text(mine), text(theirs));
        return Some(match shown == other {
            true => Difference::at(Place::Hidden, &name, &name),
            false => Difference::at(Place::Parameter(name), &shown, &other),
        });
    }
    None
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    while let Some(byte) = bytes.get(index) {
        match (byte, digit(index + 1), digit(index + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                index += 3;
            }
            _ => {
                out.push(*byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ota_api::sign::{Format, Scheme, Signed, Unsigned};
    use ota_api::{Credentials, Method};
    use proptest::prelude::{any, proptest};

    use super::{Difference, Place, cleaned, first_difference, value_of};

    fn signed(scheme: Scheme, job: &str) -> Signed {
        let credentials = Credentials::new("testid", "s").with_security_token("t0ken");
        Unsigned {
            scheme,
            method: Method::Post,
            host: "iot.cn-shanghai.aliyuncs.com",
            action: "QueryOTAJob",
            version: "2018-01-20",
            timestamp: "2026-01-02T03:04:05Z",
            nonce: "once",
            region: None,
            format: Format::Json,
            credentials: &credentials,
            body: None,
        }
        .sign([("JobId", job)])
    }

    fn compared(signed: &Signed, pasted: &str) -> Option<Difference> {
        first_difference([signed.canonical(), signed.string_to_sign()], pasted, &[])
    }

    /// The pasted text: of V1 the string to sign, of V3 the canonical request.
    fn text(scheme: Scheme, signed: &Signed) -> String {
        match scheme {
            Scheme::V1 => signed.string_to_sign().to_owned(),
            Scheme::V3 => signed.canonical().to_owned(),
        }
    }

    #[test]
    fn the_same_text_has_no_difference_however_it_was_copied() {
        for scheme in [Scheme::V1, Scheme::V3] {
            let signed = signed(scheme, "a b");
            let text = text(scheme, &signed);
            for pasted in [
                text.clone(),
                format!("{text}\n"),
                text.replace('\n', "\r\n"),
                text.replace('\n', "\\n"),
                format!(
                    "Specified signature is not matched with our calculation. server string to sign is:{text}"
                ),
            ] {
                assert_eq!(compared(&signed, &pasted), None, "{pasted}");
            }
            assert_eq!(compared(&signed, signed.string_to_sign()), None);
        }
    }

    #[test]
    fn the_first_difference_has_a_name_and_both_values() {
        for scheme in [Scheme::V1, Scheme::V3] {
            let (ours, other) = (signed(scheme, "a b"), signed(scheme, "a+b"));
            let found = compared(&ours, &text(scheme, &other)).unwrap();
            assert_eq!(found.place, Place::Parameter("JobId".to_owned()));
            assert_eq!(
                (found.ours.as_str(), found.pasted.as_str()),
                ("JobId=a%20b", "JobId=a%2Bb")
            );
            let get = text(scheme, &ours).replacen("POST", "GET", 1);
            assert_eq!(compared(&ours, &get).unwrap().place, Place::Method);
        }
        let ours = signed(Scheme::V3, "a");
        let later = ours.canonical().replace("03:04:05", "03:04:06");
        let found = compared(&ours, &later).unwrap();
        assert_eq!(found.place, Place::Header("x-acs-date".to_owned()));
        let found = compared(&ours, "ACS3-HMAC-SHA256\n00").unwrap();
        assert_eq!(found.place, Place::RequestHash);
        let small = ours.canonical().replace("JobId=a", "JobId=%61");
        assert_eq!(compared(&ours, &small).unwrap().place, Place::Encoding);
    }

    #[test]
    fn a_difference_in_a_token_is_not_shown() {
        for scheme in [Scheme::V1, Scheme::V3] {
            let ours = signed(scheme, "a");
            let found = compared(&ours, &text(scheme, &ours).replace("t0ken", "another")).unwrap();
            assert_eq!(found.place, Place::Hidden);
            assert!(!format!("{found:?}").contains("t0ken"));
        }
    }

    #[test]
    fn the_time_and_the_nonce_of_a_pasted_text_can_be_taken_over() {
        for scheme in [Scheme::V1, Scheme::V3] {
            let pasted = text(scheme, &signed(scheme, "a"));
            let of = |header, parameter| value_of(&pasted, header, parameter);
            assert_eq!(of("x-acs-date", "Timestamp").as_deref(), Some("2026-01-02T03:04:05Z"));
            assert_eq!(of("x-acs-signature-nonce", "SignatureNonce").as_deref(), Some("once"));
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_pasted(pasted in any::<String>()) {
            for scheme in [Scheme::V1, Scheme::V3] {
                compared(&signed(scheme, "a"), &pasted);
            }
            cleaned(&pasted);
            value_of(&pasted, "x-acs-date", "Timestamp");
        }
    }
}
