//! The admin API under `/_ota/`.

use std::time::{Duration, SystemTime};

use ota_emulator::{Emulator, Seed, TaskStatus};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::call::{Scheme, cancel, now, start, start_with};
use crate::http::{self, Response};

/// Sends a request to the admin API, as a program on this machine does.
pub(crate) async fn request(
    emulator: &Emulator,
    method: &str,
    path: &str,
    body: &[u8],
) -> Response {
    let headers = [
        ("host".to_owned(), emulator.address().to_string()),
        ("content-type".to_owned(), "application/json".to_owned()),
    ];
    http::send(emulator.address(), method, &format!("/_ota/{path}"), &headers, body).await
}

pub(crate) async fn get(emulator: &Emulator, path: &str) -> Response {
    request(emulator, "GET", path, b"").await
}

pub(crate) async fn post(emulator: &Emulator, path: &str, body: &Value) -> Response {
    request(emulator, "POST", path, body.to_string().as_bytes()).await
}

/// Refused, with an error that names what is allowed.
#[track_caller]
pub(crate) fn assert_error(response: &Response, status: u16, part: &str) {
    assert_eq!(response.status, status, "{response:?}");
    let error = response.json()["error"].as_str().unwrap_or_default().to_owned();
    assert!(error.contains(part), "{error}");
    assert!(error.chars().next().is_some_and(|first| !first.is_uppercase()), "{error}");
    assert_eq!(response.json().as_object().map(serde_json::Map::len), Some(1));
}

#[tokio::test]
async fn every_response_is_json_that_no_page_can_read() {
    let (emulator, _) = start().await;
    for path in ["", "health", "world", "faults", "requests", "nothing%3Cscript%3E"] {
        let response = get(&emulator, path).await;
        response.json();
        assert_eq!(response.header("content-type"), Some("application/json;charset=utf-8"));
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(response.header("access-control-allow-origin"), None);
    }
    let response = cancel(Scheme::V1).send(&emulator).await;
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn the_list_names_what_there_is() {
    let (emulator, _) = start().await;
    let list = get(&emulator, "").await.json();
    assert_eq!(list["version"], 1);
    let endpoints = list["endpoints"].as_array().unwrap();
    for known in endpoints {
        let path = known["path"].as_str().unwrap().trim_start_matches("/_ota/").to_owned();
        assert!(!known["does"].as_str().unwrap().is_empty());
        let response = request(&emulator, "PATCH", &path.replace("{id}", "1"), b"{}").await;
        assert_error(&response, 405, known["method"].as_str().unwrap());
    }
    assert!(endpoints.iter().any(|known| known["path"] == "/_ota/faults/{id}"));
}

#[tokio::test]
async fn what_is_not_there_is_answered_with_what_is() {
    let (emulator, _) = start().await;
    for path in ["nothing", "faults/", "faults/1/2", "health/", "../"] {
        assert_error(&get(&emulator, path).await, 404, "`advance`");
    }
    assert_error(&request(&emulator, "DELETE", "faults/1", b"").await, 404, "no fault `1`");
    assert_error(&request(&emulator, "DELETE", "faults/x", b"").await, 404, "no fault `x`");
}

#[tokio::test]
async fn health_has_the_time_and_the_speed() {
    let (emulator, clock) = start().await;
    let health = get(&emulator, "health").await.json();
    assert_eq!(
        (&health["time"], &health["speed"]),
        (&json!("2026-01-02T03:04:05.000Z"), &json!(0.0))
    );
    assert_eq!(get(&emulator, "health").await.json(), health);
    assert_eq!(post(&emulator, "speed", &json!({ "speed": 60 })).await.status, 200);
    clock.advance(Duration::from_secs(2));
    let health = get(&emulator, "health").await.json();
    assert_eq!(
        (&health["time"], &health["speed"]),
        (&json!("2026-01-02T03:06:05.000Z"), &json!(60.0))
    );
}

#[tokio::test]
async fn time_is_moved_on() {
    let (emulator, _) = start().await;
    let response = post(&emulator, "advance", &json!({ "seconds": 90.5 })).await;
    assert_eq!(response.json()["time"], "2026-01-02T03:05:35.500Z");
    let response = post(&emulator, "advance", &json!({ "until": "2026-01-03T00:00:00Z" })).await;
    assert_eq!(response.json()["time"], "2026-01-03T00:00:00.000Z");
    let later = now() + Duration::from_secs(20 * 3600 + 55 * 60 + 55);
    assert_eq!(emulator.time(), later);
    for (body, part) in [
        (json!({}), "either `seconds` or `until`"),
        (json!({ "seconds": 1, "until": "2026-01-04T00:00:00Z" }), "either"),
        (json!({ "seconds": -1 }), "from 0 to"),
        (json!({ "seconds": 1e300 }), "from 0 to"),
        (json!({ "until": "2026-01-02T00:00:00Z" }), "2026-01-03T00:00:00.000Z"),
        (json!({ "until": "tomorrow" }), "`POST /_ota/advance`"),
        (json!({ "until": "tomorrow" }), "`until` is \"tomorrow\", which is not a time"),
        (json!({ "minutes": 1 }), "`seconds`"),
        (json!([]), "`POST /_ota/advance`"),
    ] {
        assert_error(&post(&emulator, "advance", &body).await, 400, part);
    }
    for speed in [json!(-1), json!(1e9), json!("fast"), Value::Null] {
        let response = post(&emulator, "speed", &json!({ "speed": speed })).await;
        assert_eq!(response.status, 400, "{response:?}");
    }
    assert!(emulator.set_speed(f64::NAN).is_err());
    assert_eq!(emulator.time(), later);
    assert!(emulator.time() > SystemTime::UNIX_EPOCH);
}

#[tokio::test]
async fn faults_are_added_listed_and_taken_back() {
    let (emulator, _) = start().await;
    let fault = json!({
        "operation": "CancelOTATaskByDevice",
        "probability": 1.0,
        "times": 3,
        "seed": 5,
        "effect": { "kind": "throttled", "retryAfter": 250 },
    });
    assert_eq!(post(&emulator, "faults", &fault).await.json(), json!({ "id": 1 }));
    let closing = json!({ "effect": { "kind": "close" } });
    assert_eq!(post(&emulator, "faults", &closing).await.json(), json!({ "id": 2 }));
    let response = cancel(Scheme::V3).send(&emulator).await;
    assert_eq!(response.header("x-acs-retry-after"), Some("250"));
    let list = get(&emulator, "faults").await.json();
    assert_eq!(list["faults"][0], json!({ "id": 1, "fault": fault, "asked": 1, "hits": 1 }));
    assert_eq!(list, json!({ "faults": emulator.faults() }));
    assert_eq!(request(&emulator, "DELETE", "faults/2", b"").await.status, 200);
    assert_eq!(emulator.faults().len(), 1);
    let response = request(&emulator, "DELETE", "faults", b"").await;
    assert_eq!(response.json(), json!({ "removed": 1 }));
    cancel(Scheme::V3).send(&emulator).await.assert_success();
    for (body, part) in [
        (json!({ "effect": { "kind": "explode" } }), "expected one of `close`"),
        (json!({ "effect": { "kind": "slow", "milliseconds": 4_000_000 } }), "3600000"),
        (json!({ "operation": "Nothing", "effect": { "kind": "close" } }), "no operation"),
    ] {
        assert_error(&post(&emulator, "faults", &body).await, 400, part);
    }
    assert_eq!(emulator.faults(), []);
}

#[tokio::test]
async fn a_fault_never_hits_the_admin_api() {
    let (emulator, _) = start().await;
    post(&emulator, "faults", &json!({ "effect": { "kind": "reset" } })).await;
    assert_eq!(get(&emulator, "health").await.status, 200);
    assert_eq!(request(&emulator, "DELETE", "faults", b"").await.status, 200);
}

#[tokio::test]
async fn the_world_is_counted() {
    let seed = Seed::from_json(
        r#"{
            "products": [
                { "productKey": "a1Lamp", "devices": ["one", "two"], "packages": [
                    { "firmwareId": "f1", "jobs": [
                        { "jobId": "j1", "tasks": [
                            { "deviceName": "one", "status": "SUCCEEDED" },
                            { "deviceName": "two", "status": "FAILED" } ] } ] } ] },
                { "productKey": "a1Lock", "numbered": { "count": 40 } } ],
            "groups": [ { "groupId": "g1", "productKey": "a1Lamp", "devices": ["one"] } ],
            "instances": [ { "iotInstanceId": "iot-1" } ]
        }"#,
    );
    let (emulator, _) = start_with(Emulator::builder().seed(seed.unwrap())).await;
    let world = get(&emulator, "world").await.json();
    let own = json!({
        "products": 2,
        "devices": 42,
        "groups": 1,
        "packages": 1,
        "jobs": { "COMPLETED": 1 },
        "tasks": { "SUCCEEDED": 1, "FAILED": 1 },
    });
    let other = json!({
        "products": 0, "devices": 0, "groups": 0, "packages": 0, "jobs": {}, "tasks": {},
    });
    let expected = json!({
        "time": "2026-01-02T03:04:05.000Z",
        "objects": 1,
        "instances": { "": own, "iot-1": other },
    });
    assert_eq!(world, expected);
    assert_eq!(world, serde_json::to_value(emulator.world()).unwrap());
}

#[test]
fn any_bytes_as_a_body_get_a_response_in_json() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (emulator, _) = runtime.block_on(start());
    let list = runtime.block_on(get(&emulator, "")).json();
    let known: Vec<(String, String)> = list["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|known| {
            let text = |name: &str| known[name].as_str().unwrap().to_owned();
            (text("method"), text("path").trim_start_matches("/_ota/").to_owned())
        })
        .collect();
    let mut runner = TestRunner::new(Config { cases: 256, ..Config::default() });
    let names = "(seconds|until|speed|effect|kind|close|slow|seed|products|productKey|devices)";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z\\u{0}-\\u{ff}]{0,8}".prop_map(Value::from),
        names.prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..60),
        tree.prop_map(|value| value.to_string().into_bytes()),
    ];
    let result = runner.run(&(prop::sample::select(known), body), |((method, path), body)| {
        let response = runtime.block_on(request(&emulator, &method, &path, &body));
        prop_assert!(matches!(response.status, 200 | 400 | 404), "{response:?}");
        prop_assert!(response.json().is_object());
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    emulator.clear_faults();
    assert_eq!(runtime.block_on(get(&emulator, "health")).status, 200);
}

fn device_task(emulator: &Emulator, device: &str) -> ota_emulator::Task {
    let tasks = emulator.tasks();
    tasks.into_iter().find(|task| task.device_name == device).unwrap()
}

#[tokio::test]
async fn devices_behave_as_told_and_report_by_themselves() {
    let (emulator, _) = start().await;
    let device = |name: &str| json!({ "productKey": "a1V4kdeAbCd", "deviceName": name });
    let mut failing = device("deviceName1");
    failing["behaviour"] = json!({ "fails": "flashFailed" });
    assert_eq!(post(&emulator, "behaviour", &failing).await.status, 200);
    let mut report = device("deviceName2");
    report["version"] = json!("2.0.0");
    assert_eq!(post(&emulator, "report", &report).await.status, 200);
    assert_eq!(device_task(&emulator, "deviceName2").status, TaskStatus::Succeeded);
    post(&emulator, "advance", &json!({ "seconds": 3600 })).await;
    assert_eq!(device_task(&emulator, "deviceName1").status, TaskStatus::Failed);
    let model = json!({ "failureRate": 0.5, "duration": { "from": 1, "to": 2 } });
    assert_eq!(post(&emulator, "model", &model).await.status, 200);
    let more = json!({ "productKey": "a1V4kdeAbCd", "devices": ["extra"],
        "numbered": { "prefix": "more", "count": 3 } });
    let before = emulator.world().instances[""].devices;
    assert_eq!(post(&emulator, "devices", &more).await.status, 200);
    assert_eq!(emulator.world().instances[""].devices, before + 4);
    let ledger = get(&emulator, "ledger").await.json();
    let actions: Vec<&str> =
        ledger["entries"].as_array().unwrap().iter().filter_map(|e| e["action"].as_str()).collect();
    assert_eq!(actions, ["setBehaviour", "reportVersion", "advance", "setModel", "addDevices"]);
    let later = get(&emulator, "ledger?after=4").await.json();
    assert_eq!(later["entries"].as_array().unwrap().len(), 1);
    for (path, body, part) in [
        ("model", json!({ "failureRate": 2 }), "failureRate"),
        ("model", json!({ "rate": 2 }), "unknown field `rate`"),
        ("behaviour", device("deviceName1"), "missing field `behaviour`"),
        ("report", json!({ "productKey": "x", "deviceName": "y", "version": "1" }), "`x`"),
        ("devices", more, "extra"),
        (
            "devices",
            json!({ "productKey": "a1V4kdeAbCd", "numbered": { "count": 4_294_967_295_u32 } }),
            "10000000",
        ),
        (
            "devices",
            json!({ "productKey": "a1V4kdeAbCd", "iotInstanceId": "none", "devices": ["z"] }),
            "`none`",
        ),
    ] {
        assert_error(&post(&emulator, path, &body).await, 400, part);
    }
    assert_eq!(emulator.ledger().len(), 5);
}

#[tokio::test]
async fn a_hundred_years_pass_at_once() {
    let (emulator, _) = start().await;
    let model = json!({ "offlineShare": 0.5, "silentShare": 0.5, "failureRate": 0.5 });
    assert_eq!(post(&emulator, "model", &model).await.status, 200);
    for _ in 0..3 {
        let response = post(&emulator, "advance", &json!({ "seconds": 3_155_760_000_u64 })).await;
        assert_eq!(response.status, 200, "{response:?}");
    }
    assert_eq!(get(&emulator, "health").await.json()["time"], "2326-01-05T03:04:05.000Z");
    let response = post(&emulator, "advance", &json!({ "until": "9999-12-30T00:00:00Z" })).await;
    assert_eq!(response.status, 200, "{response:?}");
    cancel(Scheme::V1).send(&emulator).await.assert_success();
}
