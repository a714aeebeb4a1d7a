//! The state as a whole in the admin API: snapshots, additions, resets.

use serde_json::{Value, json};

use crate::admin::{assert_error, get, post, request};
use crate::call::{Scheme, cancel, delete, now, start};

#[tokio::test]
async fn a_state_is_kept_as_a_document_and_put_back() {
    let (emulator, _) = start().await;
    cancel(Scheme::V1).send(&emulator).await.assert_success();
    post(&emulator, "advance", &json!({ "seconds": 60 })).await;
    let (tasks, time) = (emulator.tasks(), emulator.time());
    let snapshot = get(&emulator, "snapshot").await.json();
    delete(Scheme::V1).send(&emulator).await.assert_success();
    assert_eq!(post(&emulator, "reset", &json!({})).await.status, 200);
    assert_ne!(emulator.tasks(), tasks);
    assert_eq!((emulator.time(), emulator.ledger().len()), (now(), 0));
    let response = post(&emulator, "restore", &snapshot).await;
    assert_eq!(response.status, 200, "{response:?}");
    assert_eq!((emulator.tasks(), emulator.time()), (tasks.clone(), time));
    // What was changed by hand is refused, and nothing is lost.
    let mut changed = snapshot.clone();
    changed["ledger"][0]["answer"] = json!("00");
    assert_error(&post(&emulator, "restore", &changed).await, 400, "CancelOTATaskByDevice");
    changed["version"] = json!(2);
    assert_error(&post(&emulator, "restore", &changed).await, 400, "version 2");
    assert_error(&post(&emulator, "restore", &json!({})).await, 400, "missing field");
    assert_eq!(emulator.tasks(), tasks);
}

#[tokio::test]
async fn an_array_is_no_body_and_an_addition_of_nothing_is_refused() {
    let (emulator, _) = start().await;
    for path in
        ["seed", "devices", "model", "behaviour", "report", "reset", "restore", "speed", "faults"]
    {
        for body in [json!([]), json!([7])] {
            assert_error(&post(&emulator, path, &body).await, 400, "it is a JSON object");
        }
    }
    let product = |devices: Value| json!({ "productKey": "a1V4kdeAbCd", "devices": devices });
    for (path, body, part) in [
        ("seed", json!({}), "`products`, `groups`, `instances` or `objects`"),
        ("seed", json!({ "products": [], "groups": [] }), "nothing to add"),
        ("seed", json!({ "products": [[]] }), "write an object"),
        ("reset", json!({ "seed": [] }), "`seed` cannot be an array"),
        ("reset", json!({ "seed": { "model": [[1, 2]] } }), "`model` cannot be an array"),
        ("model", json!({ "delay": [1, 2] }), "`delay` cannot be an array"),
        ("devices", json!({ "productKey": "a1V4kdeAbCd" }), "`numbered` with a `count`"),
        ("devices", product(json!([])), "no device to add"),
    ] {
        assert_error(&post(&emulator, path, &body).await, 400, part);
    }
    assert_error(&request(&emulator, "POST", "seed", b"").await, 400, "nothing to add");
    assert_eq!(emulator.ledger().len(), 0);
}

#[tokio::test]
async fn the_world_gets_more_or_another_seed() {
    let (emulator, _) = start().await;
    let more = json!({
        "products": [{ "productKey": "a1Lock", "devices": ["door"] }],
        "groups": [{ "groupId": "g1", "productKey": "a1Lock", "devices": ["door"] }],
        "instances": [{ "iotInstanceId": "iot-new", "products": [
            { "productKey": "a1Lamp", "numbered": { "count": 7 } } ] }],
    });
    let before = emulator.world();
    assert_eq!(post(&emulator, "seed", &more).await.status, 200);
    let after = emulator.world();
    assert_eq!(after.instances[""].products, before.instances[""].products + 1);
    assert_eq!(after.instances["iot-new"].devices, 7);
    // The same again is there already, and nothing of it is added.
    let mut again = more;
    again["products"][0]["productKey"] = json!("a1Gate");
    again["groups"] = json!([]);
    assert_error(&post(&emulator, "seed", &again).await, 400, "product `a1Lamp` exists already");
    let lock = json!({ "productKey": "a1Lock" });
    for (path, body, part) in [
        ("seed", json!({ "products": [lock] }), "`a1Lock` exists already; leave it out"),
        ("seed", json!({ "groups": [{ "groupId": "g1", "productKey": "a1Lock" }] }), "`g1` exists"),
        (
            "seed",
            json!({ "products": [{ "productKey": "n", "packages": [
                { "firmwareId": "T0F5b5tpFnHQrgfk030100" } ] }] }),
            "package `T0F5b5tpFnHQrgfk030100` exists already",
        ),
        ("seed", json!({ "products": [{ "productKey": "n" }, { "productKey": "n" }] }), "twice"),
        ("devices", json!({ "productKey": "a1Lock", "devices": ["door"] }), "`door` already"),
        ("devices", json!({ "productKey": "a1Lock", "devices": ["a", "a"] }), "`a` twice"),
        ("devices", json!({ "productKey": "a1Lock", "devices": [""] }), "`deviceName`"),
        (
            "devices",
            json!({ "productKey": "a1Lock", "numbered": { "prefix": "", "count": 1 } }),
            "`prefix`",
        ),
        ("devices", json!({ "productKey": "a1None", "devices": ["a"] }), "by `POST /_ota/seed`"),
        ("seed", json!({ "instances": [{ "products": [lock] }] }), "`iotInstanceId`"),
    ] {
        assert_error(&post(&emulator, path, &body).await, 400, part);
    }
    assert_eq!(emulator.world(), after);
    // What was added is part of the state.
    let snapshot = get(&emulator, "snapshot").await.json();
    let seed = json!({ "seed": { "products": [{ "productKey": "a1Only" }] } });
    assert_eq!(post(&emulator, "reset", &seed).await.status, 200);
    assert_eq!((emulator.world().instances.len(), emulator.world().instances[""].products), (1, 1));
    let broken = json!({ "seed": { "products": [
        { "productKey": "a1Twice" }, { "productKey": "a1Twice" } ] } });
    assert_error(&post(&emulator, "reset", &broken).await, 400, "`a1Twice` occurs twice");
    assert_error(&post(&emulator, "reset", &json!({ "seeds": {} })).await, 400, "`seed`");
    assert_eq!(emulator.world().instances[""].products, 1);
    assert_eq!(post(&emulator, "restore", &snapshot).await.status, 200);
    assert_eq!(emulator.world(), after);
}
