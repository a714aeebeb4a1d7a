//! The calls per second that clients keep to, as the server sees them.

#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod redis;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ota_api::product::{AnyClient, Service};
use ota_api::{Client, Credentials, Quota, RetryPolicy};
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::endpoints::{NOWHERE, service};
use crate::specs;

static PING: Service = Service { product: "Ping", version: "2020-02-02", ..service(NOWHERE, &[]) };

/// The calls per second of `Ping`.
const LIMIT: u32 = 50;

/// An emulator that counts the calls of `Ping`.
async fn emulator(limit: u32) -> Emulator {
    let mut spec = specs::fixture("minimal");
    spec.operations[0].qps = Some(limit);
    Emulator::builder().specs(spec).start().await.unwrap()
}

fn client(emulator: &Emulator, quota: Quota) -> AnyClient {
    AnyClient::builder(&PING)
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .quota(quota)
        .build()
        .unwrap()
}

/// Makes two hundred calls, in four tasks; returns how many attempts there were.
async fn two_hundred(clients: [AnyClient; 4], qps: Option<u32>) -> usize {
    let attempts = std::sync::Arc::new(AtomicUsize::new(0));
    let tasks = clients.map(|client| {
        let attempts = attempts.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                let call = client.call("Ping");
                let call = qps.map_or(call.clone(), |qps| call.qps(qps));
                let response = call.send().await.unwrap();
                attempts.fetch_add(response.attempts() as usize, Ordering::Relaxed);
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    attempts.load(Ordering::Relaxed)
}

/// When the requests came, in nanoseconds.
fn times(emulator: &Emulator) -> Vec<i128> {
    let received = emulator.requests().requests;
    received.iter().map(|request| request.time.as_nanosecond()).collect()
}

/// The share of the quota that was used in so many seconds from the first call on, in percent.
fn used(emulator: &Emulator, limit: u32, seconds: u32) -> usize {
    let times = times(emulator);
    let end = times[0] + i128::from(seconds) * 1_000_000_000;
    let calls = times.iter().filter(|time| **time < end).count();
    100 * calls / (limit * seconds) as usize
}

/// The largest number of requests within a second.
fn most(emulator: &Emulator) -> usize {
    let times = times(emulator);
    let within = |(index, start): (usize, &i128)| {
        times[index..].iter().filter(|time| *time - start < 1_000_000_000).count()
    };
    times.iter().enumerate().map(within).max().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_clients_of_a_process_share_what_an_operation_takes() {
    let emulator = emulator(LIMIT).await;
    let clients = [(); 4].map(|()| client(&emulator, Quota::default()));
    let attempts = two_hundred(clients, Some(LIMIT)).await;
    assert!(attempts <= 210, "at most one of twenty is refused: {attempts}");
    assert!(most(&emulator) <= LIMIT as usize, "{}", most(&emulator));
}

#[tokio::test]
async fn a_call_that_cannot_wait_is_refused_with_nothing_sent() {
    let canned = Canned::json(|_| r#"{"RequestId":"R","Success":true}"#.to_owned()).await;
    let client = canned.builder().quota(Quota::default().limit("QueryOTAJob", 1)).build().unwrap();
    let query = |client: &Client| client.query_ota_job().job_id("j").build();
    assert_eq!(client.quota_wait(&query(&client)), Duration::ZERO);
    client.send(&query(&client)).await.unwrap();
    let wait = client.quota_wait(&query(&client));
    assert!(!wait.is_zero() && wait <= Duration::from_secs(1), "{wait:?}");
    let hasty = client.with_quota(Quota::refuse().limit("QueryOTAJob", 1));
    let brief = client.with_deadline(Duration::from_millis(100));
    for client in [hasty, brief] {
        let error = client.send(&query(&client)).await.unwrap_err();
        assert!(error.is_quota() && error.is_retryable() && error.is_throttled(), "{error}");
        assert!(!error.outcome_unknown() && !error.is_usage());
        assert_eq!(error.attempts(), 0);
        assert!(error.retry_after().is_some_and(|wait| wait <= Duration::from_secs(1)), "{error}");
        let text = error.to_string();
        assert!(text.starts_with("`QueryOTAJob`: not sent: the quota of 1 calls per"), "{text}");
    }
    assert_eq!(canned.requests().len(), 1);
    // Other operations, accounts and hosts are counted apart.
    client.list_ota_firmware().current_page(1).page_size(1).send().await.unwrap();
    let named = Quota::refuse().limit("QueryOTAJob", 1).account("fleet");
    let named = client.with_quota(named);
    named.send(&query(&named)).await.unwrap();
    assert!(named.send(&query(&named)).await.unwrap_err().is_quota());
    let off = client.with_quota(Quota::off());
    off.send(&query(&off)).await.unwrap();
    assert_eq!(off.quota_wait(&query(&off)), Duration::ZERO);
}

#[tokio::test]
async fn a_service_that_says_too_many_is_left_alone_for_as_long_as_it_asks() {
    let calls = AtomicUsize::new(0);
    let canned = Canned::with(move |_| {
        let (status, wait, body) = match calls.fetch_add(1, Ordering::Relaxed) {
            0 => (429, "x-acs-retry-after: 400\r\n", r#"{"Code":"Throttling","RequestId":"R"}"#),
            _ => (200, "", r#"{"RequestId":"R","Success":true}"#),
        };
        let length = body.len();
        format!("HTTP/1.1 {status} -\r\n{wait}content-length: {length}\r\n\r\n{body}").into_bytes()
    })
    .await;
    let client = canned.builder().quota(Quota::default()).build().unwrap();
    let query = client.query_ota_job().job_id("j").build();
    assert!(client.send(&query).await.unwrap_err().is_throttled());
    // Another client of the process, which has seen nothing of it.
    let other = canned.builder().quota(Quota::refuse()).build().unwrap();
    let wait = other.quota_wait(&query);
    assert!(wait > Duration::from_millis(200) && wait <= Duration::from_millis(400), "{wait:?}");
    assert!(other.send(&query).await.unwrap_err().is_quota());
    client.with_retry(RetryPolicy::default()).send(&query).await.unwrap();
    assert_eq!(canned.requests().len(), 2);
}
