//! Writes and signs calls in both schemes, and lets a test spoil any part of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ota_emulator::{Builder, Emulator, ManualClock};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::http::{self, Response};

/// The time of the clock when a test starts, as a string and as a time.
pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";

pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)
}

/// An emulator whose clock stands at [`NOW`].
pub(crate) async fn start() -> (Emulator, Arc<ManualClock>) {
    start_with(Emulator::builder()).await
}

pub(crate) async fn start_with(builder: Builder) -> (Emulator, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(now()));
    let emulator = builder.clock(clock.clone()).start().await.unwrap();
    (emulator, clock)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    V1,
    V3,
}

/// A call. Parameters are names and values as they are before any encoding.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    scheme: Scheme,
    method: String,
    key_id: String,
    secret: String,
    /// Whether the parameters go into a form body.
    form: bool,
    /// Parameters that go into the query all the same.
    in_query: Vec<String>,
    /// Whether spaces are sent as `+`; they are signed as `%20` all the same.
    plus: bool,
    parameters: BTreeMap<String, String>,
    /// The fields of the scheme: parameters of V1, headers of V3.
    common: BTreeMap<String, String>,
    /// Headers that are not signed.
    headers: Vec<(String, String)>,
    /// Signed headers that are sent as several.
    repeated: Vec<(String, Vec<String>)>,
    /// Headers of V3 that are sent and left out of `SignedHeaders`.
    unsigned: Vec<String>,
    /// The signature that is sent in place of the right one.
    signature: Option<String>,
}

impl Call {
    pub(crate) fn new(scheme: Scheme, action: &str) -> Self {
        static NONCE: AtomicU64 = AtomicU64::new(0);
        let nonce = format!("nonce-{}", NONCE.fetch_add(1, Ordering::Relaxed));
        let common: &[(&str, &str)] = match scheme {
            Scheme::V1 => &[
                ("Action", action),
                ("Version", "2018-01-20"),
                ("Format", "JSON"),
                ("AccessKeyId", "testid"),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureVersion", "1.0"),
                ("SignatureNonce", &nonce),
                ("Timestamp", NOW),
                ("RegionId", "cn-shanghai"),
            ],
            Scheme::V3 => &[
                ("x-acs-action", action),
                ("x-acs-version", "2018-01-20"),
                ("x-acs-date", NOW),
                ("x-acs-signature-nonce", &nonce),
                ("accept", "application/json"),
                ("user-agent", "a client (of; tests)"),
            ],
        };
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            scheme,
            method: "POST".to_owned(),
            key_id: "testid".to_owned(),
            secret: "testsecret".to_owned(),
            form: false,
            in_query: Vec::new(),
            plus: false,
            parameters: BTreeMap::new(),
            common: common.iter().map(owned).collect(),
            headers: Vec::new(),
            repeated: Vec::new(),
            unsigned: Vec::new(),
            signature: None,
        }
    }

    pub(crate) fn v1(action: &str) -> Self {
        Self::new(Scheme::V1, action)
    }

    pub(crate) fn v3(action: &str) -> Self {
        Self::new(Scheme::V3, action)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn with_all(self, pairs: &[(&str, &str)]) -> Self {
        pairs.iter().fold(self, |call, (name, value)| call.with(name, value))
    }

    pub(crate) fn common(mut self, name: &str, value: &str) -> Self {
        self.common.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.common.remove(name);
        self
    }

    pub(crate) fn unsigned(mut self, name: &str) -> Self {
        self.unsigned.push(name.to_owned());
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends a signed header as several of the same name.
    pub(crate) fn repeated(mut self, name: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.repeated.push((name.to_owned(), values));
        self
    }

    pub(crate) fn get(mut self) -> Self {
        self.method = "GET".to_owned();
        self
    }

    pub(crate) fn method(mut self, method: &str) -> Self {
        self.method = method.to_owned();
        self
    }

    /// Signs with another key.
    pub(crate) fn key(mut self, id: &str, secret: &str) -> Self {
        self.key_id = id.to_owned();
        match self.scheme {
            Scheme::V1 => self.common("AccessKeyId", id).secret(secret),
            Scheme::V3 => self.secret(secret),
        }
    }

    /// Carries a token.
    pub(crate) fn token(self, token: &str) -> Self {
        match self.scheme {
            Scheme::V1 => self.common("SecurityToken", token),
            Scheme::V3 => self.common("x-acs-security-token", token),
        }
    }

    /// Sends this in place of the right signature.
    pub(crate) fn signature(mut self, signature: &str) -> Self {
        self.signature = Some(signature.to_owned());
        self
    }

    /// Carries this nonce.
    pub(crate) fn nonce(self, nonce: &str) -> Self {
        match self.scheme {
            Scheme::V1 => self.common("SignatureNonce", nonce),
            Scheme::V3 => self.common("x-acs-signature-nonce", nonce),
        }
    }

    /// Carries this time.
    pub(crate) fn time(self, time: &str) -> Self {
        match self.scheme {
            Scheme::V1 => self.common("Timestamp", time),
            Scheme::V3 => self.common("x-acs-date", time),
        }
    }

    /// Asks for JSON or XML.
    pub(crate) fn format(self, format: &str) -> Self {
        match self.scheme {
            Scheme::V1 => self.common("Format", format),
            Scheme::V3 => self.common("accept", &format!("application/{}", format.to_lowercase())),
        }
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secret = secret.to_owned();
        self
    }

    pub(crate) fn form(mut self) -> Self {
        self.form = true;
        self
    }

    /// Sends this parameter in the query, whatever is with the others.
    pub(crate) fn in_query(mut self, name: &str) -> Self {
        self.in_query.push(name.to_owned());
        self
    }

    pub(crate) fn plus(mut self) -> Self {
        self.plus = true;
        self
    }

    pub(crate) async fn send(&self, emulator: &Emulator) -> Response {
        http::read(&http::exchange(emulator.address(), &self.bytes(emulator), false).await)
    }

    /// The call as it goes over the wire.
    pub(crate) fn bytes(&self, emulator: &Emulator) -> Vec<u8> {
        let (target, headers, body) = match self.scheme {
            Scheme::V1 => self.sign_v1(emulator),
            Scheme::V3 => self.sign_v3(emulator),
        };
        let mut sent: Vec<_> = headers.into_iter().chain(self.headers.clone()).collect();
        for (name, values) in &self.repeated {
            sent.retain(|(known, _)| known != name);
            sent.extend(values.iter().map(|value| (name.clone(), value.clone())));
        }
        http::write(&self.method, &target, &sent, body.as_bytes())
    }

    /// The text that the emulator must have signed: string to sign or canonical request.
    pub(crate) fn text(&self, emulator: &Emulator) -> String {
        match self.scheme {
            Scheme::V1 => self.text_v1(),
            Scheme::V3 => self.text_v3(emulator),
        }
    }

    fn text_v1(&self) -> String {
        let mut all = self.parameters.clone();
        all.extend(self.common.clone());
        all.remove("Signature");
        format!("{}&%2F&{}", self.method, encode(&join(&all)))
    }

    fn sign_v1(&self, emulator: &Emulator) -> (String, Vec<(String, String)>, String) {
        let mut mac = Hmac::<Sha1>::new_from_slice(format!("{}&", self.secret).as_bytes()).unwrap();
        mac.update(self.text_v1().as_bytes());
        let signature =
            base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        let mut all = self.parameters.clone();
        all.insert("Signature".to_owned(), self.signature.clone().unwrap_or(signature));
        all.extend(self.common.clone());
        all.retain(|_, value| value != ABSENT);
        let host = vec![("host".to_owned(), emulator.address().to_string())];
        self.place(&all, host)
    }

    fn place(
        &self,
        sent: &BTreeMap<String, String>,
        mut headers: Vec<(String, String)>,
    ) -> (String, Vec<(String, String)>, String) {
        let (query, body) = self.split(sent);
        let joined = |pairs: &BTreeMap<String, String>| {
            if self.plus { join(pairs).replace("%20", "+") } else { join(pairs) }
        };
        if self.form && !headers.iter().any(|(name, _)| name == "content-type") {
            headers.push(("content-type".to_owned(), FORM.to_owned()));
        }
        let target =
            if query.is_empty() { "/".to_owned() } else { format!("/?{}", joined(&query)) };
        (target, headers, joined(&body))
    }

    /// The parts that go into the query and into the body.
    fn split(
        &self,
        sent: &BTreeMap<String, String>,
    ) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
        let pairs = sent.clone().into_iter();
        pairs.partition(|(name, _)| !self.form || self.in_query.contains(name))
    }

    fn headers_v3(&self, emulator: &Emulator) -> BTreeMap<String, String> {
        let body = join(&self.split(&self.parameters).1);
        let mut headers = BTreeMap::new();
        headers.insert("host".to_owned(), emulator.address().to_string());
        headers.insert("x-acs-content-sha256".to_owned(), hex::encode(Sha256::digest(body)));
        if self.form {
            headers.insert("content-type".to_owned(), FORM.to_owned());
        }
        headers.extend(self.common.clone());
        headers.retain(|_, value| value != ABSENT);
        headers
    }

    fn signed(&self, headers: &BTreeMap<String, String>) -> String {
        let names: Vec<&str> = headers
            .keys()
            .map(String::as_str)
            .filter(|name| *name != "authorization" && !self.unsigned.iter().any(|n| n == name))
            .collect();
        names.join(";")
    }

    fn text_v3(&self, emulator: &Emulator) -> String {
        let headers = self.headers_v3(emulator);
        let signed = self.signed(&headers);
        let lines: String =
            signed.split(';').map(|name| format!("{name}:{}\n", headers[name])).collect();
        let (query, body) = self.split(&self.parameters);
        let (query, body) = (join(&query), join(&body));
        let hash = hex::encode(Sha256::digest(body));
        format!("{}\n/\n{query}\n{lines}\n{signed}\n{hash}", self.method)
    }

    fn sign_v3(&self, emulator: &Emulator) -> (String, Vec<(String, String)>, String) {
        let digest = hex::encode(Sha256::digest(self.text_v3(emulator)));
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(format!("ACS3-HMAC-SHA256\n{digest}").as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        let signature = self.signature.clone().unwrap_or(signature);
        let mut headers = self.headers_v3(emulator);
        let signed = self.signed(&headers);
        let key = &self.key_id;
        headers.entry("authorization".to_owned()).or_insert(format!(
            "ACS3-HMAC-SHA256 Credential={key},SignedHeaders={signed},Signature={signature}"
        ));
        self.place(&self.parameters, headers.into_iter().collect())
    }
}

/// As the value of a common parameter or header: do not send it, though it would be computed.
pub(crate) const ABSENT: &str = "(absent)";

const FORM: &str = "application/x-www-form-urlencoded";

/// A call that works in the sample state.
pub(crate) fn cancel(scheme: Scheme) -> Call {
    Call::new(scheme, "CancelOTATaskByDevice").with_all(&[
        ("ProductKey", "a1V4kdeAbCd"),
        ("FirmwareId", "T0F5b5tpFnHQrgfk030100"),
        ("DeviceName.1", "device1"),
    ])
}

pub(crate) fn delete(scheme: Scheme) -> Call {
    Call::new(scheme, "DeleteOTAFirmware").with("FirmwareId", "s8SSHiKjpBfrM3BSN0z803")
}

fn join(pairs: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
