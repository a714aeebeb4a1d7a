//! Random requests are sent flattened, percent-encoded and sorted.

use ota_api::sign::{Format, Scheme, Unsigned};
use ota_api::{Client, Credentials, Method};
use ota_spec::wire;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

/// The characters besides letters and digits that signatures do not encode.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A plain re-telling of the rule: sort by name, encode both sides, join.
fn canonical(pairs: &[(String, String)]) -> String {
    let mut sorted = pairs.to_vec();
    sorted.sort();
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let joined: Vec<String> =
        sorted.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    joined.join("&")
}

fn client() -> Client {
    Client::builder()
        .endpoint("http://127.0.0.1:9")
        .credentials(Credentials::new("testid", "testsecret"))
        .build()
        .unwrap()
}

proptest! {
    #[test]
    fn any_pairs_are_sorted_and_encoded(
        pairs in proptest::collection::btree_map("[A-Za-z][A-Za-z0-9.]{0,12}", any::<String>(), 0..20)
    ) {
        let pairs: Vec<(String, String)> = pairs.into_iter().collect();
        let credentials = Credentials::new("testid", "testsecret");
        let unsigned = |scheme| Unsigned {
            scheme,
            method: Method::Post,
            host: "localhost",
            action: "Anything",
            version: "2018-01-20",
            timestamp: "2026-01-02T03:04:05Z",
            nonce: "n",
            region: Some("cn-shanghai"),
            format: Format::Json,
            credentials: &credentials,
            body: None,
        };
        let given = || pairs.iter().rev().map(|(name, value)| (name.as_str(), value.as_str()));
        let signed = unsigned(Scheme::V3).sign(given());
        prop_assert_eq!(signed.query(), canonical(&pairs));

        let mut all = pairs.clone();
        for (name, value) in [
            ("AccessKeyId", "testid"), ("Action", "Anything"), ("Format", "JSON"),
            ("RegionId", "cn-shanghai"), ("SignatureMethod", "HMAC-SHA1"), ("SignatureNonce", "n"),
            ("SignatureVersion", "1.0"), ("Timestamp", "2026-01-02T03:04:05Z"),
            ("Version", "2018-01-20"),
        ] {
            all.push((name.to_owned(), value.to_owned()));
        }
        let signed = unsigned(Scheme::V1).sign(given());
        prop_assert_eq!(signed.canonical(), canonical(&all));
    }

    #[test]
    fn lists_of_every_length_are_flattened_in_canonical_order(
        versions in proptest::collection::btree_set("[^\\x00-\\x1f\\x7f]{1,12}", 1..=200),
        minutes in proptest::option::of(1..=1440_i32),
    ) {
        let versions: Vec<String> = versions.into_iter().collect();
        let builder = ota_api::operations::UpdateOtaJob::builder()
            .job_id("j*1")
            .maximum_per_minute(10)
            .src_version_list(&versions)
            .target_selection("ALL")
            .upgrade_type("DYNAMIC")
            .timeout_in_minutes(minutes);
        let mut pairs: Vec<(String, String)> = versions
            .iter()
            .enumerate()
            .map(|(index, version)| (format!("SrcVersionList.{}", index + 1), version.clone()))
            .collect();
        let others = [
            ("JobId", "j*1"),
            ("MaximumPerMinute", "10"),
            ("TargetSelection", "ALL"),
            ("UpgradeType", "DYNAMIC"),
        ];
        pairs.extend(others.map(|(name, value)| (name.to_owned(), value.to_owned())));
        pairs.extend(minutes.map(|minutes| ("TimeoutInMinutes".to_owned(), minutes.to_string())));
        let sent = client().dry_run(&builder.build()).unwrap();
        prop_assert_eq!(sent.signed().query(), canonical(&pairs));
        let mut read = wire::parse_query(sent.signed().query()).unwrap();
        read.sort();
        pairs.sort();
        prop_assert_eq!(read, pairs);
    }
}
