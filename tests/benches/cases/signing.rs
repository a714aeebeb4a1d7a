//! From a checked request to a signed one, next to the bare hashing that every signature needs.

use std::hint::black_box;

use ota_api::__private::stages;
use ota_api::operations::{CancelOtaTaskByDevice, DeleteOtaFirmware};
use ota_api::sign::{Scheme, Signed};
use ota_api::{Client, Credentials, Operation};
use ring::digest::{SHA256, digest};
use ring::hmac::{self, Algorithm, HMAC_SHA1_FOR_LEGACY_USE_ONLY, HMAC_SHA256, Key, Tag};

use super::Case;

const KEY_ID: &str = "LTAI5tBenchmarkKeyId0001";
const KEY_SECRET: &str = "Bench1MarkKeySecret2OfThirty03";

/// Most names that a request can hold.
const NAMES: usize = 200;

pub(super) fn cases() -> Vec<Case> {
    let firmware = "s8SSHiKjpBfrM3BSN0z803";
    let delete = DeleteOtaFirmware::builder().firmware_id(firmware).build();
    // Named as in the sample of the documentation.
    let names: Vec<String> = (1..=NAMES).map(|number| format!("deviceName{number}")).collect();
    let cancel = CancelOtaTaskByDevice::builder()
        .product_key("a1V4kdeAbCd")
        .firmware_id(firmware)
        .device_name(names)
        .build();
    let mut cases = Vec::new();
    for (scheme, name) in [(Scheme::V3, "V3"), (Scheme::V1, "V1")] {
        cases.extend(compare(&format!("sign DeleteOTAFirmware, {name}"), scheme, &delete));
        let group = format!("sign CancelOTATaskByDevice with {NAMES} names, {name}");
        cases.extend(compare(&group, scheme, &cancel));
    }
    cases
}

fn compare<O>(group: &str, scheme: Scheme, request: &O) -> [Case; 3]
where
    O: Operation<Client = Client> + Clone + 'static,
{
    let client = Client::builder()
        .region("cn-shanghai")
        .credentials(Credentials::new(KEY_ID, KEY_SECRET))
        .scheme(scheme)
        .build()
        .unwrap();
    let signed = stages::sign(&client, request).unwrap();
    let hashing = Hashing::of(scheme, &signed);
    assert_eq!(hashing.signature(), signed.signature(), "the bytes are the same");
    let (checked, unchecked) = ((client.clone(), request.clone()), (client, request.clone()));
    [
        Case::new(group, "ota-api", move || {
            let (client, request) = &unchecked;
            black_box(stages::sign(client, black_box(request)).unwrap());
        }),
        Case::new(group, "ota-api with checks", move || {
            let (client, request) = &checked;
            black_box(client.dry_run(black_box(request)).unwrap());
        }),
        Case::new(group, "bare hashing", move || hashing.run()),
    ]
}

/// The bytes that one signature hashes.
enum Hashing {
    V3 { canonical: Vec<u8>, string_to_sign: Vec<u8> },
    V1 { key: Vec<u8>, string_to_sign: Vec<u8> },
}

impl Hashing {
    fn of(scheme: Scheme, signed: &Signed) -> Self {
        let string_to_sign = signed.string_to_sign().as_bytes().to_vec();
        match scheme {
            Scheme::V3 => {
                let canonical = signed.canonical().as_bytes().to_vec();
                Self::V3 { canonical, string_to_sign }
            }
            Scheme::V1 => Self::V1 { key: format!("{KEY_SECRET}&").into_bytes(), string_to_sign },
        }
    }

    fn run(&self) {
        match self {
            Self::V3 { canonical, string_to_sign } => {
                black_box(digest(&SHA256, black_box(b"")));
                black_box(digest(&SHA256, black_box(canonical)));
                black_box(code(HMAC_SHA256, KEY_SECRET.as_bytes(), black_box(string_to_sign)));
            }
            Self::V1 { key, string_to_sign } => {
                black_box(code(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key, black_box(string_to_sign)));
            }
        }
    }

    /// The signature, as proof that these are the bytes that were signed.
    fn signature(&self) -> String {
        match self {
            Self::V3 { string_to_sign, .. } => {
                let code = code(HMAC_SHA256, KEY_SECRET.as_bytes(), string_to_sign);
                code.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
            }
            Self::V1 { key, string_to_sign } => {
                use base64::Engine;
                let code = code(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key, string_to_sign);
                base64::engine::general_purpose::STANDARD.encode(code)
            }
        }
    }
}

fn code(algorithm: Algorithm, key: &[u8], bytes: &[u8]) -> Tag {
    hmac::sign(&Key::new(algorithm, key), bytes)
}
