//! Compares what arrived with what the document says.

use std::collections::BTreeMap;

use super::flat::{Flat, Place, Written};
use super::server::Received;

/// The two ways to sign a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    V3,
    V1,
}

impl Scheme {
    pub(super) const BOTH: [Self; 2] = [Self::V3, Self::V1];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V1 => "v1",
        }
    }
}

/// A request by the document.
pub(super) struct Wanted<'a> {
    pub(super) action: &'a str,
    pub(super) version: &'a str,
    pub(super) method: &'a str,
    pub(super) flat: Flat,
}

/// What V1 sends with every call.
const COMMON: [&str; 11] = [
    "AccessKeyId",
    "Action",
    "Format",
    "RegionId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// Every difference, by name.
pub(super) fn differences(wanted: &Wanted<'_>, received: &Received, scheme: Scheme) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, wanted: &str, arrived: Option<&str>| {
        if arrived != Some(wanted) {
            found.push(format!("{what} is {}, not `{wanted}`", shown(arrived)));
        }
    };
    same("the method", wanted.method, Some(&received.method));
    let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
    same("the path", "/", Some(path));
    let mut arrived = Arrived::default();
    arrived.read(query, Place::Query);
    arrived.read(&received.body, Place::Form);
    if !received.body.is_empty() {
        let kind =
            received.header("content-type").map(|kind| kind.split(';').next().unwrap_or(kind));
        same("the type of the body", "application/x-www-form-urlencoded", kind);
    }
    if scheme == Scheme::V3 {
        same("the header of the action", wanted.action, received.header("x-acs-action"));
        same("the header of the version", wanted.version, received.header("x-acs-version"));
    } else {
        for (name, value) in [("Action", wanted.action), ("Version", wanted.version)] {
            same(name, value, arrived.pairs.get(name).map(|(_, text)| text.as_str()));
        }
        arrived
            .pairs
            .retain(|name, _| wanted.flat.contains_key(name) || !COMMON.contains(&name.as_str()));
    }
    found.append(&mut arrived.twice);
    for (name, (place, written)) in &wanted.flat {
        match arrived.pairs.remove(name) {
            None => found.push(format!("`{name}` is missing")),
            Some((at, _)) if at != *place => {
                found.push(format!("`{name}` stands in {at:?}, not {place:?}"));
            }
            Some((_, text)) if !is(&text, written) => {
                found.push(format!("`{name}` is `{text}`, not {written:?}"));
            }
            Some(_) => {}
        }
    }
    found.extend(
        arrived.pairs.iter().map(|(name, (_, text))| format!("`{name}` is sent as `{text}`")),
    );
    found
}

fn shown(arrived: Option<&str>) -> String {
    arrived.map_or_else(|| "missing".to_owned(), |arrived| format!("`{arrived}`"))
}

fn is(text: &str, written: &Written) -> bool {
    match written {
        Written::Text(wanted) => text == wanted,
        Written::Json(wanted) => {
            serde_json::from_str(text).is_ok_and(|found: serde_json::Value| found == *wanted)
        }
        Written::Anything => !text.is_empty(),
    }
}

/// The pairs that arrived.
#[derive(Default)]
struct Arrived {
    pairs: BTreeMap<String, (Place, String)>,
    twice: Vec<String>,
}

impl Arrived {
    fn read(&mut self, text: &str, place: Place) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name);
            if self.pairs.insert(name.clone(), (place, decode(value))).is_some() {
                self.twice.push(format!("`{name}` is sent twice"));
            }
        }
    }
}

/// Decodes as servers do. What is malformed stays as it is, and then is a difference.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        let (byte, left) = match (first, byte) {
            (b'%', Some(byte)) => (byte, &after[2..]),
            (b'+', _) => (b' ', after),
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
