//! A web page cannot drive the emulator, and a person who looks at it is helped.

use crate::call::{Scheme, cancel, start};
use crate::http::{self, Answer};

async fn get(emulator: &ota_emulator::Emulator, target: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    http::send(emulator.address(), "GET", target, &headers, b"").await
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    let (emulator, _) = start().await;
    assert!(emulator.address().ip().is_loopback());
}

#[tokio::test]
async fn a_browser_is_told_what_this_is() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    let answer = get(&emulator, "/", &[("host", &host), ("accept", "text/html")]).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("<Code>MissingParameter.Action</Code>"), "{answer:?}");
    assert!(answer.body.contains("/_ota/health"), "{answer:?}");
}

#[tokio::test]
async fn health_says_what_is_served() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    let answer = get(&emulator, "/_ota/health", &[("host", &host)]).await;
    assert_eq!(answer.status, 200);
    let json = answer.json();
    assert_eq!((&json["version"], &json["status"]), (&1.into(), &"ok".into()));
    assert_eq!(json["product"], "Iot");
    assert_eq!(json["apiVersion"], "2018-01-20");
    assert!(json["operations"].as_u64() >= Some(2));
}

#[tokio::test]
async fn names_of_this_machine_are_served() {
    let (emulator, _) = start().await;
    let port = emulator.address().port();
    for host in [
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("LocalHost:{port}"),
        "[::1]".to_owned(),
        format!("[::1]:{port}"),
        format!("localhost:{port}"),
    ] {
        let answer = get(&emulator, "/_ota/health", &[("host", &host)]).await;
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[tokio::test]
async fn other_hosts_are_refused() {
    let (emulator, _) = start().await;
    for headers in [
        &[("host", "attacker.example")][..],
        &[("host", "127.0.0.1.attacker.example")],
        &[("host", "attacker.example:80")],
        &[("host", "127.0.0.1@attacker.example")],
        &[("host", "")],
        &[("host", "localhost"), ("host", "attacker.example")],
    ] {
        for target in ["/", "/_ota/health"] {
            let answer = get(&emulator, target, headers).await;
            assert_eq!(answer.status, 403, "{headers:?} {answer:?}");
            assert!(answer.body.contains("the emulator serves the hosts"));
        }
    }
}

#[tokio::test]
async fn a_request_with_an_origin_is_refused_even_if_signed() {
    let (emulator, _) = start().await;
    let before = emulator.tasks();
    for origin in ["https://attacker.example", "null", emulator.endpoint()] {
        for scheme in [Scheme::V1, Scheme::V3] {
            let answer = cancel(scheme).header("Origin", origin).send(&emulator).await;
            answer.assert_refused(403, "Forbidden");
        }
    }
    assert_eq!(emulator.tasks(), before);
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    let (emulator, _) = start().await;
    for site in ["cross-site", "same-site", ""] {
        let answer = cancel(Scheme::V1).header("Sec-Fetch-Site", site).send(&emulator).await;
        answer.assert_refused(403, "Forbidden");
    }
    for site in ["none", "same-origin"] {
        let answer = cancel(Scheme::V1).header("Sec-Fetch-Site", site).send(&emulator).await;
        answer.assert_success();
    }
}
