//! The same call written by hand with reqwest, as one would who has no client: signed by V3, within a deadline, and with the
//! response read by serde's derive. It checks nothing, learns nothing from a refusal and sends nothing twice.

use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use ota_api::sign::{Format, Scheme, Unsigned};
use ota_api::{Credentials, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use ring::hmac::{HMAC_SHA256, Key, sign};
use ring::rand::{SecureRandom, SystemRandom};
use serde::Deserialize;

use crate::contenders::{FIRMWARE, KEY_ID, KEY_SECRET};

const ACTION: &str = "DeleteOTAFirmware";
const VERSION: &str = "2018-01-20";
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(crate) struct ByHand {
    http: reqwest::Client,
    address: String,
    key: Key,
    random: SystemRandom,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Deleted {
    request_id: String,
    success: bool,
}

/// What is in the request because of its signature.
struct Signed {
    authorization: String,
    hash: String,
}

impl ByHand {
    pub(crate) fn new(http: reqwest::ClientBuilder, address: &str) -> Self {
        let by_hand = Self {
            http: http.timeout(Duration::from_secs(30)).build().unwrap(),
            address: address.to_owned(),
            key: Key::new(HMAC_SHA256, KEY_SECRET.as_bytes()),
            random: SystemRandom::new(),
        };
        by_hand.prove();
        by_hand
    }

    pub(crate) async fn call(&self) {
        let mut random = [0; 16];
        self.random.fill(&mut random).unwrap();
        let nonce = hex(&random);
        let date = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let query = format!("FirmwareId={}", utf8_percent_encode(FIRMWARE, KEPT));
        let Signed { authorization, hash } = self.sign(&query, &date, &nonce);
        let request = self
            .http
            .post(format!("http://{}/?{query}", self.address))
            .header("accept", "application/json")
            .header("accept-encoding", "identity")
            .header("authorization", authorization)
            .header("content-length", "0")
            .header("x-acs-action", ACTION)
            .header("x-acs-content-sha256", hash)
            .header("x-acs-date", date)
            .header("x-acs-signature-nonce", nonce)
            .header("x-acs-version", VERSION);
        let response = request.send().await.unwrap().error_for_status().unwrap();
        let deleted: Deleted = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(deleted.success, "{}", deleted.request_id);
    }

    fn sign(&self, query: &str, date: &str, nonce: &str) -> Signed {
        let hash = hex(digest(&SHA256, b"").as_ref());
        let headers = [
            ("host", self.address.as_str()),
            ("x-acs-action", ACTION),
            ("x-acs-content-sha256", &hash),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", nonce),
            ("x-acs-version", VERSION),
        ];
        let names = headers.map(|(name, _)| name).join(";");
        let mut canonical = format!("POST\n/\n{query}\n");
        for (name, value) in headers {
            writeln!(canonical, "{name}:{value}").unwrap();
        }
        write!(canonical, "\n{names}\n{hash}").unwrap();
        let digest = hex(digest(&SHA256, canonical.as_bytes()).as_ref());
        let signature = sign(&self.key, format!("ACS3-HMAC-SHA256\n{digest}").as_bytes());
        let signature = hex(signature.as_ref());
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders={names},Signature={signature}"
        );
        Signed { authorization, hash }
    }

    /// A signature that no service would take proves nothing.
    fn prove(&self) {
        let (timestamp, nonce) = ("2026-01-02T03:04:05Z", "0123456789abcdef0123456789abcdef");
        let ours = Unsigned {
            scheme: Scheme::V3,
            method: Method::Post,
            host: &self.address,
            action: ACTION,
            version: VERSION,
            timestamp,
            nonce,
            region: None,
            format: Format::Json,
            credentials: &Credentials::new(KEY_ID, KEY_SECRET),
            body: None,
        }
        .sign([("FirmwareId", FIRMWARE)]);
        let by_hand = self.sign(&format!("FirmwareId={FIRMWARE}"), timestamp, nonce);
        assert_eq!(Some(by_hand.authorization.as_str()), ours.authorization());
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
