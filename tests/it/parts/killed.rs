//! Processes that are killed while they send a list, and go on where they were.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ota_api::Quota;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::canned::Canned;

use super::{CANCEL, builder, emulator, ledger, names};

/// The variables that a child reads.
const ENDPOINT: &str = "OTA_TESTS_PARTS_ENDPOINT";
const NAMES: &str = "OTA_TESTS_PARTS_NAMES";
const JOURNAL: &str = "OTA_TESTS_PARTS_JOURNAL";
const LIMIT: &str = "OTA_TESTS_PARTS_LIMIT";
const IN_FLIGHT: &str = "OTA_TESTS_PARTS_IN_FLIGHT";

const CHILD: &str = "parts::killed::a_process_that_sends_a_list";

/// The most memory that this process has had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number.map_or(0, |number| number.trim().parse().unwrap())
}

/// Sends the lines of a file, and prints what there is to know.
#[tokio::test]
#[ignore = "it is started by the other tests"]
async fn a_process_that_sends_a_list() {
    let Ok(endpoint) = env::var(ENDPOINT) else { return };
    let number = |name| env::var(name).unwrap().parse::<u32>().unwrap();
    let quota = Quota::default().in_process().limit(CANCEL, number(LIMIT));
    let client = builder(&endpoint).quota(quota).build().unwrap();
    let started = tokio::time::Instant::now();
    // A first call costs what any client costs.
    let call = || client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
    let _ = call().device_name(["no-device"]).send().await;
    let before = peak();
    let began = tokio::time::Instant::now();
    let mut parts = call()
        .send_parts()
        .lines(env::var(NAMES).unwrap())
        .journal(env::var(JOURNAL).unwrap())
        .in_flight(number(IN_FLIGHT) as usize)
        .stream();
    let mut sent = 0;
    let mut first = None;
    while let Some(part) = parts.next().await {
        part.unwrap().outcome().as_ref().unwrap();
        first.get_or_insert_with(tokio::time::Instant::now);
        sent += 1;
    }
    let opened = first.map_or(Duration::ZERO, |first| first - began);
    // Each second takes so many calls, and the last of them begins with its second: with the first one there is one more.
    let least = f64::from(sent / number(LIMIT));
    let used = 100.0 * least / started.elapsed().as_secs_f64();
    println!("result: {sent} {} {used:.1} {:.1}", peak() - before, opened.as_secs_f64());
}

fn start(endpoint: &str, folder: &Path, limit: u32, in_flight: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .env(ENDPOINT, endpoint)
        .env(NAMES, folder.join("names"))
        .env(JOURNAL, folder.join("journal"))
        .env(LIMIT, limit.to_string())
        .env(IN_FLIGHT, in_flight.to_string())
        .stdout(Stdio::piped())
        .args(["--ignored", "--exact", "--nocapture", CHILD])
        .spawn()
        .unwrap()
}

/// Waits for a process without an error, and returns the figures that it printed.
async fn end(child: Child) -> Vec<f64> {
    let output = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap()).await.unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let figures = said.lines().find_map(|line| line.split_once("result: ")).unwrap().1;
    figures.split(' ').map(|figure| figure.parse().unwrap()).collect()
}

/// Sends so many names by processes that are killed so often, and returns how many parts were sent more than once.
async fn killed(devices: usize, kills: u64, in_flight: usize) -> usize {
    let emulator = emulator(devices).await;
    let folder = TempDir::new().unwrap();
    let lines: String = names(devices).map(|name| name + "\n").collect();
    fs::write(folder.path().join("names"), lines).unwrap();
    let journal = folder.path().join("journal");
    let size = || fs::metadata(&journal).map_or(0, |found| found.len());
    // A part takes a line of some 60 bytes, and one of some 15.
    let whole = 75 * devices.div_ceil(200) as u64;
    for kill in 1..=kills {
        let mut child = start(emulator.endpoint(), folder.path(), 1000, in_flight);
        // Places that fall on different bytes, and so on different moments.
        let target = whole * kill / (kills + 1) + kill * 7;
        while size() < target && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_micros(200)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let figures = end(start(emulator.endpoint(), folder.path(), 1000, in_flight)).await;
    assert!(figures[0] > 0.0, "the last one had something left to do");
    let ledger = ledger(&emulator);
    assert_eq!(ledger.len(), devices, "no name is lost");
    let more: usize = ledger.values().map(|times| times - 1).sum();
    assert_eq!(more % 200, 0, "whole parts");
    more / 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_no_name_and_send_at_most_one_part_again() {
    let again = killed(6000, 3, 1).await;
    assert!(again <= 3, "{again} parts were sent again by 3 kills");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes a minute: `cargo test -p ota-tests --test it parts::killed::many -- --ignored --nocapture`"]
async fn many_kills_of_a_hundred_thousand_names() {
    for (in_flight, kills) in [(1, 20), (4, 20)] {
        let again = killed(100_000, kills, in_flight).await;
        println!("{in_flight} in flight: {again} parts of 500 were sent again by {kills} kills");
        assert!(again as u64 <= kills * in_flight as u64);
    }
}

/// Sends so many names to an endpoint at so many calls per second; returns the figures of the process.
async fn measured(endpoint: &str, devices: usize, limit: u32) -> Vec<f64> {
    let folder = TempDir::new().unwrap();
    let lines: String = names(devices).map(|name| name + "\n").collect();
    fs::write(folder.path().join("names"), lines).unwrap();
    end(start(endpoint, folder.path(), limit, 8)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes minutes: `cargo test -p ota-tests --test it parts::killed::a_million -- --ignored --nocapture`"]
async fn a_million_names_take_little_memory() {
    let emulator = emulator(1_000_000).await;
    let figures = measured(emulator.endpoint(), 1_000_000, 1000).await;
    let done = emulator.ledger().iter().filter(|entry| entry.action == CANCEL).count();
    assert_eq!(done, 5000);
    let (memory, opened) = (figures[1] / 1024.0, figures[3]);
    println!("{memory:.1} MB above the start, {opened} s to look through the file");
    assert!(memory < 32.0, "{memory}");
}

/// A place in the quota is free again a second after the response, so a hundredth of it is left to calls that take
/// 10 ms. How much of that is the client's own shows with a server that responds at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes half a minute: `cargo test --release -p ota-tests --test it parts::killed::all_of -- --ignored --nocapture`"]
async fn all_of_the_quota_is_used() {
    const LIMIT: u32 = 10;
    let body = r#"{"RequestId":"1","Success":true}"#;
    let server = Canned::respond(200, "application/json", body).await;
    let used = measured(server.client().endpoint(), 60_000, LIMIT).await[2];
    assert_eq!(server.requests().len(), 301);
    println!("{used:.1} % of {LIMIT} calls per second");
    assert!(used >= 99.0, "{used}");
}
