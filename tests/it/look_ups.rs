//! Creates whose response is lost: each is done once, and the caller learns it, or that nobody knows.

mod intents;
mod stopped;

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ota_api::operations::{
    CreateOtaModule, CreateOtaStaticUpgradeJob, CreateOtaStaticUpgradeJobTarget, Tag,
};
use ota_api::sign::{Format, Scheme};
use ota_api::{Client, ClientBuilder, Credentials, Error, Quota, Reconciled, RetryPolicy};
use ota_emulator::{Effect, Emulator, Fault, Seed};

use crate::canned::Canned;

const STATIC: &str = "CreateOTAStaticUpgradeJob";
const LIST: &str = "ListOTAJobByFirmware";

/// The packages besides those with a name, for tests that make many jobs: each look-up reads all jobs of a package.
const MORE: usize = 50;

/// A product with one device, packages that jobs can deliver, and one that is not verified.
async fn emulator() -> Emulator {
    let more = (0..MORE).map(|number| {
        format!(r#", {{ "firmwareId": "fw{number}", "destVersion": "2.0.{number}" }}"#)
    });
    let more: String = more.collect();
    let seed = format!(
        r#"{{ "products": [{{
            "productKey": "a1Lamp",
            "numbered": {{ "count": 1 }},
            "packages": [
                {{ "firmwareId": "fw", "destVersion": "2.0.0" }},
                {{ "firmwareId": "new", "destVersion": "3.0.0", "status": "unverified" }}{more}
            ]
        }}] }}"#
    );
    let seed = Seed::from_json(&seed).unwrap();
    Emulator::builder().seed(seed).without_quota().start().await.unwrap()
}

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .retry(RetryPolicy::default().base_pause(Duration::ZERO))
        .quota(Quota::off())
}

fn client(emulator: &Emulator) -> Client {
    builder(emulator).build().unwrap()
}

fn job() -> CreateOtaStaticUpgradeJob {
    CreateOtaStaticUpgradeJob::builder()
        .firmware_id("fw")
        .product_key("a1Lamp")
        .target(CreateOtaStaticUpgradeJobTarget::all())
        .build()
}

fn module(name: &str) -> CreateOtaModule {
    CreateOtaModule::builder().product_key("a1Lamp").module_name(name).build()
}

fn unavailable(acts: bool) -> Effect {
    let (code, message) = ("ServiceUnavailable".to_owned(), "down".to_owned());
    Effect::Status { status: 503, code, message, format: None, acts }
}

/// Responses that are lost after the service acted.
fn lost() -> [Effect; 6] {
    [
        Effect::Reset { acts: true },
        Effect::Close { acts: true },
        Effect::Cut { reset: false },
        Effect::Page { status: 502, acts: true },
        Effect::Malformed {},
        unavailable(true),
    ]
}

/// Responses that look the same, although the service did nothing.
fn not_done() -> [Effect; 4] {
    [
        Effect::Reset { acts: false },
        Effect::Close { acts: false },
        Effect::Page { status: 502, acts: false },
        unavailable(false),
    ]
}

fn once(effect: Effect, action: &str) -> Fault {
    Fault::new(effect).operation(action).times(1)
}

/// How often an operation acted.
fn done(emulator: &Emulator, action: &str) -> usize {
    emulator.ledger().iter().filter(|entry| entry.action == action).count()
}

/// How often jobs were listed.
fn looks(emulator: &Emulator) -> usize {
    let requests = emulator.requests().requests;
    requests.iter().filter(|request| request.action.as_deref() == Some(LIST)).count()
}

#[tokio::test]
async fn a_thousand_creates_are_done_once_each_although_their_responses_are_lost() {
    let emulator = emulator().await;
    let client = client(&emulator);
    let before = emulator.jobs().len();
    let mut ids = BTreeSet::new();
    for number in 0..1000 {
        let effect = lost()[number % lost().len()].clone();
        emulator.add_fault(once(effect, STATIC)).unwrap();
        let mut job = job();
        job.firmware_id = format!("fw{}", number % MORE).into();
        let response = client.send(&job).await.unwrap();
        assert!(response.is_looked_up());
        assert_eq!(response.attempts(), 1);
        let data = response.data.as_ref().unwrap();
        assert!(data.utc_create.is_some());
        ids.insert(data.job_id.clone().unwrap().to_string());
    }
    assert_eq!(done(&emulator, STATIC), 1000);
    assert_eq!((ids.len(), emulator.jobs().len() - before), (1000, 1000));
}

#[tokio::test]
async fn each_kind_of_create_is_found_in_both_formats() {
    for (scheme, format) in [(Scheme::V3, Format::Json), (Scheme::V1, Format::Xml)] {
        let emulator = emulator().await;
        let client = builder(&emulator).scheme(scheme).format(format).build().unwrap();
        for action in ["CreateOTAModule", "CreateOTADynamicUpgradeJob", "CreateOTAVerifyJob"] {
            emulator.add_fault(once(Effect::Reset { acts: true }, action)).unwrap();
        }
        assert!(client.send(&module("radio")).await.unwrap().is_looked_up());
        let dynamic = client.create_ota_dynamic_upgrade_job().firmware_id("fw");
        let dynamic = dynamic.product_key("a1Lamp").src_version(["1.0.0"]).send().await.unwrap();
        assert!(dynamic.is_looked_up());
        let verify = client.create_ota_verify_job().firmware_id("new").product_key("a1Lamp");
        let verify = verify.target_device_name(["device1"]).send().await.unwrap();
        assert!(verify.is_looked_up());
        let made: Vec<String> = emulator.jobs().iter().map(|job| job.job_id.clone()).collect();
        for data in [&dynamic.data, &verify.data] {
            let id = data.as_ref().unwrap().job_id.as_ref().unwrap().to_string();
            assert!(made.contains(&id), "{id}");
        }
        assert_eq!(emulator.ledger().len(), 3);
    }
}

/// Packages as the service lists them, with the seconds since each was created.
fn packages(shown: &[(&str, &str, u64)]) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let package = |(name, version, age): &(&str, &str, u64)| {
        let created = (now - age) * 1000;
        format!(
            r#"{{"FirmwareId":"{name}-{version}","FirmwareName":"{name}","DestVersion":"{version}",
                "UtcCreate":"{created}"}}"#
        )
    };
    let shown: Vec<String> = shown.iter().map(package).collect();
    let (total, shown) = (shown.len(), shown.join(","));
    format!(
        r#"{{"RequestId":"L","Success":true,"Total":{total},"CurrentPage":1,"PageCount":1,
            "FirmwareInfo":{{"SimpleFirmwareInfo":[{shown}]}}}}"#
    )
}

#[tokio::test]
async fn a_package_is_found_by_its_name_version_and_age() {
    for (shown, found) in [
        (&[("Nine", "9.0.0", 0)][..], true),
        (&[("Ten", "9.0.0", 0), ("Nine", "9.0.0", 1), ("Nine", "8.0.0", 0)], true),
        (&[("nine", "9.0.0", 0)], false),
        (&[("Nine", "9.0.0", 90)], false),
        (&[], false),
    ] {
        let list = packages(shown);
        let canned = Canned::with(move |request| match request.contains("ListOTAFirmware") {
            true => http(&list),
            false => Vec::new(),
        })
        .await;
        let client = canned.builder().retry(RetryPolicy::default().attempts(2)).build().unwrap();
        let create = client.create_ota_firmware().dest_version("9.0.0").firmware_name("Nine");
        let create = create.product_key("p").firmware_url("https://h/f.bin").firmware_sign("x");
        let sent = create.send().await;
        let creates = canned.requests().iter().filter(|request| request.contains("Create")).count();
        assert_eq!((sent.is_ok(), creates), (found, if found { 1 } else { 2 }), "{shown:?}");
        match sent {
            Ok(response) => {
                let data = response.data.as_ref().unwrap();
                assert_eq!(data.firmware_id.as_ref().unwrap().as_str(), "Nine-9.0.0");
                assert_eq!((response.request_id(), response.is_looked_up()), ("L", true));
            }
            Err(error) => assert!(error.unknown_outcome().is_some(), "{error}"),
        }
    }
}

#[tokio::test]
async fn an_item_that_cannot_be_judged_decides_nothing() {
    for list in [
        packages(&[("Nine", "9.0.0", 0), ("Nine", "9.0.0", 0)]),
        packages(&[("Nine", "9.0.0", 0)]).replace("UtcCreate", "Created"),
        packages(&[("Nine", "9.0.0", 20)]),
        packages(&[]).replace(r#""Total":0"#, r#""Total":7"#),
        packages(&[]).replace(r#""Total":0,"#, ""),
        packages(&[("Ten", "9.0.0", 0)]).replace(r#""Total":1"#, r#""Total":2"#),
        packages(&[]).replace(r#""Success":true"#, r#""Success":false"#),
        packages(&[]).replace("}", ""),
    ] {
        let shown = list.clone();
        let canned = Canned::with(move |request| match request.contains("ListOTAFirmware") {
            true => http(&list),
            false => Vec::new(),
        })
        .await;
        let client = canned.builder().retry(RetryPolicy::default().attempts(3)).build().unwrap();
        let create = client.create_ota_firmware().dest_version("9.0.0").firmware_name("Nine");
        let create = create.product_key("p").firmware_url("https://h/f.bin").firmware_sign("x");
        let error = create.send().await.unwrap_err();
        assert!(error.outcome_unknown(), "{error}");
        let creates = canned.requests().iter().filter(|request| request.contains("Create")).count();
        assert_eq!(creates, 1, "{shown}");
    }
}

fn http(body: &str) -> Vec<u8> {
    let length = body.len();
    let head = "content-type: application/json\r\nx-acs-request-id: L\r\n";
    format!("HTTP/1.1 200 Canned\r\n{head}content-length: {length}\r\n\r\n{body}").into_bytes()
}

#[tokio::test]
async fn what_was_not_done_is_sent_again_where_the_service_refuses_a_second_one() {
    for effect in not_done() {
        let emulator = emulator().await;
        let client = client(&emulator);
        emulator.add_fault(once(effect, "CreateOTAModule")).unwrap();
        let response = client.send(&module("radio")).await.unwrap();
        assert_eq!((response.attempts(), response.is_looked_up()), (2, false));
        assert_eq!(done(&emulator, "CreateOTAModule"), 1);
    }
}

#[tokio::test]
async fn what_may_still_come_is_never_sent_again() {
    for effect in not_done() {
        let emulator = emulator().await;
        // No time for a second look.
        let client = builder(&emulator).deadline(Duration::from_millis(900)).build().unwrap();
        emulator.add_fault(once(effect, STATIC)).unwrap();
        let error = client.send(&job()).await.unwrap_err();
        assert!(error.outcome_unknown(), "{error}");
        let unknown = error.unknown_outcome().unwrap();
        assert_eq!((unknown.action(), unknown.run_id().unwrap().len()), (STATIC, 32));
        let later = client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap();
        assert!(matches!(later, Reconciled::Unknown), "{later:?}");
        assert_eq!(done(&emulator, STATIC), 0);
    }
}

#[tokio::test]
async fn what_was_there_before_the_call_was_not_made_by_it() {
    let emulator = emulator().await;
    let client = client(&emulator);
    client.send(&module("radio")).await.unwrap();
    emulator.advance(Duration::from_secs(3600));
    emulator.add_fault(once(Effect::Close { acts: false }, "CreateOTAModule")).unwrap();
    let error = client.send(&module("radio")).await.unwrap_err();
    assert!(error.is_refusal() && !error.outcome_unknown(), "{error}");
    assert!(error.unknown_outcome().is_none());
    assert_eq!(error.attempts(), 2);
    assert_eq!(done(&emulator, "CreateOTAModule"), 1);
}

/// The error of a job that was created, but whose response was lost.
async fn unknown(emulator: &Emulator, client: &Client, job: &CreateOtaStaticUpgradeJob) -> Error {
    emulator.add_fault(once(Effect::Reset { acts: true }, STATIC)).unwrap();
    let error = client.send(job).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    error
}

#[tokio::test]
async fn what_became_of_a_call_can_be_asked_later() {
    let emulator = emulator().await;
    let client = client(&emulator);
    // The list cannot be read at first.
    let fault = Fault::new(unavailable(false)).operation(LIST);
    let fault = emulator.add_fault(fault).unwrap();
    let error = unknown(&emulator, &client, &job()).await;
    let unknown = error.unknown_outcome().unwrap();
    let failed = client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap_err();
    assert_eq!(failed.operation(), Some(LIST));
    emulator.remove_fault(fault);
    let made = client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap();
    let Reconciled::Made(response) = made else { panic!("{made:?}") };
    let id = response.data.as_ref().unwrap().job_id.as_ref().unwrap();
    assert!(emulator.jobs().iter().any(|job| job.job_id == id.as_str()));
    // Elsewhere it is not there, which says nothing.
    let elsewhere = self::client(&self::emulator().await);
    let wrong = elsewhere.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap_err();
    assert!(wrong.is_usage() && wrong.to_string().contains(unknown.host()), "{wrong}");
    let other = client.with_credentials(Credentials::new("another", "key")).unwrap();
    let wrong = other.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap_err();
    assert!(wrong.is_usage() && wrong.to_string().contains("another access key"), "{wrong}");
    let other = client.reconcile::<CreateOtaModule>(unknown).await.unwrap_err();
    assert!(other.is_usage() && other.to_string().contains(STATIC), "{other}");
    assert_eq!(done(&emulator, STATIC), 1);
}

#[tokio::test]
async fn without_retries_nothing_is_looked_up_until_it_is_asked_for() {
    let emulator = emulator().await;
    let client = client(&emulator).with_retry(RetryPolicy::off());
    let error = unknown(&emulator, &client, &job()).await;
    assert_eq!(looks(&emulator), 0);
    let unknown = error.unknown_outcome().unwrap();
    let made = client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap();
    assert!(matches!(made, Reconciled::Made(_)), "{made:?}");
}

#[tokio::test]
async fn labels_can_be_left_out() {
    let emulator = emulator().await;
    let client = client(&emulator).with_run_id_tags(false);
    let error = unknown(&emulator, &client, &job()).await;
    assert!(emulator.jobs().iter().all(|job| job.tags.is_empty()));
    let unknown = error.unknown_outcome().unwrap();
    assert_eq!(unknown.run_id(), None);
    let made = client.reconcile::<CreateOtaStaticUpgradeJob>(unknown).await.unwrap();
    assert!(matches!(made, Reconciled::Unknown), "{made:?}");
}

fn tags(count: usize, length: usize) -> Vec<Tag> {
    let tag = |number| Tag::default().key(format!("key{number}")).value("v".repeat(length));
    (0..count).map(tag).collect()
}

#[tokio::test]
async fn a_label_comes_after_those_of_the_request_as_far_as_there_is_room() {
    for (count, length, room) in [(0, 0, true), (9, 1, true), (10, 1, false), (4, 1010, false)] {
        let emulator = emulator().await;
        let client = client(&emulator);
        let mut job = job();
        job.tag = tags(count, length);
        let unsent = client.dry_run(&job).unwrap();
        let own = format!("Tag.{}.Key=ota.run.id", count + 1);
        assert_eq!(format!("{unsent:?}").contains(&own) || unsent.url().contains(&own), room);
        client.send(&job).await.unwrap();
        let made = emulator.jobs();
        let made = &made.last().unwrap().tags;
        assert_eq!(made.len(), count + usize::from(room));
        assert_eq!(made.iter().any(|(key, _)| key == "ota.run.id"), room);
        for (tag, (key, value)) in job.tag.iter().zip(made) {
            assert_eq!((tag.key.as_ref(), tag.value.as_ref()), (Some(key), Some(value)));
        }
    }
}

#[tokio::test]
async fn a_list_of_many_pages_is_looked_through() {
    let emulator = emulator().await;
    let client = client(&emulator);
    for _ in 0..201 {
        client.send(&job()).await.unwrap();
    }
    emulator.add_fault(once(Effect::Malformed {}, STATIC)).unwrap();
    assert!(client.send(&job()).await.unwrap().is_looked_up());
    // A page that cannot be read decides nothing.
    let wrong = Effect::WrongType { member: "Data".to_owned() };
    emulator.add_fault(Fault::new(wrong).operation(LIST)).unwrap();
    let error = unknown(&emulator, &client, &job()).await;
    assert!(error.unknown_outcome().is_some());
}
