//! The generated client and the emulator, over HTTP. They share only the specs.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ota_api::operations::{CancelOtaTaskByDevice, CreateOtaStaticUpgradeJobTarget, DeviceStatus};
use ota_api::sign::{Format, Scheme};
use ota_api::{Client, ClientBuilder, Credentials, Quota, RetryPolicy};
use ota_emulator::{Emulator, ManualClock, Seed, TaskStatus};

const PRODUCT: &str = "a1V4kdeAbCd";
const PACKAGE: &str = "T0F5b5tpFnHQrgfk030100";
const JOB: &str = "wahVIzGkCMuAUE2gDERM02";

fn builder(emulator: &Emulator) -> ClientBuilder {
    Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
}

#[tokio::test]
async fn cancelling_ends_only_the_open_tasks_of_the_named_job() {
    for (scheme, format) in [(Scheme::V3, Format::Json), (Scheme::V1, Format::Xml)] {
        let emulator = Emulator::start().await.unwrap();
        let client = builder(&emulator).scheme(scheme).format(format).build().unwrap();
        let before = emulator.tasks();
        let mut names: Vec<String> = before.iter().map(|task| task.device_name.clone()).collect();
        names.retain(|name| name.starts_with("device") && !name.starts_with("deviceName"));
        names.sort();
        names.dedup();
        client
            .cancel_ota_task_by_device()
            .product_key(PRODUCT)
            .firmware_id(PACKAGE)
            .job_id(JOB)
            .device_name(&names)
            .send()
            .await
            .unwrap();
        let after = emulator.tasks();
        let mut cancelled = 0;
        for (before, after) in before.iter().zip(&after) {
            let named = before.job_id == JOB && names.contains(&before.device_name);
            let open = before.status.is_unfinished();
            let expected = if named && open { TaskStatus::Canceled } else { before.status };
            assert_eq!(after.status, expected, "{before:?}");
            cancelled += usize::from(named && open);
        }
        assert!(cancelled > 1);
        emulator.stop().await;
    }
}

#[tokio::test]
async fn deleting_removes_the_package_and_deleting_again_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let client = builder(&emulator).build().unwrap();
    let delete = || client.delete_ota_firmware().firmware_id(PACKAGE).send();
    let has = || emulator.packages().iter().any(|package| package.firmware_id == PACKAGE);
    assert!(has());
    delete().await.unwrap();
    assert!(!has());
    let error = delete().await.unwrap_err();
    assert_eq!(error.code(), Some("iot.ota.FirmwareNotFound"));
    assert_eq!(error.http_status(), Some(200));
    assert!(error.request_id().is_some() && error.hint().is_some());
}

#[tokio::test]
async fn a_request_stored_and_sent_is_the_request_built_and_sent() {
    let emulator = Emulator::start().await.unwrap();
    let client = builder(&emulator).build().unwrap();
    let stored = CancelOtaTaskByDevice::builder()
        .product_key(PRODUCT)
        .firmware_id(PACKAGE)
        .device_name(["device1"])
        .build();
    let built = client
        .cancel_ota_task_by_device()
        .device_name(["device1"])
        .firmware_id(PACKAGE)
        .product_key(PRODUCT);
    assert_eq!(built.build(), stored);
    client.send(&stored).await.unwrap();
}

#[tokio::test]
async fn the_eleventh_call_of_a_second_is_throttled() {
    let clock = Arc::new(ManualClock::new(SystemTime::now()));
    let emulator = Emulator::builder().clock(clock).start().await.unwrap();
    let client = builder(&emulator).quota(Quota::off()).retry(RetryPolicy::off()).build().unwrap();
    let call = || client.cancel_ota_task_by_device().product_key(PRODUCT).firmware_id(PACKAGE);
    for _ in 0..10 {
        call().device_name(["device1"]).send().await.unwrap();
    }
    let error = call().device_name(["device1"]).send().await.unwrap_err();
    assert!(error.is_throttled() && error.is_retryable() && !error.outcome_unknown(), "{error}");
    assert!(error.retry_after().is_some());
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_changed_request() {
    for scheme in [Scheme::V3, Scheme::V1] {
        let emulator = Emulator::start().await.unwrap();
        let wrong = Credentials::new(emulator.key_id(), "not-the-secret");
        let client = builder(&emulator).credentials(wrong).scheme(scheme).build().unwrap();
        let error = client.delete_ota_firmware().firmware_id(PACKAGE).send().await.unwrap_err();
        assert_eq!(error.code(), Some("SignatureDoesNotMatch"));
        assert!(error.hint().unwrap().contains("the key secret is wrong"), "{error}");
    }
}

#[tokio::test]
async fn a_token_that_the_gateway_repeats_is_blanked() {
    for scheme in [Scheme::V3, Scheme::V1] {
        let token = "canary+token/9ab2==";
        let emulator = Emulator::builder().security_token(token).start().await.unwrap();
        let wrong =
            Credentials::new(emulator.key_id(), "not-the-secret").with_security_token(token);
        let client = builder(&emulator).credentials(wrong).scheme(scheme).build().unwrap();
        let error = client.delete_ota_firmware().firmware_id(PACKAGE).send().await.unwrap_err();
        assert_eq!(error.code(), Some("SignatureDoesNotMatch"));
        for shown in [error.to_string(), format!("{error:?}"), error.message().unwrap().to_owned()]
        {
            assert!(!shown.contains("9ab2"), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_token_is_accepted_in_both_schemes() {
    for scheme in [Scheme::V3, Scheme::V1] {
        let token = "CAIS+test/token==";
        let emulator = Emulator::builder().security_token(token).start().await.unwrap();
        let credentials = Credentials::new(emulator.key_id(), emulator.key_secret());
        let credentials = credentials.with_security_token(token);
        let client = builder(&emulator).credentials(credentials).scheme(scheme).build().unwrap();
        client.delete_ota_firmware().firmware_id(PACKAGE).send().await.unwrap();
    }
}

#[tokio::test]
async fn a_call_without_a_spec_is_signed_sent_and_judged_like_any_other() {
    let emulator = Emulator::start().await.unwrap();
    let client = builder(&emulator).build().unwrap();
    let call = || client.call("DeleteOTAFirmware").parameter("FirmwareId", PACKAGE);
    let response = call().send().await.unwrap();
    assert!(String::from_utf8_lossy(response.raw()).contains(response.request_id()));
    assert_eq!(call().send().await.unwrap_err().code(), Some("iot.ota.FirmwareNotFound"));
    let error = client.call("NoSuchAction").send().await.unwrap_err();
    assert!(error.code().is_some_and(|code| code.starts_with("InvalidAction")), "{error}");
}

#[tokio::test]
async fn clones_share_one_client_across_tasks() {
    let emulator = Emulator::builder().without_quota().start().await.unwrap();
    let client = builder(&emulator).build().unwrap();
    let calls: Vec<_> = (1..=8)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                client
                    .cancel_ota_task_by_device()
                    .product_key(PRODUCT)
                    .firmware_id(PACKAGE)
                    .device_name([format!("device{number}")])
                    .send()
                    .await
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_fleet_is_one_line() {
    let emulator = Emulator::builder().devices("a1Lamp", 200).start().await.unwrap();
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .build()
        .unwrap();
    let before = emulator.time();
    emulator.advance(Duration::from_secs(600));
    assert_eq!(emulator.time(), before + Duration::from_secs(600));
    let runs = client.list_ota_module_versions_by_device().product_key("a1Lamp");
    let runs = runs.device_name("device200").current_page(1).page_size(10).send().await.unwrap();
    assert_eq!(runs.data[0].module_version.as_deref(), Some("1.0.0"));
}

#[tokio::test]
async fn a_fleet_takes_the_update_of_a_job() {
    let seed = Seed::from_json(
        r#"{
            "model": { "duration": { "from": 60, "to": 300 } },
            "products": [{
                "productKey": "a1Lamp",
                "numbered": { "count": 200 },
                "packages": [{ "firmwareId": "fw2", "destVersion": "2.0.0" }]
            }]
        }"#,
    )
    .unwrap();
    let emulator = Emulator::builder().seed(seed).start().await.unwrap();
    let client = builder(&emulator).build().unwrap();
    client
        .create_ota_static_upgrade_job()
        .firmware_id("fw2")
        .product_key("a1Lamp")
        .target(CreateOtaStaticUpgradeJobTarget::all())
        .send()
        .await
        .unwrap();
    emulator.advance(Duration::from_secs(600));
    assert_eq!(emulator.tasks().len(), 200);
    assert!(emulator.tasks().iter().all(|task| task.status == TaskStatus::Succeeded));
}

#[tokio::test]
async fn a_fleet_is_listed_by_tokens_each_device_once() {
    let emulator = Emulator::builder().devices("a1Lamp", 120).start().await.unwrap();
    let client = builder(&emulator).build().unwrap();
    let mut devices = client.query_device().product_key("a1Lamp").items();
    let mut names = Vec::new();
    while let Some(device) = devices.next().await {
        let device = device.unwrap();
        assert_eq!(device.device_status, Some(DeviceStatus::Online));
        let secret = device.device_secret.as_ref().unwrap();
        assert!(!format!("{device:?}").contains(secret.expose()));
        names.push(device.device_name.unwrap().to_string());
    }
    let expected: Vec<String> = (1..=120).rev().map(|number| format!("device{number}")).collect();
    assert_eq!(names, expected);
    let sent = emulator.requests().requests;
    let pages = sent.iter().map(|request| request.parameters.get("CurrentPage"));
    assert_eq!(pages.collect::<Vec<_>>(), [None; 3]);
}

#[tokio::test]
async fn all_products_are_one_stream_although_their_list_is_inside_of_a_struct() {
    let products: Vec<String> =
        (0..405).map(|number| format!(r#"{{ "productKey": "p{number}" }}"#)).collect();
    let seed = format!(r#"{{ "products": [{}] }}"#, products.join(","));
    for format in [Format::Json, Format::Xml] {
        let seed = Seed::from_json(&seed).unwrap();
        let emulator = Emulator::builder().seed(seed).start().await.unwrap();
        let client = builder(&emulator).format(format).build().unwrap();
        for (size, calls) in [(None, 3), (Some(200), 3), (Some(100), 5)] {
            let before = emulator.requests().requests.len();
            let call = client.query_product_list();
            let mut items = match size {
                Some(size) => call.page_size(size).items(),
                None => call.items(),
            };
            let mut keys = Vec::new();
            while let Some(product) = items.next().await {
                keys.push(product.unwrap().product_key.unwrap().into_string());
            }
            let expected: Vec<String> = (0..405).rev().map(|number| format!("p{number}")).collect();
            assert_eq!(keys, expected, "the newest first");
            assert_eq!(emulator.requests().requests.len() - before, calls);
        }
        let mut pages = client.query_product_list().page_size(200).current_page(3).pages();
        let last = pages.next().await.unwrap().unwrap();
        assert_eq!(last.data.as_ref().unwrap().list.len(), 5);
        assert!(pages.next().await.is_none());
        emulator.stop().await;
    }
}
