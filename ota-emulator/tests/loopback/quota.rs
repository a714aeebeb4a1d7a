//! Quotas: how many calls per second are taken.

use std::time::Duration;

use ota_emulator::Emulator;

use crate::call::{Scheme, cancel, delete, start, start_with};

#[tokio::test]
async fn the_eleventh_call_of_a_second_is_refused_and_told_when_to_come_again() {
    let (emulator, clock) = start().await;
    for _ in 0..10 {
        cancel(Scheme::V3).send(&emulator).await.assert_success();
        clock.advance(Duration::from_millis(50));
    }
    let response = cancel(Scheme::V3).send(&emulator).await;
    response.assert_refused(400, "Throttling.Api");
    assert!(response.message().contains("Request was denied due to api flow control"));
    assert_eq!(response.header("x-acs-retry-after"), Some("500"));

    // Another operation has its own count, and a refused call does not count.
    delete(Scheme::V3).send(&emulator).await.assert_success();
    clock.advance(Duration::from_millis(499));
    let response = cancel(Scheme::V1).send(&emulator).await;
    assert_eq!(response.header("x-acs-retry-after"), Some("1"));
    clock.advance(Duration::from_millis(1));
    cancel(Scheme::V1).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_call_that_the_operation_refuses_counts() {
    let (emulator, _) = start().await;
    for _ in 0..10 {
        let call = cancel(Scheme::V1).with("FirmwareId", "nothing");
        call.send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    }
    cancel(Scheme::V1).send(&emulator).await.assert_refused(400, "Throttling.Api");
}

#[tokio::test]
async fn the_quota_can_be_switched_off() {
    let (emulator, _) = start_with(Emulator::builder().without_quota()).await;
    for _ in 0..25 {
        cancel(Scheme::V1).send(&emulator).await.assert_success();
    }
}
