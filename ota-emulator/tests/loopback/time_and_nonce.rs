//! The clock window and nonces, in both schemes.

use std::time::Duration;

use ota_emulator::Emulator;

use crate::call::{Scheme, cancel, start};

const BOTH: [Scheme; 2] = [Scheme::V1, Scheme::V3];

fn time_name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::V1 => "Timestamp",
        Scheme::V3 => "x-acs-date",
    }
}

#[tokio::test]
async fn a_time_of_another_form_is_refused() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        for time in ["now", "2026-01-02 03:04:05", "2026-02-30T00:00:00Z", "1767323045"] {
            let response = cancel(scheme).common(time_name(scheme), time).send(&emulator).await;
            response.assert_refused(400, "IllegalTimestamp");
        }
    }
}

#[tokio::test]
async fn the_clocks_may_differ_by_fifteen_minutes() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        let call = |time: &str| cancel(scheme).common(time_name(scheme), time);
        for time in ["2026-01-02T02:49:05Z", "2026-01-02T03:19:05Z"] {
            call(time).send(&emulator).await.assert_success();
        }
        for time in ["2026-01-02T02:49:04Z", "2026-01-02T03:19:06Z", "1900-01-01T00:00:00Z"] {
            let response = call(time).send(&emulator).await;
            response.assert_refused(400, "InvalidTimeStamp.Expired");
        }
    }
}

#[tokio::test]
async fn the_clock_is_that_of_the_machine_unless_another_is_given() {
    let emulator = Emulator::start().await.unwrap();
    // Signed at the time of the tests' manual clock, which has long passed.
    let response = cancel(Scheme::V1).send(&emulator).await;
    response.assert_refused(400, "InvalidTimeStamp.Expired");
}

#[tokio::test]
async fn a_nonce_is_good_for_one_call() {
    let (emulator, clock) = start().await;
    for scheme in BOTH {
        let call = cancel(scheme);
        call.send(&emulator).await.assert_success();
        call.send(&emulator).await.assert_refused(400, "SignatureNonceUsed");
        clock.advance(Duration::from_secs(900));
        call.send(&emulator).await.assert_refused(400, "SignatureNonceUsed");
        clock.advance(Duration::from_secs(1));
        call.send(&emulator).await.assert_refused(400, "InvalidTimeStamp.Expired");
        clock.set(crate::call::now());
    }
}

#[tokio::test]
async fn a_nonce_may_come_again_once_its_call_has_expired() {
    let (emulator, clock) = start().await;
    let call = cancel(Scheme::V1).common("SignatureNonce", "again");
    call.send(&emulator).await.assert_success();
    clock.advance(Duration::from_secs(901));
    let later = call.common("Timestamp", "2026-01-02T03:19:06Z");
    later.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_call_with_a_wrong_signature_does_not_use_its_nonce_up() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1);
    let forged = call.clone().secret("another");
    forged.send(&emulator).await.assert_refused(400, "SignatureDoesNotMatch");
    call.send(&emulator).await.assert_success();
}
