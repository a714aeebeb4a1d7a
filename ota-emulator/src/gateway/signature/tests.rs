//! The signatures that are published, or were computed with the official clients.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::canonical::encode;
use super::claim::Claim;
use crate::request::Request;

type Texts = BTreeMap<String, String>;

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> Texts {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn query(parameters: &Texts) -> String {
    let pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

fn request(method: &str, query: &str, headers: &Texts, body: &str) -> Request {
    let uri: Uri = format!("/?{query}").parse().unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_str(value).unwrap());
    }
    let method: Method = method.parse().unwrap();
    Request::new(&method, &uri, &map, Bytes::from(body.to_owned()))
}

fn v1(method: &str, mut parameters: Texts, signature: &str) -> Claim {
    parameters.insert("Signature".to_owned(), signature.to_owned());
    Claim::read(&request(method, &query(&parameters), &Texts::new(), "")).unwrap()
}

fn v3(method: &str, query: &str, body: &str, key: &str, mut headers: Texts, last: &str) -> Claim {
    let hash = hex::encode(Sha256::digest(body));
    headers.insert("x-acs-content-sha256".to_owned(), hash);
    let names: Vec<&str> = headers.keys().map(String::as_str).collect();
    let value = format!(
        "ACS3-HMAC-SHA256 Credential={key},SignedHeaders={},Signature={last}",
        names.join(";")
    );
    headers.insert("authorization".to_owned(), value);
    Claim::read(&request(method, query, &headers, body)).unwrap()
}

/// Accepts the right signature and no other: neither another text nor another secret.
fn assert_only(signature: &str, secret: &str, claim: impl Fn(&str) -> Claim) {
    assert!(claim(signature).is_signed_with(secret), "{}", claim(signature).text);
    assert!(!claim(signature).is_signed_with(&format!("{secret}x")));
    let first = if signature.starts_with('a') { "b" } else { "a" };
    let other = format!("{first}{}", &signature[1..]);
    assert!(!claim(&other).is_signed_with(secret));
    assert!(!claim("!").is_signed_with(secret));
}

#[test]
fn the_vectors_of_the_official_clients_are_accepted() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/vectors.json")).unwrap();
    let of = |value: &Value| -> Texts { serde_json::from_value(value.clone()).unwrap() };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let secret = text(&file["key_secret"]);
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 14);
    for vector in vectors {
        let method = text(&vector["method"]);
        let signature = text(&vector["signature"]);
        let token = vector["security_token"].as_str();
        if vector["scheme"] == "V1" {
            let mut all = of(&vector["params"]);
            all.extend(of(&file["v1_fixed_params"]));
            all.insert("Action".to_owned(), text(&vector["action"]));
            all.insert("AccessKeyId".to_owned(), text(&file["key_id"]));
            all.insert("Timestamp".to_owned(), text(&file["timestamp"]));
            all.insert("SignatureNonce".to_owned(), text(&file["nonce_v1"]));
            all.extend(token.map(|token| ("SecurityToken".to_owned(), token.to_owned())));
            assert_only(&signature, &secret, |signature| v1(&method, all.clone(), signature));
        } else {
            let mut headers = texts([
                ("host", file["v3_host"].as_str().unwrap()),
                ("x-acs-action", vector["action"].as_str().unwrap()),
                ("x-acs-date", file["timestamp"].as_str().unwrap()),
                ("x-acs-signature-nonce", file["nonce_v3"].as_str().unwrap()),
                ("x-acs-version", "2018-01-20"),
            ]);
            if let Some(token) = token {
                headers.extend(texts([
                    ("x-acs-security-token", token),
                    ("x-acs-accesskey-id", file["key_id"].as_str().unwrap()),
                ]));
            }
            if let Some(kind) = vector["content_type"].as_str() {
                headers.extend(texts([("content-type", kind)]));
            }
            let query = query(&of(&vector["query"]));
            let body = text(&vector["body"]);
            let key = text(&file["key_id"]);
            assert_only(&signature, &secret, |signature| {
                v3(&method, &query, &body, &key, headers.clone(), signature)
            });
        }
    }
}

#[test]
fn the_string_to_sign_is_the_documented_one() {
    let parameters = texts([
        ("AccessKeyId", "testid"),
        ("Action", "UpdateOTAModule"),
        ("Desc", "a b+c*d~e/f=g&h'i(j)!k%"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "n"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2026-01-02T03:04:05Z"),
        ("Version", "2018-01-20"),
    ]);
    let claim = v1("POST", parameters, "AAAA");
    assert_eq!(
        claim.text,
        "POST&%2F&AccessKeyId%3Dtestid%26Action%3DUpdateOTAModule%26Desc%3Da%2520b%252Bc%252Ad~e\
         %252Ff%253Dg%2526h%2527i%2528j%2529%2521k%2525%26SignatureMethod%3DHMAC-SHA1%26Signature\
         Nonce%3Dn%26SignatureVersion%3D1.0%26Timestamp%3D2026-01-02T03%253A04%253A05Z%26Version\
         %3D2018-01-20"
    );
}

#[test]
fn the_published_example_of_the_platform_is_accepted() {
    let parameters = texts([
        ("AccessKeyId", "testid"),
        ("Action", "Pub"),
        ("Format", "XML"),
        ("MessageContent", "aGVsbG93b3JsZA="),
        ("ProductKey", "12345abcdeZ"),
        ("Qos", "0"),
        ("RegionId", "cn-shanghai"),
        ("ServiceCode", "iot"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "0715a395-aedf-4a41-bab7-746b43d38d88"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2017-10-02T09:39:41Z"),
        ("TopicFullName", "/productKey/testdevice/get"),
        ("Version", "2017-04-20"),
    ]);
    assert_only("Y9eWn4nF8QPh3c4zAFkM/k/u7eA=", "testsecret", |signature| {
        v1("GET", parameters.clone(), signature)
    });
}

#[test]
fn the_classic_example_is_accepted() {
    let parameters = texts([
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("Format", "XML"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("Version", "2014-05-26"),
    ]);
    assert_only("OLeaidS1JvxuMvnyHOwuJ+uX5qY=", "testsecret", |signature| {
        v1("GET", parameters.clone(), signature)
    });
}

#[test]
fn the_published_example_with_headers_is_accepted() {
    let headers = texts([
        ("host", "ecs.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "RunInstances"),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
        ("x-acs-version", "2014-05-26"),
    ]);
    let query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";
    let claim =
        |signature: &str| v3("POST", query, "", "YourAccessKeyId", headers.clone(), signature);
    let signature = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    assert_only(signature, "YourAccessKeySecret", claim);
    assert_eq!(
        hex::encode(Sha256::digest(claim(signature).text)),
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    );
}

#[test]
fn a_header_sent_twice_is_signed_once_with_its_values_sorted() {
    let mut map = HeaderMap::new();
    for (name, value) in [
        ("host", "h"),
        ("x-acs-action", "A"),
        ("x-acs-content-sha256", "0"),
        ("x-acs-date", "d"),
        ("x-acs-note", " b "),
        ("x-acs-note", "a"),
        ("x-acs-signature-nonce", "n"),
        ("x-acs-version", "v"),
        (
            "authorization",
            "ACS3-HMAC-SHA256 Credential=k,SignedHeaders=host;x-acs-note;x-acs-action;\
             x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=00",
        ),
    ] {
        map.append(name, HeaderValue::from_static(value));
    }
    let uri: Uri = "/?b=2&a=1".parse().unwrap();
    let request = Request::new(&Method::GET, &uri, &map, Bytes::new());
    let text = Claim::read(&request).unwrap().text;
    assert_eq!(
        text,
        "GET\n/\na=1&b=2\nhost:h\nx-acs-action:A\nx-acs-content-sha256:0\nx-acs-date:d\n\
         x-acs-note:a,b\nx-acs-signature-nonce:n\nx-acs-version:v\n\nhost;x-acs-action;\
         x-acs-content-sha256;x-acs-date;x-acs-note;x-acs-signature-nonce;x-acs-version\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn only_callers_on_this_machine_are_told_more_about_a_wrong_signature() {
    let parameters = texts([
        ("AccessKeyId", "testid"),
        ("Action", "QueryOTAJob"),
        ("Signature", "AAAA"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "n"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2026-01-02T03:04:05Z"),
        ("Version", "2018-01-20"),
    ]);
    let asking = texts([("x-ota-emulator-explain", "signature")]);
    let mut request = request("GET", &query(&parameters), &asking, "");
    let explanation = |request: &Request| {
        let claim = Claim::read(request).unwrap();
        claim.verify(request, "testsecret").unwrap_err().explanation
    };
    assert_eq!(explanation(&request), None);
    request.is_local = true;
    assert!(explanation(&request).is_some_and(|text| text.contains("none of the mistakes")));
}
