//! A request taken apart: query, form body and headers.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use percent_encoding::percent_decode;

use crate::rejection::Rejection;
use crate::response::Format;

/// Decoded names and values, in the order of the wire.
pub(crate) type Pairs = Vec<(String, String)>;

/// A request as it came over the wire. Any bytes give one.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Pairs,
    /// The parameters of a form body.
    pub(crate) form: Pairs,
    /// The values by lower-case name.
    pub(crate) headers: BTreeMap<String, Vec<String>>,
    pub(crate) body: Bytes,
    /// Why the parameters cannot be trusted.
    pub(crate) defect: Option<Rejection>,
    /// Whether it is known to come from this machine.
    pub(crate) is_local: bool,
}

impl Request {
    pub(crate) fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: Bytes) -> Self {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            by_name.entry(name.as_str().to_owned()).or_default().push(value);
        }
        let is_form = by_name
            .get("content-type")
            .and_then(|values| values.first())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| {
                kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
            });
        let mut defect = None;
        let query = pairs(uri.query().unwrap_or_default().as_bytes(), &mut defect);
        let form = if is_form { pairs(&body, &mut defect) } else { Pairs::new() };
        let mut names = BTreeSet::new();
        for (name, _) in query.iter().chain(&form) {
            if !names.insert(name) {
                // Which of the two would count is nothing a client should rely on.
                let message = format!("parameter `{name}` occurs twice; send it once");
                defect = defect.or(Some(Rejection::invalid_parameter("Duplicate", message)));
                break;
            }
        }
        Self {
            method: method.as_str().to_owned(),
            path: uri.path().to_owned(),
            query,
            form,
            headers: by_name,
            body,
            defect,
            is_local: false,
        }
    }

    /// The first value of a header, without the space around it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.first().map(|value| value.trim())
    }

    /// The value of a parameter in the query or the form body.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .chain(&self.form)
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The operation that the request names; empty if it names none.
    pub(crate) fn action(&self) -> &str {
        let action = if self.is_signed_by_headers() {
            self.header("x-acs-action")
        } else {
            self.parameter("Action")
        };
        action.unwrap_or_default()
    }

    /// The version that the request names; empty if it names none.
    pub(crate) fn version(&self) -> &str {
        let version = if self.is_signed_by_headers() {
            self.header("x-acs-version")
        } else {
            self.parameter("Version")
        };
        version.unwrap_or_default()
    }

    /// The key that `Authorization` names.
    pub(crate) fn credential(&self) -> Option<&str> {
        let (_, rest) = self.header("authorization")?.split_once("Credential=")?;
        rest.split(',').next()
    }

    /// Whether the request is signed by headers rather than by parameters, or looks like a try at
    /// it. `x-acs-action` says nothing: the official clients send it along with parameters too.
    pub(crate) fn is_signed_by_headers(&self) -> bool {
        let authorization = self.header("authorization").unwrap_or_default();
        let is_v1 = self.parameter("Signature").is_some();
        let mentions_v3 = self.headers.contains_key("authorization")
            || self.headers.contains_key("x-acs-signature-nonce");
        authorization.starts_with("ACS3-") || (mentions_v3 && !is_v1)
    }

    /// The format of the response. `Accept` counts where headers sign and JSON is the default
    /// there; elsewhere `Format` counts and XML is the default. `None` is a `Format` that is
    /// neither.
    pub(crate) fn format(&self) -> Option<Format> {
        if self.is_signed_by_headers() {
            let accept = self.header("accept").unwrap_or_default().to_ascii_lowercase();
            let kinds =
                || accept.split(',').filter_map(|part| part.split(';').next()).map(str::trim);
            let xml = kinds().any(|kind| matches!(kind, "application/xml" | "text/xml"));
            let json = kinds().any(|kind| kind == "application/json");
            return Some(if xml && !json { Format::Xml } else { Format::Json });
        }
        match self.parameter("Format") {
            None | Some("") => Some(Format::Xml),
            Some(format) if format.eq_ignore_ascii_case("xml") => Some(Format::Xml),
            Some(format) if format.eq_ignore_ascii_case("json") => Some(Format::Json),
            Some(_) => None,
        }
    }
}

/// Takes a query or form apart. `+` is a space, as forms have it: some clients sign `%20` and send
/// `+`. Bytes that are not UTF-8 are replaced and noted as a defect.
fn pairs(encoded: &[u8], defect: &mut Option<Rejection>) -> Pairs {
    let mut decode = |bytes: &[u8]| {
        let spaced: Vec<u8> =
            bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        let decoded: Vec<u8> = percent_decode(&spaced).collect();
        String::from_utf8(decoded).unwrap_or_else(|error| {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = format!("`{text}` is not UTF-8 once percent-decoded");
            *defect = Some(Rejection::invalid_parameter("Encoding", message));
            text
        })
    };
    encoded
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let mut part = || decode(parts.next().unwrap_or_default());
            (part(), part())
        })
        .collect()
}
