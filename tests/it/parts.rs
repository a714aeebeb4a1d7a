//! Long lists that are sent in parts: from anywhere, at the pace of the quota, and with a journal.

mod journal;
#[cfg(unix)]
mod killed;
mod stops;

use std::collections::BTreeMap;
use std::fs;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use ota_api::hook::{Attempt, Headers, Hook, Outcome};
use ota_api::mock::Mock;
use ota_api::operations::{CancelOtaTaskByDevice, CancelOtaTaskByDeviceResponse, DeviceName};
use ota_api::{Client, ClientBuilder, Credentials, PartStream, Quota, RetryPolicy, SendParts};
use ota_emulator::{Effect, Emulator, Fault, Seed};
use tempfile::TempDir;

const CANCEL: &str = "CancelOTATaskByDevice";

/// An emulator with so many devices, and a package.
async fn emulator(devices: usize) -> Emulator {
    let seed = format!(
        r#"{{ "products": [{{
            "productKey": "a1Lamp",
            "numbered": {{ "count": {devices} }},
            "packages": [{{ "firmwareId": "fw", "destVersion": "2.0.0" }}]
        }}] }}"#
    );
    let seed = Seed::from_json(&seed).unwrap();
    Emulator::builder().seed(seed).without_quota().start().await.unwrap()
}

fn builder(endpoint: &str) -> ClientBuilder {
    Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::new("testid", "testsecret"))
        .retry(RetryPolicy::off())
        .quota(Quota::off())
}

fn client(emulator: &Emulator) -> Client {
    builder(emulator.endpoint()).build().unwrap()
}

/// The names of so many devices.
fn names(count: usize) -> impl Iterator<Item = String> + Send + 'static {
    (1..=count).map(|number| format!("device{number}"))
}

/// A list of so many devices.
fn cancel(client: &Client, count: usize) -> SendParts<CancelOtaTaskByDevice> {
    let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
    call.send_parts().items(names(count))
}

/// How often each device was named in calls that were done.
fn ledger(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut devices = BTreeMap::new();
    for entry in emulator.ledger().iter().filter(|entry| entry.action == CANCEL) {
        let request = serde_json::to_value(&entry.request).unwrap();
        for name in request["DeviceName"].as_array().unwrap() {
            *devices.entry(name.as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    devices
}

/// That each of so many devices was named once.
#[track_caller]
fn assert_once(emulator: &Emulator, devices: usize) {
    let ledger = ledger(emulator);
    assert_eq!(ledger.len(), devices);
    assert!(ledger.values().all(|times| *times == 1));
}

/// How many calls arrived.
fn calls(emulator: &Emulator) -> usize {
    let requests = emulator.requests().requests;
    requests.iter().filter(|request| request.action.as_deref() == Some(CANCEL)).count()
}

/// The items of a part that succeeded, as numbers.
fn count(items: &[DeviceName]) -> (usize, &str, &str) {
    (items.len(), items[0].as_str(), items[items.len() - 1].as_str())
}

#[tokio::test]
async fn what_an_iterator_gives_goes_out_in_parts_and_each_outcome_comes_at_once() {
    let emulator = emulator(500).await;
    let mut parts = cancel(&client(&emulator), 500).stream();
    let mut seen = Vec::new();
    while let Some(part) = parts.next().await {
        let part = part.unwrap();
        part.outcome().as_ref().unwrap();
        assert_eq!(calls(&emulator), seen.len() + 1, "nothing runs ahead");
        let (items, first, last) = count(part.items());
        seen.push((part.number(), part.position(), items, first.to_owned(), last.to_owned()));
    }
    let part = |number, position, items, first: &str, last: &str| {
        (number, position, items, first.to_owned(), last.to_owned())
    };
    assert_eq!(
        seen,
        [
            part(1, 1, 200, "device1", "device200"),
            part(2, 201, 200, "device201", "device400"),
            part(3, 401, 100, "device401", "device500"),
        ]
    );
    assert_once(&emulator, 500);
    assert!(parts.next().await.is_none() && parts.done_before() == 0);
}

#[tokio::test]
async fn the_lines_of_a_file_are_sent_and_a_bad_one_is_told_before_anything_is() {
    let emulator = emulator(450).await;
    let client = client(&emulator);
    let folder = TempDir::new().unwrap();
    let (file, journal) = (folder.path().join("names"), folder.path().join("journal"));
    let call = || {
        let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
        call.send_parts().lines(&file).journal(&journal)
    };
    let mut lines: Vec<String> = names(450).collect();
    lines.insert(0, String::new());
    (lines[300], lines[17]) = ("a b".to_owned(), lines[9].clone());
    fs::write(&file, lines.join("\r\n")).unwrap();
    let error = call().await.unwrap_err();
    let told: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0], "`DeviceName.18` repeats item 10; every item must be unique");
    assert!(told[1].starts_with("`DeviceName.301` must match"), "{told:?}");
    assert!(error.is_usage() && calls(&emulator) == 0);
    let text = error.to_string();
    let numbers = "the numbers in `DeviceName` are those of the lines of the list `";
    assert!(text.contains(numbers), "{text}");
    (lines[300], lines[17]) = ("device300".to_owned(), "device17".to_owned());
    fs::write(&file, lines.join("\n")).unwrap();
    let parts = call().await.unwrap();
    assert!(parts.is_complete());
    assert_eq!(parts.all().iter().map(|part| part.position()).collect::<Vec<_>>(), [2, 202, 402]);
    assert_once(&emulator, 450);
    fs::remove_file(&file).unwrap();
    let error = call().await.unwrap_err();
    assert!(error.is_file() && error.to_string().contains("cannot be read"), "{error}");
}

#[tokio::test]
async fn a_bad_item_of_an_iterator_keeps_its_part_back_and_no_other() {
    let emulator = emulator(500).await;
    let client = client(&emulator);
    let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
    let items = names(500).map(|name| name.replace("device250", "device 250"));
    let parts = call.send_parts().items(items).await.unwrap();
    assert_eq!((calls(&emulator), parts.all().len(), parts.failed().count()), (2, 3, 1));
    let error = parts.all()[1].outcome().as_ref().unwrap_err();
    assert_eq!(error.violations()[0].parameter(), "DeviceName.250");
    assert!(error.is_usage() && !error.outcome_unknown());
    assert_eq!(count(&parts.left()), (200, "device201", "device400"));
    // Where it is not the items, there is nothing to send.
    let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("");
    let error = call.send_parts().items(names(500)).await.unwrap_err();
    assert_eq!(error.violations()[0].parameter(), "FirmwareId");
    let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
    let error = call.send_parts().items(names(0)).await.unwrap_err();
    assert_eq!(error.violations()[0].to_string(), "`DeviceName` is required but not set");
    assert_eq!(calls(&emulator), 2);
}

/// A client whose calls succeed, one each second, and who sees them.
fn slow_mock() -> (Mock, Client) {
    let mock = Mock::new();
    mock.on::<CancelOtaTaskByDevice>().respond(CancelOtaTaskByDeviceResponse::default());
    let quota = Quota::default().in_process().limit(CANCEL, 1);
    let client = mock.builder().quota(quota).build().unwrap();
    (mock, client)
}

/// That the next outcome is not there yet.
async fn assert_waits(parts: &mut PartStream<CancelOtaTaskByDevice>) {
    let mut next = pin!(parts.next());
    assert!(poll_fn(|context| Poll::Ready(next.as_mut().poll(context).is_pending())).await);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_waits_for_its_turn_is_not_sent_after_a_stop() {
    let (mock, client) = slow_mock();
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("journal");
    let mut parts = cancel(&client, 2000).journal(&journal).stream();
    parts.next().await.unwrap().unwrap();
    assert_waits(&mut parts).await;
    parts.stop();
    assert!(parts.next().await.is_none());
    assert_eq!(mock.calls().len(), 1);
    assert_eq!(fs::read_to_string(&journal).unwrap().lines().count(), 3, "as if it never began");
    let parts = cancel(&client, 2000).journal(&journal).await.unwrap();
    assert!(parts.is_complete() && mock.calls().len() == 10);
    assert_eq!((parts.done_before(), parts.all().len()), (1, 9));
}

#[tokio::test]
async fn a_key_that_is_refused_ends_the_list() {
    let emulator = emulator(2000).await;
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("journal");
    for (id, secret, code) in [
        ("testid", "wrong", "SignatureDoesNotMatch"),
        ("nobody", "wrong", "InvalidAccessKeyId.NotFound"),
    ] {
        let wrong = builder(emulator.endpoint()).credentials(Credentials::new(id, secret));
        let before = emulator.requests().requests.len();
        let parts = cancel(&wrong.build().unwrap(), 2000).journal(&journal).await.unwrap();
        assert_eq!(emulator.requests().requests.len() - before, 1);
        assert!(!parts.is_complete() && parts.all().len() == 1);
        let stopped = parts.stopped().unwrap().to_string();
        let says = format!(
            "no further parts were sent, since the key of part 1 was refused with `{code}`"
        );
        assert!(stopped.contains(&says), "{stopped}");
    }
    assert!(cancel(&client(&emulator), 2000).journal(&journal).await.unwrap().is_complete());
    assert_once(&emulator, 2000);
}

/// Counts the calls that are under way.
#[derive(Clone, Default)]
struct UnderWay {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Hook for UnderWay {
    fn before(&self, _: &Attempt<'_>, _: &mut Headers) {
        let now = self.now.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
    }

    fn after(&self, _: &Attempt<'_>, _: &Outcome<'_>) {
        self.now.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The most of ten calls that were under way at once, where each takes a tenth of a second.
async fn most_under_way(in_flight: Option<usize>, quota: Quota) -> usize {
    let emulator = emulator(2000).await;
    emulator.add_fault(Fault::new(Effect::Slow { milliseconds: 100 })).unwrap();
    let under_way = UnderWay::default();
    let builder = builder(emulator.endpoint()).quota(quota).hook(under_way.clone());
    let mut parts = cancel(&builder.build().unwrap(), 2000);
    if let Some(most) = in_flight {
        parts = parts.in_flight(most);
    }
    assert!(parts.await.unwrap().is_complete());
    assert_once(&emulator, 2000);
    under_way.most.load(Ordering::Relaxed)
}

#[tokio::test]
async fn calls_overlap_where_they_take_longer_than_from_turn_to_turn() {
    let fast = || Quota::default().in_process().limit(CANCEL, 200);
    let usual = most_under_way(None, fast()).await;
    assert!((2..=8).contains(&usual), "{usual}");
    assert_eq!(most_under_way(Some(1), fast()).await, 1);
    // Nothing says how fast it may be.
    assert_eq!(most_under_way(None, Quota::off()).await, 1);
    assert_eq!(most_under_way(Some(3), Quota::off()).await, 3);
}

#[tokio::test]
async fn parts_that_are_stopped_tell_what_became_of_those_under_way() {
    let emulator = emulator(2000).await;
    emulator.add_fault(Fault::new(Effect::Slow { milliseconds: 50 })).unwrap();
    let mut parts = cancel(&client(&emulator), 2000).in_flight(3).stream();
    let first = parts.next().await.unwrap().unwrap();
    parts.stop();
    let mut told = first.items().len();
    while let Some(part) = parts.next().await {
        told += part.unwrap().items().len();
    }
    assert_eq!((told, ledger(&emulator).len(), calls(&emulator)), (600, 600, 3));
    let mut none = cancel(&client(&emulator), 2000).stream();
    none.stop();
    assert!(none.next().await.is_none());
}
