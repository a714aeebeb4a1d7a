//! Temporary keys, as the security token service hands them out, beside a permanent one.

use std::sync::Arc;
use std::time::Duration;

use ota_emulator::{Emulator, ManualClock, StartError};

use crate::call::{ABSENT, Call, NOW, Scheme, cancel, start_with};

const BOTH: [Scheme; 2] = [Scheme::V1, Scheme::V3];
const HOUR: Duration = Duration::from_secs(3600);

async fn start() -> (Emulator, Arc<ManualClock>) {
    let builder = Emulator::builder()
        .temporary_credentials("STS.one", "first", "CAIS+one/token==", HOUR)
        .temporary_credentials("STS.two", "second", "CAIS+two/token==", 2 * HOUR);
    start_with(builder).await
}

fn first(scheme: Scheme) -> Call {
    cancel(scheme).key("STS.one", "first")
}

#[tokio::test]
async fn a_permanent_key_and_temporary_ones_work_beside_each_other() {
    let (emulator, _) = start().await;
    assert_eq!((emulator.key_id(), emulator.key_secret()), ("testid", "testsecret"));
    for scheme in BOTH {
        cancel(scheme).send(&emulator).await.assert_success();
        let one = first(scheme).token("CAIS+one/token==");
        one.send(&emulator).await.assert_success();
        let two = cancel(scheme).key("STS.two", "second").token("CAIS+two/token==");
        two.send(&emulator).await.assert_success();
        let form = first(scheme).token("CAIS+one/token==").form();
        form.send(&emulator).await.assert_success();
    }
    // As the official clients do it.
    let named = first(Scheme::V3).token("CAIS+one/token==").common("x-acs-accesskey-id", "STS.one");
    named.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_temporary_key_needs_its_own_token() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        for call in [first(scheme), first(scheme).token("")] {
            let response = call.send(&emulator).await;
            response.assert_refused(400, "MissingParameter.SecurityToken");
        }
        for token in ["CAIS+two/token==", "CAIS", "cais+one/token=="] {
            let response = first(scheme).token(token).send(&emulator).await;
            response.assert_refused(400, "InvalidSecurityToken");
            assert!(!response.body.contains("CAIS+one"), "{response:?}");
        }
    }
}

#[tokio::test]
async fn a_permanent_key_takes_no_token() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        let response = cancel(scheme).token("CAIS+one/token==").send(&emulator).await;
        response.assert_refused(400, "InvalidSecurityToken");
        assert!(response.message().contains("`testid` is not temporary"), "{response:?}");
    }
}

#[tokio::test]
async fn the_secret_of_another_key_does_not_fit() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        let call = cancel(scheme).key("STS.one", "second").token("CAIS+one/token==");
        call.send(&emulator).await.assert_refused(400, "SignatureDoesNotMatch");
        let call = cancel(scheme).secret("first");
        call.send(&emulator).await.assert_refused(400, "SignatureDoesNotMatch");
    }
}

#[tokio::test]
async fn a_token_must_be_signed_like_everything_else() {
    let (emulator, _) = start().await;
    let call = first(Scheme::V1).token(ABSENT);
    call.send(&emulator).await.assert_refused(400, "MissingParameter.SecurityToken");
    let call = first(Scheme::V3).token("CAIS+one/token==").unsigned("x-acs-security-token");
    call.send(&emulator).await.assert_refused(400, "IncompleteSignature");
}

#[tokio::test]
async fn a_token_expires_by_the_clock_and_each_at_its_own_time() {
    let (emulator, clock) = start().await;
    let one = |scheme, time: &str| first(scheme).token("CAIS+one/token==").time(time);
    let two = |scheme, time: &str| {
        cancel(scheme).key("STS.two", "second").token("CAIS+two/token==").time(time)
    };
    clock.advance(HOUR - Duration::from_millis(1));
    for scheme in BOTH {
        one(scheme, "2026-01-02T04:04:04Z").send(&emulator).await.assert_success();
    }
    // The world's time is another one.
    emulator.advance(10 * HOUR);
    one(Scheme::V1, "2026-01-02T04:04:04Z").send(&emulator).await.assert_success();
    clock.advance(Duration::from_millis(1));
    for scheme in BOTH {
        let response = one(scheme, "2026-01-02T04:04:05Z").send(&emulator).await;
        response.assert_refused(400, "InvalidSecurityToken.Expired");
        let wrong = first(scheme).token("CAIS").time("2026-01-02T04:04:05Z");
        wrong.send(&emulator).await.assert_refused(400, "InvalidSecurityToken");
        two(scheme, "2026-01-02T04:04:05Z").send(&emulator).await.assert_success();
        let permanent = cancel(scheme).time("2026-01-02T04:04:05Z");
        permanent.send(&emulator).await.assert_success();
    }
    clock.advance(HOUR);
    for scheme in BOTH {
        let response = two(scheme, "2026-01-02T05:04:05Z").send(&emulator).await;
        response.assert_refused(400, "InvalidSecurityToken.Expired");
    }
}

#[tokio::test]
async fn the_time_of_a_request_is_judged_before_its_token() {
    let (emulator, clock) = start().await;
    clock.advance(HOUR);
    for scheme in BOTH {
        let response = first(scheme).token("CAIS+one/token==").time(NOW).send(&emulator).await;
        response.assert_refused(400, "InvalidTimeStamp.Expired");
    }
}

#[tokio::test]
async fn keys_share_the_quota_of_their_account_but_not_their_nonces() {
    let (emulator, _) = start().await;
    for _ in 0..5 {
        cancel(Scheme::V1).send(&emulator).await.assert_success();
        first(Scheme::V3).token("CAIS+one/token==").send(&emulator).await.assert_success();
    }
    let response = cancel(Scheme::V1).send(&emulator).await;
    response.assert_refused(400, "Throttling.Api");

    let (emulator, _) = start().await;
    cancel(Scheme::V1).nonce("n").send(&emulator).await.assert_success();
    let other = first(Scheme::V1).token("CAIS+one/token==").nonce("n");
    other.send(&emulator).await.assert_success();
    other.send(&emulator).await.assert_refused(400, "SignatureNonceUsed");
}

#[tokio::test]
async fn keys_that_cannot_be_told_apart_or_used_are_refused_at_the_start() {
    let builder = Emulator::builder;
    for (builder, message) in [
        (builder().temporary_credentials("testid", "s3cr3t", "t0ken", HOUR), "two keys `testid`"),
        (builder().temporary_credentials("", "s3cr3t", "t0ken", HOUR), "empty id"),
        (
            builder().temporary_credentials("STS.one", "s3cr3t", "", HOUR),
            "token of the key `STS.one`",
        ),
    ] {
        assert!(!format!("{builder:?}").contains("t0ken"), "{builder:?}");
        assert!(!format!("{builder:?}").contains("s3cr3t"), "{builder:?}");
        let error = builder.start().await.unwrap_err();
        assert!(matches!(error, StartError::Credentials(_)), "{error:?}");
        assert!(error.to_string().contains(message), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
    }
}
