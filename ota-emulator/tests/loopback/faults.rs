//! Faults, as a client sees them on the wire.

use std::io::ErrorKind;
use std::time::Duration;

use ota_emulator::{Effect, Emulator, Fault, ResponseFormat};
use tokio::time::Instant;

use crate::call::{Call, Scheme, cancel, delete, start};
use crate::form::{Form, load};
use crate::http::{self, Response};

const PACKAGE: &str = "s8SSHiKjpBfrM3BSN0z803";

/// Whether the package that [`delete`] deletes is there.
fn is_there(emulator: &Emulator) -> bool {
    emulator.packages().iter().any(|package| package.firmware_id == PACKAGE)
}

/// Sends the deletion with an effect in force: what came back, and how the connection ended.
async fn spoiled(emulator: &Emulator, effect: Effect) -> (Vec<u8>, Option<ErrorKind>) {
    emulator.add_fault(Fault::new(effect).times(1)).unwrap();
    http::whole(emulator.address(), &delete(Scheme::V1).bytes(emulator)).await
}

async fn response(effect: Effect) -> (Emulator, Response) {
    let (emulator, _) = start().await;
    let (bytes, end) = spoiled(&emulator, effect).await;
    assert_eq!(end, None);
    (emulator, http::read(&bytes))
}

#[tokio::test]
async fn a_connection_ends_without_a_response_and_without_an_act() {
    let (emulator, _) = start().await;
    let (bytes, end) = spoiled(&emulator, Effect::Close { acts: false }).await;
    assert_eq!((bytes.as_slice(), end), (&b""[..], None));
    let (bytes, end) = spoiled(&emulator, Effect::Reset { acts: false }).await;
    assert_eq!((bytes.as_slice(), end), (&b""[..], Some(ErrorKind::ConnectionReset)));
    assert!(is_there(&emulator));
    assert_eq!(emulator.ledger(), []);
}

#[tokio::test]
async fn a_call_acts_and_its_response_is_lost() {
    for (effect, end) in [
        (Effect::Close { acts: true }, None),
        (Effect::Reset { acts: true }, Some(ErrorKind::ConnectionReset)),
    ] {
        let (emulator, _) = start().await;
        assert!(is_there(&emulator));
        assert_eq!(spoiled(&emulator, effect).await, (Vec::new(), end));
        assert!(!is_there(&emulator));
        // The ledger has what was done, once, though nobody was told.
        let actions: Vec<String> =
            emulator.ledger().into_iter().map(|entry| entry.action).collect();
        assert_eq!(actions, ["DeleteOTAFirmware"]);
        delete(Scheme::V1).send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    }
}

#[tokio::test]
async fn a_response_ends_in_its_middle() {
    for reset in [false, true] {
        let (emulator, _) = start().await;
        let (bytes, end) = spoiled(&emulator, Effect::Cut { reset }).await;
        assert_eq!(end, reset.then_some(ErrorKind::ConnectionReset));
        let response = http::read(&bytes);
        assert_eq!(response.status, 200);
        let length: usize = response.header("content-length").unwrap().parse().unwrap();
        assert_eq!(response.body.len(), length / 2);
        assert!(length > 2 && response.body.starts_with('{'));
        assert!(!is_there(&emulator));
    }
}

#[tokio::test(start_paused = true)]
async fn a_response_comes_late() {
    let (emulator, _) = start().await;
    let before = Instant::now();
    let late = Effect::Slow { milliseconds: 600_000 };
    let (bytes, end) = spoiled(&emulator, late).await;
    assert_eq!(end, None);
    http::read(&bytes).assert_success();
    assert!(before.elapsed() >= Duration::from_secs(600));
    assert!(!is_there(&emulator));
}

#[tokio::test(start_paused = true)]
async fn a_body_drips() {
    let (emulator, _) = start().await;
    let before = Instant::now();
    let (bytes, end) = spoiled(&emulator, Effect::Drip { bytes: 3, milliseconds: 1000 }).await;
    assert_eq!(end, None);
    let response = http::read(&bytes);
    response.assert_success();
    let pieces = response.body.len().div_ceil(3) as u64;
    assert!(pieces > 10 && before.elapsed() >= Duration::from_secs(pieces));
}

#[tokio::test]
async fn a_status_is_given_with_code_and_message() {
    let status = |format, acts| Effect::Status {
        status: 503,
        code: "ServiceUnavailable".to_owned(),
        message: "come <again>".to_owned(),
        format,
        acts,
    };
    let (emulator, found) = response(status(None, false)).await;
    found.assert_refused(503, "ServiceUnavailable");
    assert_eq!(found.message(), "come <again>");
    assert!(is_there(&emulator));
    let (emulator, found) = response(status(Some(ResponseFormat::Xml), true)).await;
    assert_eq!(found.status, 503);
    assert_eq!(found.header("content-type"), Some("text/xml;charset=utf-8"));
    assert!(found.body.contains("<Message>come &lt;again&gt;</Message>"), "{found:?}");
    assert!(!is_there(&emulator));
}

#[tokio::test]
async fn a_call_is_throttled() {
    let (emulator, found) = response(Effect::Throttled { retry_after: 1500 }).await;
    found.assert_refused(400, "Throttling");
    assert_eq!(found.header("x-acs-retry-after"), Some("1500"));
    assert!(is_there(&emulator));
}

#[tokio::test]
async fn a_proxy_responses_with_a_page() {
    let (emulator, found) = response(Effect::Page { status: 502, acts: false }).await;
    assert_eq!((found.status, found.header("content-type")), (502, Some("text/html")));
    assert_eq!(found.header("x-content-type-options"), Some("nosniff"));
    assert!(found.body.starts_with("<!DOCTYPE html>"), "{found:?}");
    assert!(is_there(&emulator));
    let (emulator, _) = response(Effect::Page { status: 504, acts: true }).await;
    assert!(!is_there(&emulator));
}

#[tokio::test]
async fn a_body_is_huge() {
    let (_emulator, found) = response(Effect::Huge { bytes: 3_000_000 }).await;
    let length: usize = found.header("content-length").unwrap().parse().unwrap();
    assert_eq!(found.body.len(), length);
    assert_eq!(found.body.trim_end().len() + 3_000_000, length);
    found.assert_success();
}

#[tokio::test]
async fn a_member_has_the_wrong_type() {
    let (emulator, found) = response(Effect::WrongType { member: "Success".to_owned() }).await;
    assert!(found.json()["Success"].is_array(), "{found:?}");
    assert!(found.json()["RequestId"].is_string());
    assert!(!is_there(&emulator));
    let (_emulator, found) = response(Effect::WrongType { member: "Data".to_owned() }).await;
    assert!(found.json()["Data"].is_array(), "{found:?}");
}

#[tokio::test]
async fn a_body_is_malformed_or_empty() {
    let (emulator, found) = response(Effect::Malformed {}).await;
    let length: usize = found.header("content-length").unwrap().parse().unwrap();
    assert_eq!((found.status, found.body.len()), (200, length));
    assert!(serde_json::from_str::<serde_json::Value>(&found.body).is_err());
    assert!(!is_there(&emulator));
    let (emulator, found) = response(Effect::Empty {}).await;
    assert_eq!((found.status, found.body.as_str()), (200, ""));
    assert_eq!(found.header("content-length"), Some("0"));
    assert!(!is_there(&emulator));
}

#[tokio::test]
async fn headers_are_wrong() {
    let (_emulator, found) = response(Effect::SkewedDate { seconds: -3600 }).await;
    assert_eq!(found.header("date"), Some("Fri, 02 Jan 2026 02:04:05 GMT"));
    found.assert_success();
    let plain = Effect::ContentType { content_type: "text/plain".to_owned() };
    let (_emulator, found) = response(plain).await;
    assert_eq!(found.header("content-type"), Some("text/plain"));
    found.assert_success();
    let away = Effect::Redirect { location: "http://127.0.0.1:1/".to_owned(), status: 307 };
    let (emulator, found) = response(away).await;
    assert_eq!((found.status, found.header("location")), (307, Some("http://127.0.0.1:1/")));
    assert!(is_there(&emulator));
}

#[tokio::test]
async fn a_rule_hits_so_often_and_only_its_operation() {
    let (emulator, _) = start().await;
    let throttled = Effect::Throttled { retry_after: 1 };
    let rule = Fault::new(throttled).operation("CancelOTATaskByDevice").times(2);
    let id = emulator.add_fault(rule).unwrap();
    delete(Scheme::V3).send(&emulator).await.assert_success();
    for scheme in [Scheme::V1, Scheme::V3] {
        cancel(scheme).send(&emulator).await.assert_refused(400, "Throttling");
    }
    cancel(Scheme::V1).form().send(&emulator).await.assert_success();
    let rules = emulator.faults();
    assert_eq!((rules[0].id, rules[0].asked, rules[0].hits), (id, 2, 2));
}

#[tokio::test]
async fn the_first_rule_that_hits_decides() {
    let (emulator, _) = start().await;
    let once = |retry_after| Fault::new(Effect::Throttled { retry_after }).times(1);
    emulator.add_fault(once(1)).unwrap();
    let second = emulator.add_fault(once(2)).unwrap();
    let third = emulator.add_fault(once(3)).unwrap();
    for expected in ["1", "2"] {
        let response = cancel(Scheme::V1).send(&emulator).await;
        assert_eq!(response.header("x-acs-retry-after"), Some(expected));
    }
    assert!(emulator.remove_fault(third));
    assert!(!emulator.remove_fault(third));
    assert!(emulator.faults().iter().any(|rule| rule.id == second));
    cancel(Scheme::V1).send(&emulator).await.assert_success();
    emulator.clear_faults();
    assert_eq!(emulator.faults(), []);
}

/// Which of the calls a rule with a probability hits.
async fn hits(seed: u64, share: f64, calls: usize) -> Vec<bool> {
    let (emulator, _) = start().await;
    let effect = Effect::Redirect { location: "/".to_owned(), status: 302 };
    emulator.add_fault(Fault::new(effect).probability(share, seed)).unwrap();
    let mut hits = Vec::new();
    for _ in 0..calls {
        // A fault needs no call that is signed.
        let host = [("host".to_owned(), "localhost".to_owned())];
        let response = http::send(emulator.address(), "GET", "/", &host, b"").await;
        hits.push(response.status == 302);
    }
    hits
}

#[tokio::test]
async fn chance_is_drawn_from_the_seed() {
    let first = hits(7, 0.5, 100).await;
    assert_eq!(first, hits(7, 0.5, 100).await);
    assert_ne!(first, hits(8, 0.5, 100).await);
    let count = first.iter().filter(|hit| **hit).count();
    assert!((30..70).contains(&count), "{count}");
    assert!(!hits(7, 0.0, 20).await.contains(&true));
    assert!(!hits(7, 1.0, 20).await.contains(&false));
}

#[tokio::test]
async fn a_bad_rule_is_refused_with_what_is_allowed() {
    let (emulator, _) = start().await;
    let closing = Fault::new(Effect::Close { acts: false });
    for (fault, part) in [
        (closing.clone().operation("CancelOTATaskByDevise"), "`CancelOTATaskByDevice`"),
        (closing.clone().probability(1.5, 0), "from 0 to 1"),
        (closing.clone().probability(f64::NAN, 0), "from 0 to 1"),
        (closing.clone().times(0), "1 or more"),
        (Fault::new(Effect::Page { status: 101, acts: false }), "from 200 to 599"),
        (Fault::new(Effect::Slow { milliseconds: u64::MAX }), "from 0 to 3600000"),
        (Fault::new(Effect::Drip { bytes: 0, milliseconds: 0 }), "from 1 to"),
        (Fault::new(Effect::Huge { bytes: u64::MAX }), "from 1 to"),
        (Fault::new(Effect::SkewedDate { seconds: i64::MIN }), "`seconds` must be from"),
        (Fault::new(Effect::ContentType { content_type: "a\r\nb".to_owned() }), "visible ASCII"),
        (Fault::new(Effect::WrongType { member: String::new() }), "name of a member"),
        (Fault::new(Effect::Redirect { location: "/".to_owned(), status: 200 }), "300 to 399"),
    ] {
        let error = emulator.add_fault(fault).unwrap_err().to_string();
        assert!(error.starts_with("invalid fault: ") && error.contains(part), "{error}");
    }
    for (text, part) in [
        (r#"{}"#, "missing field `effect`"),
        (r#"{ "effect": { "kind": "close", "later": true } }"#, "unknown field `later`"),
        (r#"{ "effect": { "kind": "empty", "later": true } }"#, "unknown field `later`"),
        (r#"{ "effect": { "kind": "closing" } }"#, "expected one of `close`"),
        (r#"{ "effect": { "kind": "close" }, "count": 1 }"#, "unknown field `count`"),
    ] {
        let error = Fault::from_json(text).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(emulator.faults(), []);
    Call::v1("DeleteOTAFirmware").send(&emulator).await.assert_failure("MissingFirmwareId");
}

#[tokio::test]
async fn uploads_and_downloads_go_wrong_too() {
    let (emulator, _) = start().await;
    let form = Form::package(&emulator).await;
    let uploads = || emulator.ledger().into_iter().filter(|entry| entry.action == "upload").count();
    let fault = |effect| Fault::new(effect).operation("PostObject").times(1);
    let status = Effect::Status {
        status: 503,
        code: "ServiceUnavailable".to_owned(),
        message: "later".to_owned(),
        format: None,
        acts: false,
    };
    emulator.add_fault(fault(status)).unwrap();
    let response = form.send(&emulator, b"content").await;
    assert_eq!((response.status, uploads()), (503, 0));
    assert!(response.body.contains("<Code>ServiceUnavailable</Code>"), "{response:?}");
    // The file is taken, and the response says something else.
    emulator.add_fault(fault(Effect::Page { status: 502, acts: true })).unwrap();
    assert_eq!(form.send(&emulator, b"content").await.status, 502);
    assert_eq!(uploads(), 1);
    let record = emulator.requests().requests;
    let last = record.last().unwrap();
    assert_eq!((last.action.as_deref(), last.status), (Some("PostObject"), Some(502)));
    let create = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", "made"),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", &form.address),
        ("ProductKey", "a1V4kdeAbCd"),
    ]);
    let id = create.send(&emulator).await.json()["Data"]["FirmwareId"].as_str().unwrap().to_owned();
    let query = Call::v3("QueryOTAFirmware").with("FirmwareId", &id).send(&emulator).await;
    let signed = query.json()["FirmwareInfo"]["FirmwareUrl"].as_str().unwrap().to_owned();
    let cut = Effect::Cut { reset: false };
    emulator.add_fault(Fault::new(cut).operation("GetObject").times(1)).unwrap();
    let response = load(&emulator, "GET", &signed, &[]).await;
    assert_eq!((response.body.as_str(), response.header("content-length")), ("con", Some("7")));
    assert_eq!(load(&emulator, "GET", &signed, &[]).await.body, "content");
}
