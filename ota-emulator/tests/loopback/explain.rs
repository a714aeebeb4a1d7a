//! The explanation that a request gets for its wrong signature, if it asks.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ota_emulator::Emulator;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::call::{Call, Scheme, cancel, start, start_with};
use crate::http::Response;

const EXPLAIN: &str = "x-ota-emulator-explain";

fn sha1(key: &str, text: &str) -> Vec<u8> {
    let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

fn sha256(key: &str, text: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

fn to_sign(canonical: &str) -> String {
    format!("ACS3-HMAC-SHA256\n{}", hex::encode(Sha256::digest(canonical)))
}

/// Signs a text as the scheme does.
fn sign(scheme: Scheme, text: &str) -> String {
    match scheme {
        Scheme::V1 => STANDARD.encode(sha1("testsecret&", text)),
        Scheme::V3 => hex::encode(sha256("testsecret", &to_sign(text))),
    }
}

/// A call with everything in it that is easily got wrong.
fn odd(scheme: Scheme) -> Call {
    (2..=10).fold(cancel(scheme).with("IotInstanceId", "a b*c~d!e"), |call, number| {
        call.with(&format!("DeviceName.{number}"), &format!("device{number}"))
    })
}

fn explanation(response: &Response) -> String {
    response.assert_refused(400, "SignatureDoesNotMatch");
    response.json()["Explanation"].as_str().unwrap_or_default().to_owned()
}

/// Sends a call signed with `text`, shows that text, and gives the explanation. Whatever it says,
/// the text of the server still follows the first colon of the message.
async fn shown(emulator: &Emulator, call: Call, text: &str) -> (String, String) {
    let scheme = if text.contains('\n') { Scheme::V3 } else { Scheme::V1 };
    let server = call.text(emulator);
    let call = call.signature(&sign(scheme, text)).header(EXPLAIN, &STANDARD.encode(text));
    let response = call.send(emulator).await;
    let explanation = explanation(&response);
    let message = response.message();
    let (before, after) = message.split_once(':').unwrap();
    assert_eq!(after, server);
    assert!(!explanation.contains("testsecret"), "{explanation}");
    (before.to_owned(), explanation)
}

#[tokio::test]
async fn nobody_is_told_without_asking_but_everybody_that_they_may_ask() {
    let (emulator, _) = start().await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let response = cancel(scheme).secret("another").send(&emulator).await;
        assert_eq!(explanation(&response), "");
        assert!(response.json().get("Explanation").is_none());
        assert!(response.message().contains("`x-ota-emulator-explain`"), "{response:?}");
    }
}

#[tokio::test]
async fn a_right_signature_has_nothing_to_explain() {
    let (emulator, _) = start().await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let call = cancel(scheme).header(EXPLAIN, "signature");
        call.send(&emulator).await.assert_success();
        let signed = cancel(scheme).common(EXPLAIN, "signature");
        signed.send(&emulator).await.assert_success();
    }
}

#[tokio::test]
async fn the_mistakes_of_the_parameter_scheme_are_recognised_by_their_signature() {
    let (emulator, _) = start().await;
    let call = odd(Scheme::V1).header(EXPLAIN, "signature");
    let text = call.text(&emulator);
    let right = |text: &str| sign(Scheme::V1, text);
    let joined = text.splitn(3, '&').nth(2).unwrap();
    let once = percent(joined);
    let numeric = text.replace("DeviceName.10%3Ddevice10%26", "");
    let numeric = numeric.replace("device9%26", "device9%26DeviceName.10%3Ddevice10%26");
    assert_ne!(numeric, text);
    for (signature, says) in [
        (STANDARD.encode(sha1("testsecret", &text)), "followed by `&`"),
        (hex::encode(sha1("testsecret&", &text)), "in hex"),
        (STANDARD.encode(sha256("testsecret&", &text)), "SHA-256"),
        (right(&text.replacen("POST", "GET", 1)), "method in the text is `GET`"),
        (right(&text.replacen("%2F", "/", 1)), "write `%2F`"),
        (right(&format!("POST&%2F&{once}")), "once more as a whole"),
        (right(&text.replace("%2520", "%2B")), "no single mistake"),
        (
            right(&text.replace("%2520", "%2B").replace("%252A", "%2A").replace("~", "%257E")),
            "as in forms",
        ),
        (right(&text.replace("%252A", "%2A").replace("%2521", "%21")), "`%21`"),
        (right(&text.replace("%252A", "%252a").replace("%253A", "%253a")), "small letters"),
        (
            right(
                &text
                    .replace("%252A", "%252a")
                    .replace("%253A", "%253a")
                    .replace("%3D", "%3d")
                    .replace("%2F", "%2f"),
            ),
            "small letters",
        ),
        (
            right(
                &text
                    .replace("%253A", "%3A")
                    .replace("%2520", "%20")
                    .replace("%252A", "%2A")
                    .replace("%2521", "%21"),
            ),
            "are not encoded",
        ),
        (right(&numeric), "value of their numbers"),
        (right(&text.replace("RegionId%3Dcn-shanghai%26", "")), "`RegionId` is not in the text"),
        (right("POST&%2F&"), "no parameter"),
        (sign(Scheme::V1, "anything"), "no single mistake"),
        ("%%%".to_owned(), "no single mistake"),
    ] {
        let response = call.clone().signature(&signature).send(&emulator).await;
        let found = explanation(&response);
        let found =
            if found.contains("none of the mistakes") { "no single mistake" } else { &found };
        assert!(found.contains(says), "{says}: {response:?}");
        assert!(!response.body.contains("testsecret"));
    }
}

#[tokio::test]
async fn the_mistakes_of_the_header_scheme_are_recognised_by_their_signature() {
    let (emulator, _) = start().await;
    let call = odd(Scheme::V3).header(EXPLAIN, "signature");
    let text = call.text(&emulator);
    let right = |text: &str| sign(Scheme::V3, text);
    let signed = to_sign(&text);
    for (signature, says) in [
        (hex::encode(sha256("testsecret&", &signed)), "the secret alone"),
        (STANDARD.encode(sha256("testsecret", &signed)), "in base64"),
        (hex::encode(sha1("testsecret", &signed)), "SHA-1"),
        (hex::encode(sha256("testsecret", &text)), "canonical request itself"),
        (hex::encode(sha256("testsecret", &hex::encode(Sha256::digest(&text)))), "the line"),
        (right(&text.replacen("POST", "GET", 1)), "method in the text is `GET`"),
        (right(&text.replace("\n\n", "\n")), "empty line"),
        (right(&format!("{text}\n")), "line break follows"),
        (right(&text.replace("%20", "+").replace("%2A", "*").replace('~', "%7E")), "as in forms"),
        (right(&text.replace("DeviceName.1=device1&", "")), "`DeviceName.1` is not in the text"),
    ] {
        let response = call.clone().signature(&signature).send(&emulator).await;
        assert!(explanation(&response).contains(says), "{says}: {response:?}");
    }
    let call = cancel(Scheme::V3).form().header(EXPLAIN, "signature");
    let text = call.text(&emulator);
    let body = "DeviceName.1=device1&FirmwareId=T0F5b5tpFnHQrgfk030100&ProductKey=a1V4kdeAbCd";
    let in_query = text.replacen("\n/\n\n", &format!("\n/\n{body}\n"), 1);
    let (head, _) = text.rsplit_once('\n').unwrap();
    let unhashed = format!("{head}\n{}", hex::encode(Sha256::digest("")));
    for (text, says) in [(in_query, "stand in the query line"), (unhashed, "as if it were empty")] {
        let response = call.clone().signature(&right(&text)).send(&emulator).await;
        assert!(explanation(&response).contains(says), "{says}: {response:?}");
    }
}

#[tokio::test]
async fn the_first_difference_of_two_strings_to_sign_is_named() {
    let (emulator, _) = start().await;
    let call = odd(Scheme::V1);
    let text = call.text(&emulator);
    let joined = text.splitn(3, '&').nth(2).unwrap();
    for (mine, place, says) in [
        (text.replacen("POST", "PUT", 1), "the method", "the server has `POST`, you have `PUT`"),
        (text.replacen("%2F", "%2Fv1", 1), "the path", "you have `%2Fv1`"),
        ("POST".to_owned(), "the path", "you have nothing"),
        (format!("POST&%2F&{}", percent(joined)), "the parameters", "once more"),
        (
            text.replace("%2520b", "%2Bb"),
            "parameter `IotInstanceId`",
            "`a%20b%2Ac~d%21e`, you have `a+b%2Ac~d%21e`; both stand for the same value",
        ),
        (text.replace("%26Format%3DJSON", ""), "parameter `Format`", "you have it nowhere"),
        (
            text.replace("%26Timestamp", "%26Signature%3Dc2VjcmV0%26Timestamp"),
            "parameter `Signature`",
            "the server has it nowhere, you have it; the signature itself is not signed",
        ),
        (
            text.replace("DeviceName.10%3Ddevice10%26", "")
                .replace("device9%26", "device9%26DeviceName.10%3Ddevice10%26"),
            "parameter `DeviceName.2`",
            "the server has `DeviceName.10` here, you have it here; sort",
        ),
        (
            text.replace("%3D", "%3d"),
            "the encoding of the parameters as a whole",
            "`AccessKeyId%3Dtestid`, you have `AccessKeyId%3dtestid`",
        ),
        (text.replace("device9", "device\r9"), "parameter `DeviceName.9`", "`device\\r9`"),
    ] {
        assert_ne!(mine, text, "{place}");
        let (message, explanation) = shown(&emulator, call.clone(), &mine).await;
        assert!(message.contains(&format!("first difference in {place},")), "{place}: {message}");
        assert!(explanation.contains(says), "{says}: {explanation}");
        assert!(!explanation.contains("c2VjcmV0"), "{explanation}");
    }
}

#[tokio::test]
async fn the_first_difference_of_two_canonical_requests_is_named() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    let call = odd(Scheme::V3);
    let text = call.text(&emulator);
    let hash = hex::encode(Sha256::digest(""));
    for (mine, place, says) in [
        (text.replacen("POST", "GET", 1), "line 1, the method", "you have `GET`"),
        (text.replacen("\n/\n", "\n/v1\n", 1), "line 2, the path", "you have `/v1`"),
        (text.replace("%20b", "+b"), "line 3, parameter `IotInstanceId`", "same value"),
        (text.replace("=device9", "=device8"), "line 3, parameter `DeviceName.9`", "`device8`"),
        (
            text.replacen("a1V4kdeAbCd\n", "a1V4kdeAbCd&\n", 1),
            "line 3, the query",
            "the server has no empty parameter, you have an empty one",
        ),
        (
            text.replace(&host, "iot.cn-shanghai.aliyuncs.com"),
            "line 5, header `host`",
            &format!("`{host}`, you have `iot.cn-shanghai.aliyuncs.com`; it must be the value"),
        ),
        (text.replace("host:", "host: "), "line 5, header `host`", "no space"),
        (text.replace(&format!("host:{host}\n"), ""), "line 5, header `host`", "it nowhere"),
        (
            text.replacen("host:", "date:now\nhost:", 1),
            "line 5, header `date`",
            "the server has it nowhere",
        ),
        (
            text.replace("user-agent:a client (of; tests)\n", "").replacen(
                "host:",
                "user-agent:a client (of; tests)\nhost:",
                1,
            ),
            "line 5, header `user-agent`",
            "the server has `host` here, you have it here; sort",
        ),
        (text.replace("\n\n", "\n"), "line 12, the empty line", "one more follows"),
        (text.replace("accept;", "Accept;"), "line 13, the names", "lower case"),
        (
            text.trim_end_matches(&hash).to_owned(),
            "line 14, the hash of the body",
            "you have nothing",
        ),
        (format!("{text}\n"), "line 15, after the last one", "without line break"),
        (text.replace('\n', "\r\n"), "line 1, the method", "`POST\\r`"),
    ] {
        assert_ne!(mine, text, "{place}");
        let (message, explanation) = shown(&emulator, call.clone(), &mine).await;
        assert!(message.contains(&format!("first difference in {place}")), "{place}: {message}");
        assert!(explanation.contains(says), "{says}: {explanation}");
    }
}

#[tokio::test]
async fn equal_texts_are_called_equal_and_the_key_wrong() {
    let (emulator, _) = start().await;
    for (scheme, says) in [(Scheme::V1, "followed by `&`"), (Scheme::V3, "the secret alone")] {
        let call = cancel(scheme).secret("another");
        let text = call.text(&emulator);
        for base64 in [STANDARD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            let response = call.clone().header(EXPLAIN, &base64).send(&emulator).await;
            let found = explanation(&response);
            assert!(found.contains("byte for byte") && found.contains(says), "{found}");
        }
    }
    let call = cancel(Scheme::V3).secret("another");
    let hashed = STANDARD.encode(to_sign(&call.text(&emulator)));
    let response = call.header(EXPLAIN, &hashed).send(&emulator).await;
    assert!(explanation(&response).contains("send the canonical request"), "{response:?}");
}

#[tokio::test]
async fn what_is_no_text_is_said_to_be_none() {
    let (emulator, _) = start().await;
    for text in ["please", "", "%%%", "//79"] {
        let response = cancel(Scheme::V1).secret("x").header(EXPLAIN, text).send(&emulator).await;
        assert!(explanation(&response).contains("must be the word `signature`"), "{response:?}");
    }
}

#[tokio::test]
async fn secret_token_and_signature_are_never_in_an_explanation() {
    let token = "CAIS+test/token==";
    let (emulator, _) = start_with(Emulator::builder().security_token(token)).await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let call = cancel(scheme).token(token);
        let text = call.text(&emulator);
        let signature = sign(scheme, "anything");
        let encoded =
            percent_encoding::utf8_percent_encode(token, percent_encoding::NON_ALPHANUMERIC);
        for mine in [
            format!("testsecret&{text}"),
            text.replace("testid", "testsecret"),
            text.replace("CAIS", "CAIX"),
            text.replace("POST", &signature),
            text.replace("POST", token),
            text.replace("POST", &encoded.to_string()),
            text.replace("POST", &format!("x-acs-security-token:{token}")),
            text.replace("\n\n", &format!("\n\nx-acs-security-token:{token}x\n")),
            text.replace("%3D", "="),
            "SecurityToken=CAIS+test/token==x".to_owned(),
        ] {
            let call = call.clone().signature(&signature);
            let call = call.header(EXPLAIN, &STANDARD.encode(&mine));
            let found = explanation(&call.send(&emulator).await);
            assert!(!found.is_empty());
            for secret in ["testsecret", "CAIS", "CAIX", &signature] {
                assert!(!found.contains(secret), "{mine}\n{found}");
            }
        }
    }
}

#[tokio::test]
async fn an_explanation_is_in_xml_too() {
    let (emulator, _) = start().await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let call = cancel(scheme).secret("x").format("XML").header(EXPLAIN, "signature");
        let response = call.send(&emulator).await;
        assert_eq!(response.status, 400);
        assert!(response.body.contains("</Message><Explanation>the signature is"), "{response:?}");
    }
}

/// Decodes percent-encoding once.
fn percent(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
