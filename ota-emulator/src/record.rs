//! A record of the requests, for those who want to see what their program sends.
//!
//! Nothing secret can come in: of a request only the parameters are kept that the spec of its
//! operation names and does not call secret, and a few common ones. Signatures, tokens, nonces, keys
//! that the emulator does not know, policies of uploads, and queries of addresses are never looked at.
//! What is under `/_ota/` is not recorded.

use std::collections::{BTreeMap, VecDeque};

use axum::body::Body;
use axum::http::Response;
use jiff::Timestamp;
use ota_spec::wire;
use ota_world::redaction;
use serde::Serialize;

use crate::faults::Hit;
use crate::gateway::Gateway;
use crate::request::Request;
use crate::response::http::Code;

/// The most requests that are kept.
const MOST: usize = 10_000;

/// The most bytes that the strings of the kept requests take together.
const LARGEST: usize = 64 * 1024 * 1024;

/// The longest name or value that is kept whole, in characters.
const LONGEST: usize = 1000;

/// The parameters beside those of the operation that are kept.
const COMMON: [&str; 3] = ["Format", "RegionId", "Version"];

/// Stands for a method, a path or a key that the emulator does not know. Any of them could be
/// a secret in the wrong place.
const UNKNOWN: &str = "(unknown)";

/// A request that was received. See [`Emulator::requests`](crate::Emulator::requests).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Received {
    /// Counted from 1, in the order of the responses.
    pub number: u64,
    /// When it came, by the emulator's clock.
    pub time: Timestamp,
    /// The ID in its response.
    pub request_id: String,
    /// The HTTP method; `(unknown)` if it is not one of HTTP's own.
    pub method: String,
    /// The path; `(unknown)` if it is not `/`.
    pub path: String,
    /// The operation, if there is one of that name; `PostObject` for an upload, `GetObject` for the
    /// download of a file.
    pub action: Option<String>,
    /// How it is signed: `v1` by parameters, `v3` by headers.
    pub scheme: Option<&'static str>,
    /// The key it claims to have; `(unknown)` if that is not one of the emulator's.
    pub key_id: Option<String>,
    /// The parameters that the operation has, except secret ones, and `Format`, `RegionId` and
    /// `Version`. Long values are cut, and addresses end where their query begins.
    pub parameters: BTreeMap<String, String>,
    /// The HTTP status of the response; nothing if a fault kept the response back.
    pub status: Option<u16>,
    /// The code in the response, if the call was refused.
    pub code: Option<String>,
    /// The fault that hit it.
    pub fault: Option<AppliedFault>,
}

/// A fault that hit a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AppliedFault {
    /// The number of its rule.
    pub id: u64,
    /// The name of its effect, such as `close`.
    pub kind: &'static str,
}

/// The last requests that were received.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Requests {
    /// How many were received before these and are no longer kept.
    pub dropped: u64,
    /// Up to 10,000, the last one at the end.
    pub requests: Vec<Received>,
}

/// The last requests, within bounds.
#[derive(Debug, Default)]
pub(crate) struct Record {
    kept: VecDeque<Received>,
    received: u64,
    size: usize,
}

impl Record {
    /// Adds one, which gets its number here.
    pub(crate) fn add(&mut self, mut received: Received) {
        self.received += 1;
        received.number = self.received;
        self.size += received.size();
        self.kept.push_back(received);
        while (self.kept.len() > MOST || self.size > LARGEST)
            && let Some(oldest) = self.kept.pop_front()
        {
            self.size -= oldest.size();
        }
    }

    /// How many were received, kept or not.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// Those with a greater number than `after`.
    pub(crate) fn list(&self, after: u64) -> Requests {
        let requests = self.kept.iter().filter(|kept| kept.number > after).cloned().collect();
        Requests { dropped: self.received - self.kept.len() as u64, requests }
    }
}

impl Received {
    /// The record of a request of which nothing is known yet.
    pub(crate) fn new(method: &str, path: &str, id: &str, time: Timestamp) -> Self {
        let known = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];
        let method = if known.contains(&method) { method } else { UNKNOWN };
        let path = if path == "/" { path } else { UNKNOWN };
        Self {
            number: 0,
            time,
            request_id: id.to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            action: None,
            scheme: None,
            key_id: None,
            parameters: BTreeMap::new(),
            status: None,
            code: None,
            fault: None,
        }
    }

    /// Adds that it is about a file.
    pub(crate) fn describe_file(&mut self, action: &str) {
        self.action = Some(action.to_owned());
    }

    /// Adds the details of a call.
    pub(crate) fn describe(&mut self, request: &Request, gateway: &Gateway) {
        let (scheme, key_id) = if request.is_signed_by_headers() {
            ("v3", request.credential())
        } else {
            ("v1", request.parameter("AccessKeyId"))
        };
        self.key_id = key_id.map(|id| if gateway.knows(id) { id } else { UNKNOWN }.to_owned());
        self.scheme = self.key_id.is_some().then_some(scheme);
        let found = gateway.products.find(request.version(), request.action());
        let operation = found.map(|(_, operation)| operation);
        self.action = operation.map(|operation| operation.action.clone());
        let keeps = |name: &str| {
            let first = name.split('.').next().unwrap_or_default();
            name.len() <= LONGEST
                && (COMMON.contains(&name)
                    || operation.is_some_and(|operation| {
                        operation.parameter(first).is_some()
                            && !wire::is_secret(&operation.parameters, name)
                    }))
        };
        self.parameters = request
            .query
            .iter()
            .chain(&request.form)
            .filter(|(name, _)| keeps(name))
            .map(|(name, value)| (name.clone(), shown(value)))
            .collect();
    }

    /// Adds the outcome.
    pub(crate) fn fill(&mut self, response: &Response<Body>, hit: Option<&Hit>) {
        self.fault = hit.map(|hit| AppliedFault { id: hit.id, kind: hit.effect.kind() });
        if hit.is_none_or(|hit| !hit.effect.is_silent()) {
            self.status = Some(response.status().as_u16());
            self.code = response.extensions().get::<Code>().map(|Code(code)| code.clone());
        }
    }

    /// Roughly how much memory its strings take.
    fn size(&self) -> usize {
        let parameters = self.parameters.iter();
        200 + parameters.map(|(name, value)| 100 + name.len() + value.len()).sum::<usize>()
    }
}

/// A value as it is kept: without the query of an address, which may be signed, and not too long.
fn shown(value: &str) -> String {
    let mut text = redaction::address(value);
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{LONGEST, MOST, Received, Record, shown};

    #[test]
    fn the_last_ten_thousand_are_kept() {
        let mut record = Record::default();
        for _ in 0..MOST + 3 {
            record.add(Received::new("GET", "/", "id", Timestamp::UNIX_EPOCH));
        }
        let requests = record.list(0);
        assert_eq!((requests.dropped, requests.requests.len()), (3, MOST));
        assert_eq!(requests.requests[0].number, 4);
        assert_eq!(record.list(MOST as u64 + 2).requests.len(), 1);
    }

    #[test]
    fn long_requests_push_out_more() {
        let mut record = Record::default();
        for _ in 0..100 {
            let mut received = Received::new("GET", "/", "id", Timestamp::UNIX_EPOCH);
            received.parameters.insert("A".to_owned(), "a".repeat(1024 * 1024));
            record.add(received);
        }
        let requests = record.list(0);
        assert!((60..64).contains(&requests.requests.len()), "{}", requests.requests.len());
        assert_eq!(requests.dropped as usize + requests.requests.len(), 100);
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown(&"ä".repeat(LONGEST + 1)).chars().count(), LONGEST + 3);
    }
}
