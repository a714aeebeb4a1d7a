//! No input makes work without end.

use std::time::Duration;

use ota_emulator::{Emulator, StartError};
use serde_json::{Value, json};

use crate::call::{start, start_with};
use crate::http::{self, Response};

async fn post(emulator: &Emulator, path: &str, body: &Value) -> Response {
    let headers = [
        ("host".to_owned(), emulator.address().to_string()),
        ("content-type".to_owned(), "application/json".to_owned()),
    ];
    let (target, body) = (format!("/_ota/{path}"), body.to_string());
    http::send(emulator.address(), "POST", &target, &headers, body.as_bytes()).await
}

#[tokio::test]
async fn numbers_without_a_sensible_bound_are_refused_by_the_admin_api() {
    let (emulator, _) = start().await;
    let before = emulator.world();
    let object = |size: u64| json!({ "objects": [{ "key": "a/b.bin", "size": size }] });
    let devices =
        |count: u64| json!({ "productKey": "a1V4kdeAbCd", "numbered": { "count": count } });
    let prefix = json!({
        "productKey": "a1V4kdeAbCd",
        "numbered": { "prefix": "x".repeat(1_000_000), "count": 1_000_000 },
    });
    for (path, body, part) in [
        ("reset", json!({ "seed": object(u64::MAX) }), "1048576000 are most"),
        ("reset", json!({ "seed": object(1_000_000_000) }), "67108864 are most"),
        ("seed", object(u64::MAX), "1048576000 are most"),
        ("seed", object(100_000_000), "67108864 are most"),
        ("devices", devices(10_000_001), "10000000 are most"),
        ("devices", prefix, "64 are most"),
        ("advance", json!({ "seconds": 1e12 }), "3155760000"),
        ("speed", json!({ "speed": 1e300 }), "1000000"),
    ] {
        let response = post(&emulator, path, &body).await;
        assert_eq!(response.status, 400, "{path} {response:?}");
        assert!(response.body.contains(part), "{path} {response:?}");
    }
    assert_eq!(emulator.world(), before);
}

#[tokio::test]
async fn a_speed_that_cannot_be_set_later_cannot_be_started_with() {
    for speed in [f64::NAN, f64::INFINITY, -1.0, 1e7] {
        let error = Emulator::builder().speed(speed).start().await.unwrap_err();
        assert!(matches!(&error, StartError::Speed(_)), "{error}");
        assert!(error.to_string().contains("from 0"), "{error}");
    }
}

#[tokio::test]
async fn all_of_time_passes_at_once() {
    let builder = Emulator::builder().devices("a1Lamp", 1000);
    let (emulator, _) = start_with(builder).await;
    emulator.advance(Duration::MAX);
    emulator.advance(Duration::MAX);
    assert!(emulator.tasks().len() > 5);
}
