//! `ota doctor`.

use std::net::TcpListener;

use ota_emulator::{Effect, Emulator, Fault};

use crate::support::{Ran, command, json, ota_at, run};

fn checks(ran: &Ran) -> Vec<(String, String)> {
    let shown = json(&ran.out);
    let checks = shown["checks"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    checks.map(|check| (text(&check["check"]), text(&check["verdict"]))).collect()
}

fn verdict(ran: &Ran, name: &str) -> String {
    let checks = checks(ran);
    let found = checks.iter().find(|(check, _)| check == name);
    found.unwrap_or_else(|| panic!("{name}: {}", ran.out)).1.clone()
}

fn doctor(endpoint: &str, more: &[&str]) -> Ran {
    ota_at(endpoint, &[&["doctor", "--output", "json"], more].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn against_an_emulator_nothing_fails() {
    let emulator = Emulator::start().await.unwrap();
    let ran = doctor(emulator.endpoint(), &[]);
    assert_eq!(ran.exit, 0, "{}", ran.out);
    for name in ["policy", "endpoint", "names", "key", "connection", "signature", "quota"] {
        assert_eq!(verdict(&ran, name), "ok", "{}", ran.out);
    }
    assert_eq!(verdict(&ran, "instance"), "warning");
    assert!(emulator.ledger().is_empty());
    let text = ota_at(emulator.endpoint(), &["doctor"]).done();
    assert!(text.contains("ok       endpoint      calls go to http://127.0.0.1:"), "{text}");
    assert!(!text.contains("testsecret"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_said_by_the_signature() {
    let emulator = Emulator::start().await.unwrap();
    let mut wrong = command(&["doctor", "--output", "json"]);
    wrong.env("OTA_ENDPOINT_URL", emulator.endpoint());
    wrong.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    let ran = run(wrong.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrongsecret"));
    assert_eq!((ran.exit, verdict(&ran, "signature")), (1, "failure".to_owned()), "{}", ran.out);
    assert!(!ran.out.contains("wrongsecret"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_the_rest_is_checked() {
    let emulator = Emulator::start().await.unwrap();
    let ran =
        run(command(&["doctor", "--output", "json"]).env("OTA_ENDPOINT_URL", emulator.endpoint()));
    assert_eq!((ran.exit, verdict(&ran, "key")), (1, "failure".to_owned()), "{}", ran.out);
    assert_eq!(
        (verdict(&ran, "endpoint"), verdict(&ran, "service")),
        ("ok".to_owned(), "skipped".to_owned())
    );
}

#[test]
fn a_host_that_does_not_listen_and_an_endpoint_that_is_none_are_failures() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let ran = doctor(&endpoint, &["--attempts", "1"]);
    assert_eq!((ran.exit, verdict(&ran, "connection")), (1, "failure".to_owned()), "{}", ran.out);
    let ran = doctor("ftp://a", &[]);
    assert_eq!((ran.exit, verdict(&ran, "endpoint")), (1, "failure".to_owned()), "{}", ran.out);
    let ran = run(&mut command(&["doctor"]));
    assert_eq!(ran.exit, 1);
    assert!(ran.out.contains("failure  endpoint") && ran.out.contains("--region"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_is_unknown_and_a_quota_that_is_used_up_are_named() {
    let emulator = Emulator::start().await.unwrap();
    let mut other = command(&["doctor", "--output", "json"]);
    other.env("OTA_ENDPOINT_URL", emulator.endpoint()).env("OTA_INSTANCE_ID", "nope");
    other.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    let ran = run(other.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"));
    assert_eq!((ran.exit, verdict(&ran, "instance")), (1, "failure".to_owned()), "{}", ran.out);
    emulator.add_fault(Fault::new(Effect::Throttled { retry_after: 60_000 })).unwrap();
    let ran = doctor(emulator.endpoint(), &["--attempts", "1"]);
    assert_eq!((ran.exit, verdict(&ran, "quota")), (1, "failure".to_owned()), "{}", ran.out);
}
