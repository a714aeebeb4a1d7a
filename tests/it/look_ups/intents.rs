//! Creates that are noted: what a note is good for, and what it is refused for.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ota_api::mock::Mock;
use ota_api::operations::{
    CreateOtaModule, CreateOtaModuleResponse, CreateOtaStaticUpgradeJob,
    CreateOtaStaticUpgradeJobResponse,
};
use ota_api::{Client, Credentials, Quota, Reconciled, RetryPolicy};
use ota_emulator::Effect;
use ring::digest::{SHA256, digest};

use super::stopped::impatient;
use super::{STATIC, done, job, module, tags};
use crate::canned::Canned;
use crate::retries::{clock, httpdate};

/// The same line with other words, as another run would have saved it.
fn rewritten(saved: &str, change: impl FnOnce(&mut Vec<String>)) -> String {
    let (content, _) = saved.trim_end().rsplit_once(' ').unwrap();
    let mut words: Vec<String> = content.split(' ').map(str::to_owned).collect();
    change(&mut words);
    let content = words.join(" ");
    let check = digest(&SHA256, content.as_bytes());
    let check: String = check.as_ref()[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{content} {check}\n")
}

/// The same line as if it had been saved so long ago, by the clock of this machine.
fn aged(saved: &str, ago: Duration) -> String {
    let then = (SystemTime::now() - ago).duration_since(UNIX_EPOCH).unwrap().as_millis();
    rewritten(saved, |words| words[5] = then.to_string())
}

const MINUTE: Duration = Duration::from_secs(60);

async fn reconciled(client: &Client, saved: &str) -> Reconciled<CreateOtaStaticUpgradeJobResponse> {
    let intent = client.prepare(job()).resume(saved).unwrap();
    client.reconcile::<CreateOtaStaticUpgradeJob>(intent.unknown_outcome()).await.unwrap()
}

#[tokio::test]
async fn an_old_intent_of_which_nothing_is_found_was_not_made() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator);
    let saved = client.prepare(job()).intent().unwrap().save();
    for (ago, settled) in [(0, false), (10, false), (19, false), (21, true), (60 * 24 * 30, true)] {
        // However often it is resumed.
        for _ in 0..2 {
            let found = reconciled(&client, &aged(&saved, MINUTE * ago)).await;
            assert_eq!(matches!(found, Reconciled::NotMade), settled, "{ago}: {found:?}");
            assert_eq!(matches!(found, Reconciled::Unknown), !settled, "{ago}: {found:?}");
        }
    }
}

/// A list without jobs, written so many minutes from now by the clock of the service, or at no time.
async fn empty_list(minutes: Option<i64>) -> Canned {
    let body =
        r#"{"RequestId":"L","Success":true,"Total":0,"CurrentPage":1,"PageCount":0,"Data":[]}"#;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let date = minutes.map(|minutes| httpdate(now.checked_add_signed(minutes * 60).unwrap()));
    let headers: Vec<(&str, &str)> = date.iter().map(|date| ("date", date.as_str())).collect();
    Canned::with_headers(200, &headers, body).await
}

#[tokio::test]
async fn the_clock_of_the_service_says_how_old_an_intent_is() {
    // The minutes since it was saved by our clock, and how far the service's is ahead of that.
    for (ours, ahead, settled) in [
        (0, Some(0), false),
        (60, Some(0), true),
        // Ours was set ahead since.
        (60, Some(-50), false),
        (60 * 24 * 365, Some(-60 * 24 * 365), false),
        // Ours stood still.
        (0, Some(25), true),
        (-60, Some(25 + 60), true),
        (60, None, false),
    ] {
        let canned = empty_list(ahead).await;
        let client = canned.builder().deadline(Duration::from_millis(900)).build().unwrap();
        let saved = client.prepare(job()).intent().unwrap().save();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let then = i128::try_from(now).unwrap() - i128::from(ours) * 60_000;
        let saved = rewritten(&saved, |words| words[5] = then.to_string());
        let found = reconciled(&client, &saved).await;
        assert_eq!(matches!(found, Reconciled::NotMade), settled, "{ours} {ahead:?}: {found:?}");
    }
}

#[tokio::test]
async fn an_intent_is_sent_once() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator);
    let call = client.prepare(job());
    let intent = call.intent().unwrap();
    // Nothing is sent by a future that is never polled.
    drop(call.clone().send_as(&intent));
    call.clone().send_as(&intent).await.unwrap();
    for intent in [&intent, &intent.clone()] {
        let error = call.clone().send_as(intent).await.unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("it was sent before"), "{error}");
    }
    let other = impatient(&emulator);
    let call = other.prepare(job());
    let resumed = call.resume(&intent.save()).unwrap();
    let error = call.clone().send_as(&resumed).await.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("ask `reconcile`"), "{error}");
    assert_eq!((done(&emulator, STATIC), emulator.jobs().len()), (1, 1));
    let found = reconciled(&other, &intent.save()).await;
    assert!(matches!(found, Reconciled::Made(_)), "{found:?}");
}

#[tokio::test]
async fn an_intent_whose_call_was_refused_can_be_sent_again() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator).with_retry(RetryPolicy::off());
    let call = client.prepare(job());
    let intent = call.intent().unwrap();
    let (code, message) = ("Throttling.User".to_owned(), "slow down".to_owned());
    let refusal = Effect::Status { status: 400, code, message, format: None, acts: false };
    emulator.add_fault(super::once(refusal, STATIC)).unwrap();
    let error = call.clone().send_as(&intent).await.unwrap_err();
    assert!(!error.outcome_unknown(), "{error}");
    call.clone().send_as(&intent).await.unwrap();
    assert_eq!(done(&emulator, STATIC), 1);
    // Not after an error that leaves it open.
    let intent = call.intent().unwrap();
    emulator.add_fault(super::once(Effect::Reset { acts: true }, STATIC)).unwrap();
    assert!(call.clone().send_as(&intent).await.unwrap_err().outcome_unknown());
    assert!(call.clone().send_as(&intent).await.unwrap_err().to_string().contains("sent before"));
    assert_eq!(done(&emulator, STATIC), 2);
}

#[tokio::test]
async fn an_intent_is_not_sent_with_a_signature_that_outlives_it() {
    let pause = || RetryPolicy::default().base_pause(Duration::ZERO);
    // Our clock is an hour behind, and nobody knows yet: to be found late, the note has to be of the right time.
    let canned = clock(3600, "", true).await;
    let client = canned.builder().retry(pause()).build().unwrap();
    let call = client.prepare(job());
    let error = call.clone().send_as(&call.intent().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("the intent is older than 5 minutes"), "{error}");
    assert_eq!((error.outcome_unknown(), canned.requests().len()), (false, 1));
    // From now on it is known.
    let intent = call.intent().unwrap();
    let ahead = intent.unknown_outcome().began().duration_since(SystemTime::now()).unwrap();
    assert!(ahead.as_secs().abs_diff(3600) < 60, "{ahead:?}");
    call.clone().send_as(&intent).await.unwrap();
    assert_eq!(canned.requests().len(), 2);
    // One that is ahead makes a note that is found to be on its way for longer.
    let canned = clock(-3600, "", true).await;
    let client = canned.builder().retry(pause()).build().unwrap();
    let call = client.prepare(job());
    call.clone().send_as(&call.intent().unwrap()).await.unwrap();
    assert_eq!(canned.requests().len(), 2);
}

#[tokio::test]
async fn several_with_the_label_of_an_intent_are_an_error_that_names_them() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator);
    let intent = client.prepare(job()).intent().unwrap();
    client.prepare(job()).send_as(&intent).await.unwrap();
    // Somebody copies the labels of a job.
    let mut copy = job();
    let run_id = intent.unknown_outcome().run_id().unwrap();
    copy.tag = vec![ota_api::operations::Tag::new("ota.run.id", run_id)];
    client.with_run_id_tags(false).send(&copy).await.unwrap();
    let unknown = intent.unknown_outcome();
    let error = client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap_err();
    let text = error.to_string();
    assert!(error.is_usage() && text.contains("it was sent more than once"), "{text}");
    for made in emulator.jobs() {
        assert!(text.contains(&format!("`{}`", made.job_id)), "{text}");
    }
}

#[tokio::test]
async fn an_intent_is_of_its_own_account() {
    let mock = Mock::new();
    let empty = r#"{"RequestId":"1","Success":true,"Data":[]}"#;
    mock.on_action("ListOTAModuleByProduct").respond_raw(200, empty);
    mock.on::<CreateOtaModule>().respond(CreateOtaModuleResponse::default());
    let client: Client = mock.client().unwrap();
    let with = |credentials| client.with_credentials(credentials).unwrap();
    let (one, two) = (with(Credentials::new("one", "s")), with(Credentials::new("two", "s")));
    let call = one.prepare(module("radio"));
    let intent = call.intent().unwrap();
    let saved = intent.save();
    assert!(!saved.contains(" one "), "{saved}");
    let other = two.prepare(module("radio"));
    let error = other.resume(&saved).unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("another access key"), "{error}");
    let error = other.send_as(&intent).await.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("another access key"), "{error}");
    let error = two.reconcile::<CreateOtaModule>(intent.unknown_outcome()).await.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("another access key"), "{error}");
    assert!(mock.calls().is_empty());
    assert!(one.prepare(module("radio")).resume(&saved).is_ok());
    // Temporary keys are others all the time.
    let temporary = with(Credentials::new("STS.1", "s").with_security_token("t"));
    assert!(temporary.prepare(module("radio")).resume(&saved).is_ok());
    // A name says which keys belong together.
    let named = |client: &Client, name: &str| client.with_quota(Quota::off().account(name));
    let saved = named(&one, "fleet").prepare(module("radio")).intent().unwrap().save();
    assert!(!saved.contains("fleet"), "{saved}");
    assert!(named(&two, "fleet").prepare(module("radio")).resume(&saved).is_ok());
    let error = named(&one, "test").prepare(module("radio")).resume(&saved).unwrap_err();
    assert!(error.to_string().contains("it is of another account"), "{error}");
}

#[tokio::test]
async fn an_intent_of_the_first_version_is_read() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator);
    let intent = client.prepare(job()).intent().unwrap();
    client.prepare(job()).send_as(&intent).await.unwrap();
    let old = rewritten(&intent.save(), |words| {
        words[1] = "1".to_owned();
        words.pop();
    });
    assert_eq!(old.split(' ').count(), 8, "{old}");
    let found = reconciled(&client, &old).await;
    assert!(matches!(found, Reconciled::Made(_)), "{found:?}");
}

#[tokio::test]
async fn what_could_never_be_found_is_not_noted() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator);
    let saved = client.prepare(job()).intent().unwrap().save();
    let off = client.with_run_id_tags(false);
    let error = off.prepare(job()).intent().unwrap_err().to_string();
    assert!(
        error.contains("found by a label alone") && error.contains("with_run_id_tags(true)"),
        "{error}"
    );
    for (count, length) in [(10, 1), (4, 1010)] {
        let mut full = job();
        full.tag = tags(count, length);
        let error = client.prepare(full).intent().unwrap_err().to_string();
        assert!(error.contains("no room") && error.contains("in `Tag`: 10 labels"), "{error}");
    }
    // What is found by its name needs no label, and what was noted with one is found by it.
    off.prepare(module("radio")).intent().unwrap();
    off.prepare(job()).resume(&saved).unwrap();
    let list = client.query_ota_job().job_id("j").build();
    let error = client.prepare(list).intent().unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("no list shows"), "{error}");
    assert_eq!(emulator.requests().requests.len(), 0);
}

#[tokio::test]
async fn an_intent_fits_its_own_request_and_host_only() {
    let (emulator, other) = (super::emulator().await, super::emulator().await);
    let client = impatient(&emulator);
    let saved = client.prepare(job()).intent().unwrap().save();
    assert!(saved.len() <= 1024 && saved.lines().count() == 1, "{saved}");
    assert!(!saved.contains("a1Lamp") && !saved.contains("testid"), "{saved}");
    let resumed = client.prepare(job()).resume(&saved).unwrap();
    assert_eq!(resumed.save(), saved);
    assert!(client.prepare(job()).resume(saved.trim_end()).is_ok());
    let mut changed = job();
    changed.firmware_id = "fw1".to_owned().into();
    let cut = "it is no saved intent, or it was cut off or changed";
    let host = emulator.endpoint().trim_start_matches("http://").trim_end_matches('/').to_owned();
    for (refused, why) in [
        (client.prepare(changed.clone()).resume(&saved), "a request with other parameters"),
        (client.prepare(module("radio")).resume(&saved), "of the operation `CreateOTAStatic"),
        (impatient(&other).prepare(job()).resume(&saved), &*format!("it is of the host `{host}`")),
        (client.prepare(job()).resume(&saved[1..]), cut),
        (client.prepare(job()).resume(&saved.replace("ota-call 2", "ota-call 3")), cut),
        (client.prepare(job()).resume(&format!("{saved}{saved}")), cut),
        (client.prepare(job()).resume(&"x ".repeat(1000)), cut),
        (client.prepare(job()).resume(""), cut),
        (
            client.prepare(job()).resume(&rewritten(&saved, |words| words[1] = "3".to_owned())),
            "a newer version of this library wrote it",
        ),
    ] {
        let error = refused.unwrap_err();
        let text = error.to_string();
        assert!(error.is_usage() && text.contains("the intent cannot be used: "), "{text}");
        assert!(text.contains(why), "{text}");
    }
    for length in 0..saved.trim_end().len() {
        assert!(client.prepare(job()).resume(&saved[..length]).is_err(), "{length}");
    }
    let error = client.prepare(changed).send_as(&resumed).await.unwrap_err();
    assert!(error.to_string().contains("a request with other parameters"), "{error}");
    assert_eq!(emulator.requests().requests.len(), 0);
}

#[tokio::test]
async fn what_an_intent_made_has_its_run_id() {
    let emulator = super::emulator().await;
    let client = impatient(&emulator);
    let intent = client.prepare(job()).intent().unwrap();
    client.prepare(job()).send_as(&intent).await.unwrap();
    let made = emulator.jobs().pop().unwrap();
    let run_id = intent.unknown_outcome().run_id().unwrap();
    assert_eq!(made.tags, [("ota.run.id".to_owned(), run_id.to_owned())]);
}
