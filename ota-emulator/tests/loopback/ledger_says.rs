//! The entries of the ledger: what was requested, and the response.

use std::time::Duration;

use ota_emulator::LedgerEntry;
use serde_json::json;

use crate::admin::{get, post};
use crate::call::{Call, start, start_with};
use crate::data::{folder, with};
use crate::downloads::published;
use crate::form::upload;

#[tokio::test]
async fn the_ledger_says_what_was_asked_and_answered_also_after_a_restart() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    published(&emulator).await;
    let firmware = emulator.packages().pop().unwrap().firmware_id;
    let job = Call::v1("CreateOTAVerifyJob").with_all(&[
        ("FirmwareId", &firmware),
        ("ProductKey", "a1V4kdeAbCd"),
        ("TargetDeviceName.1", "deviceName1"),
    ]);
    let response = job.send(&emulator).await;
    response.assert_success();
    let said = emulator.ledger();
    let [uploaded, created, verified] = &said[..] else { panic!("{said:?}") };
    let object = &uploaded.request;
    assert_eq!((&object["size"], &object["names"]), (&json!(10), &json!(0)), "{object}");
    assert_eq!(created.action, "CreateOTAFirmware");
    assert_eq!(created.request["DestVersion"], "2.0.0");
    assert_eq!(created.response["Data"]["FirmwareId"], firmware.as_str());
    let address = created.request["FirmwareUrl"].as_str().unwrap();
    assert!(address.ends_with(object["key"].as_str().unwrap()), "{address}");
    assert_eq!(verified.request["TargetDeviceName"], json!(["deviceName1"]));
    assert_eq!(verified.response["Data"], response.json()["Data"]);
    let shown = get(&emulator, "ledger?after=2").await.json();
    assert_eq!(shown["entries"][0]["request"], verified.request);
    assert_eq!(shown["entries"][0]["response"], verified.response);
    assert_eq!(shown["entries"].as_array().unwrap().len(), 1);

    let snapshot = emulator.snapshot();
    emulator.reset().unwrap();
    assert_eq!(emulator.ledger(), []);
    emulator.restore(&snapshot).unwrap();
    assert_eq!(emulator.ledger(), said);
    emulator.stop().await;
    let (emulator, _) = start_with(with(&folder)).await;
    assert_eq!(emulator.ledger(), said);
}

/// An address may be signed, and a list may be long.
#[tokio::test]
async fn the_ledger_has_no_query_of_an_address() {
    let (emulator, _) = start().await;
    let address = upload(&emulator, b"content").await;
    let create = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", "signed"),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", &format!("{address}?Signature=hidden")),
        ("ProductKey", "a1V4kdeAbCd"),
    ]);
    create.send(&emulator).await.assert_success();
    let shown = get(&emulator, "ledger").await;
    assert!(!shown.body.contains("hidden"), "{}", shown.body);
    assert_eq!(shown.json()["entries"][1]["request"]["FirmwareUrl"], address.as_str());
}

#[tokio::test]
async fn the_ledger_says_what_was_set() {
    let (emulator, _) = start().await;
    emulator.advance(Duration::from_millis(90_500));
    let device = json!({ "productKey": "a1V4kdeAbCd", "deviceName": "deviceName1" });
    let with = |member: &str, value: serde_json::Value| {
        let mut body = device.clone();
        body[member] = value;
        body
    };
    let devices = json!({ "productKey": "a1V4kdeAbCd", "devices": ["extra"] });
    let seed = json!({ "products": [{ "productKey": "more" }] });
    for (path, body) in [
        ("model", json!({ "failureRate": 0.5 })),
        ("behaviour", with("behaviour", json!({ "silent": true }))),
        ("report", with("version", json!("1.0.7"))),
        ("devices", devices),
        ("seed", seed),
    ] {
        let response = post(&emulator, path, &body).await;
        assert_eq!(response.status, 200, "{path}: {response:?}");
    }
    let said = emulator.ledger();
    let asked: Vec<_> = said.iter().map(|entry: &LedgerEntry| &entry.request).collect();
    let [advance, model, behaviour, report, devices, seed] = asked[..] else { panic!("{said:?}") };
    assert_eq!(*advance, json!({ "seconds": 90.5 }));
    assert_eq!(model["failureRate"], 0.5);
    assert_eq!(behaviour["deviceName"], "deviceName1");
    assert_eq!(behaviour["behaviour"]["silent"], true);
    assert_eq!(report["version"], "1.0.7");
    assert_eq!(devices["devices"], json!(["extra"]));
    assert_eq!(seed["products"][0]["productKey"], "more");
    assert!(said.iter().all(|entry| entry.response == json!({})), "{said:?}");
}
