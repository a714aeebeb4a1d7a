//! The cost of a rollout to a million devices: time and memory.
//!
//!     cargo run --release --package ota-emulator --example million -- [DEVICES]
//!
//! The calls are signed and go over HTTP to an emulator in the same process, whose memory it is.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]
#![allow(clippy::print_stdout, reason = "what was measured goes there")]
#![allow(dead_code, reason = "the tests need more of the calls than this does")]

#[path = "../tests/loopback/call.rs"]
mod call;
#[path = "../tests/loopback/http.rs"]
mod http;

use std::time::{Duration, Instant};

use call::{Call, start_with};
use http::Response;
use ota_emulator::{Emulator, Model, Seconds, Seed, SeedPackage, SeedProduct};
use serde_json::Value;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count: u32 = std::env::args().nth(1).map_or(1_000_000, |number| number.parse().unwrap());
    println!("| {count} devices | time | most memory so far |\n|---|---:|---:|");

    let begun = Instant::now();
    let builder = Emulator::builder().seed(seed()).devices("product", count).without_quota();
    let (emulator, _) = start_with(builder).await;
    row("start", begun);

    let begun = Instant::now();
    let job = create(&emulator, "first", &[]).await;
    row("create a static job for all of them", begun);

    // A job pushes to 10,000 devices per minute.
    let half = count / 20_000;
    let begun = Instant::now();
    emulator.advance(MINUTE * half);
    row(&format!("let {half} minutes pass"), begun);

    for status in ["QUEUED", "SUCCEEDED"] {
        let begun = Instant::now();
        let page = list(&emulator, &job, status).await;
        row(&format!("list a page of 100 of {} {status} tasks", page["Total"]), begun);
    }

    let begun = Instant::now();
    emulator.advance(MINUTE * (half + 10));
    row(&format!("let {} minutes pass", half + 10), begun);
    assert_eq!(list(&emulator, &job, "SUCCEEDED").await["Total"], count);

    let troubled = Model {
        failure_rate: 0.1,
        silent_share: 0.05,
        offline_share: 0.5,
        offline_for: Some(Seconds { from: 60, to: 100_000 }),
        ..Model::default()
    };
    emulator.set_model(troubled).unwrap();
    let begun = Instant::now();
    let settings = [
        ("SrcVersion.1", "2.0.0"),
        ("RetryCount", "2"),
        ("RetryInterval", "10"),
        ("TimeoutInMinutes", "60"),
    ];
    let job = create(&emulator, "second", &settings).await;
    row("create another job", begun);

    let begun = Instant::now();
    emulator.advance(MINUTE * 2000);
    row("let it pass, with retries, timeouts and half of them offline", begun);
    let ended = [list(&emulator, &job, "SUCCEEDED").await, list(&emulator, &job, "FAILED").await];
    let [succeeded, failed] = ended.map(|page| page["Total"].as_u64().unwrap());
    assert_eq!(succeeded + failed, u64::from(count));
}

fn seed() -> Seed {
    let package = |id: &str, version: &str| SeedPackage {
        firmware_id: id.to_owned(),
        dest_version: Some(version.to_owned()),
        ..SeedPackage::default()
    };
    let product = SeedProduct {
        product_key: "product".to_owned(),
        packages: vec![package("first", "2.0.0"), package("second", "3.0.0")],
        ..SeedProduct::default()
    };
    Seed { products: vec![product], ..Seed::default() }
}

async fn create(emulator: &Emulator, firmware_id: &str, settings: &[(&str, &str)]) -> String {
    let call = Call::v3("CreateOTAStaticUpgradeJob").with_all(&[
        ("ProductKey", "product"),
        ("FirmwareId", firmware_id),
        ("TargetSelection", "ALL"),
    ]);
    let response = response(&call.with_all(settings), emulator).await;
    response["Data"]["JobId"].as_str().unwrap().to_owned()
}

/// The last page of 100 that can be asked for, as that is the farthest.
async fn list(emulator: &Emulator, job: &str, status: &str) -> Value {
    let call = Call::v3("ListOTATaskByJob").with_all(&[
        ("JobId", job),
        ("TaskStatus", status),
        ("CurrentPage", "1000"),
        ("PageSize", "100"),
    ]);
    response(&call, emulator).await
}

async fn response(call: &Call, emulator: &Emulator) -> Value {
    let response: Response = call.send(emulator).await;
    response.assert_success();
    response.json()
}

fn row(what: &str, begun: Instant) {
    println!("| {what} | {:.1?} | {} |", begun.elapsed(), memory());
}

/// The most memory that the process has had so far.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kb.map_or_else(|| "unknown here".to_owned(), |kb| format!("{} MB", kb / 1024))
}
