//! Futures that are dropped before they are done: what is lost with them, and what is not.

use std::time::Duration;

use ota_api::{Client, Credentials, Quota};
use ota_emulator::{Effect, Emulator, Fault};

/// An emulator whose responses come late, and a client of it.
async fn late(action: &str, milliseconds: u64) -> (Emulator, Client) {
    let emulator = Emulator::builder().without_quota().start().await.unwrap();
    emulator.add_fault(Fault::new(Effect::Slow { milliseconds }).operation(action)).unwrap();
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .quota(Quota::off());
    let client = client.build().unwrap();
    (emulator, client)
}

/// How often an operation was called.
fn calls(emulator: &Emulator, action: &str) -> usize {
    let requests = emulator.requests().requests;
    requests.iter().filter(|request| request.action.as_deref() == Some(action)).count()
}

/// Asks again and again for what a future gives, and drops the future each time after a moment.
macro_rules! impatiently {
    ($future:expr) => {{
        let mut dropped = 0;
        loop {
            match tokio::time::timeout(Duration::from_millis(5), $future).await {
                Ok(done) => break (done, dropped),
                Err(_) => dropped += 1,
            }
        }
    }};
}

#[tokio::test]
async fn a_page_that_nobody_waited_for_comes_with_the_next_one() {
    const LIST: &str = "ListOTAFirmware";
    let (emulator, client) = late(LIST, 50).await;
    let mut pages = client.list_ota_firmware().current_page(1).page_size(1).pages();
    let (mut count, mut dropped, mut rows) = (0, 0, 0);
    loop {
        let (page, drops) = impatiently!(pages.next());
        dropped += drops;
        let Some(page) = page else { break };
        rows += page.unwrap().firmware_info.len();
        count += 1;
    }
    assert!(count > 1 && dropped > count, "{count} pages, {dropped} drops");
    assert_eq!((calls(&emulator, LIST), rows), (count, emulator.packages().len()));
    let mut items = client.list_ota_firmware().current_page(1).page_size(2).items();
    let mut found = 0;
    while let (Some(item), _) = impatiently!(items.next()) {
        item.unwrap();
        found += 1;
    }
    assert_eq!(found, rows);
}

#[tokio::test]
async fn parts_stop_where_their_future_is_dropped() {
    const CANCEL: &str = "CancelOTATaskByDevice";
    let (emulator, client) = late(CANCEL, 100).await;
    let names: Vec<String> = (0..1000).map(|number| format!("device{number}")).collect();
    let parts = client
        .cancel_ota_task_by_device()
        .product_key("a1V4kdeAbCd")
        .firmware_id("T0F5b5tpFnHQrgfk030100")
        .device_name(&names)
        .send_parts();
    let sent = tokio::time::timeout(Duration::from_millis(150), parts).await;
    assert!(sent.is_err());
    // The one that was on its way may still arrive; then there is no other.
    let before = calls(&emulator, CANCEL);
    let deadline = std::time::Instant::now() + Duration::from_millis(400);
    while std::time::Instant::now() < deadline {
        tokio::task::yield_now().await;
    }
    let after = calls(&emulator, CANCEL);
    assert!(after < 5 && after <= before + 1, "{before} calls, then {after} of 5");
}
