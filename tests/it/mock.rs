//! The mock: rules, failures, records, and that all of the call but the network is real.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ota_api::mock::{self, Failure, Mock};
use ota_api::operations::{
    CancelOtaTaskByDevice, DeleteOtaFirmware, DeleteOtaFirmwareResponse, GenerateOtaUploadUrl,
    GenerateOtaUploadUrlResponse, GenerateOtaUploadUrlResponseData, ListOtaTaskByJob,
    ListOtaTaskByJobResponse, ListOtaTaskByJobResponseData, QueryOtaFirmware,
    QueryOtaFirmwareResponse, QueryOtaFirmwareResponseFirmwareInfo, QueryOtaJob,
};
use ota_api::sign::{Format, Scheme};
use ota_api::{Client, Error, Operation, Response, RetryPolicy};
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::contract::{all_types, envelopes, sts};

async fn delete(client: &Client, id: &str) -> Result<Response<DeleteOtaFirmwareResponse>, Error> {
    client.delete_ota_firmware().firmware_id(id).send().await
}

#[tokio::test]
async fn the_first_rule_that_matches_responds_in_its_order() {
    let mock = Mock::new();
    let client: Client = mock.client().unwrap();
    mock.on::<DeleteOtaFirmware>()
        .when(|request| request.firmware_id.as_str().starts_with('g'))
        .fail(Failure::refused("iot.ota.FirmwareNotFound").message("no such package"));
    mock.on::<DeleteOtaFirmware>().times(1).respond_example();
    mock.on::<DeleteOtaFirmware>()
        .fail(Failure::refused("iot.system.SystemException").status(500))
        .respond(DeleteOtaFirmwareResponse::default());
    let client = client.with_retry(RetryPolicy::off());

    let gone = delete(&client, "g").await.unwrap_err();
    assert_eq!(
        (gone.code(), gone.message()),
        (Some("iot.ota.FirmwareNotFound"), Some("no such package"))
    );
    assert_eq!((gone.http_status(), gone.request_id()), (Some(200), Some("mock-1")));
    assert!(gone.hint().is_some());
    let example = delete(&client, "a").await.unwrap();
    assert_eq!(example.request_id(), "9B7BF858-7686-496E-B8B0-BF9E5D7F86CE");
    assert_eq!(delete(&client, "a").await.unwrap_err().http_status(), Some(500));
    for _ in 0..3 {
        assert!(delete(&client, "a").await.is_ok(), "the last response stays");
    }
    assert_eq!(mock.unused(), [""; 0]);
}

#[tokio::test]
async fn a_call_that_no_rule_is_for_is_an_error_that_says_what_was_asked() {
    let mock = Mock::new();
    let client: Client = mock.client().unwrap();
    let error = delete(&client, "f1").await.unwrap_err();
    assert!(error.is_usage() && error.attempts() == 1, "{error}");
    let text = error.to_string();
    assert!(text.contains("`DeleteOTAFirmware`") && text.contains("f1"), "{text}");
    assert!(text.contains("it has no rules"), "{text}");

    mock.on::<QueryOtaJob>().times(1).respond_example();
    mock.on::<DeleteOtaFirmware>().when(|request| request.firmware_id == "f2").respond_example();
    mock.on_action("Later");
    let text = delete(&client, "f1").await.unwrap_err().to_string();
    let rules = "its rules: 1. `QueryOTAJob`, used 0 of 1 times; 2. `DeleteOTAFirmware` under a \
                 condition, used 0 times; 3. `Later`, without a response";
    assert!(text.contains(rules), "{text}");
    assert_eq!(mock.unexpected().len(), 2);
    assert_eq!(mock.unused().len(), 3);
    assert_eq!(mock.calls().len(), 2, "it is recorded all the same");
}

#[tokio::test]
async fn calls_are_recorded_as_requests_and_as_they_are_sent() {
    for scheme in [Scheme::V1, Scheme::V3] {
        let mock = Mock::new();
        mock.on_action("CancelOTATaskByDevice")
            .respond_raw(200, r#"{"RequestId":"1","Success":true}"#);
        let builder = mock.builder::<Client>().scheme(scheme).parameter("IotInstanceId", "i-1");
        let client = builder.header("x-own", "1").build().unwrap();
        let request = CancelOtaTaskByDevice::builder()
            .product_key("p&=+%")
            .firmware_id("f")
            .device_name(["d1", "d2"])
            .build();
        client.send(&request).await.unwrap();
        client.call("CancelOTATaskByDevice").parameter("FirmwareId", "g").send().await.unwrap();
        let calls = mock.calls();
        assert_eq!(mock.requests::<CancelOtaTaskByDevice>(), [request]);
        assert_eq!(calls[0].parameter("ProductKey"), Some("p&=+%"));
        let names: Vec<&str> =
            calls[0].parameters().iter().map(|(name, _)| name.as_str()).collect();
        let sent = ["DeviceName.1", "DeviceName.2", "FirmwareId", "IotInstanceId", "ProductKey"];
        assert_eq!(names, sent);
        assert_eq!((calls[0].header("X-Own"), calls[0].attempt()), (Some("1"), 1));
        assert!(calls[1].request::<CancelOtaTaskByDevice>().is_none());
        assert_eq!(calls[1].parameter("FirmwareId"), Some("g"));
    }
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_network_are_retried_and_told_as_from_the_network() {
    let mock = Mock::new();
    mock.on::<DeleteOtaFirmware>()
        .fail(Failure::not_connected())
        .fail(Failure::lost())
        .respond_example();
    let client: Client = mock.client().unwrap();
    assert_eq!(delete(&client, "f").await.unwrap().attempts(), 3);
    let attempts: Vec<u32> = mock.calls().iter().map(|call| call.attempt()).collect();
    assert_eq!(attempts, [1, 2, 3]);

    mock.on::<QueryOtaJob>().fail(Failure::timed_out());
    let once = client.with_retry(RetryPolicy::off());
    let error = once.query_ota_job().job_id("j").send().await.unwrap_err();
    assert!(error.is_timeout() && error.outcome_unknown() && error.is_retryable(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_pause_that_a_refusal_asks_for_is_kept() {
    let mock = Mock::new();
    let pause = Duration::from_secs(7);
    mock.on::<DeleteOtaFirmware>()
        .fail(Failure::refused("Throttling.Api").status(400).retry_after(pause))
        .respond_example();
    let client: Client = mock.client().unwrap();
    let began = tokio::time::Instant::now();
    assert_eq!(delete(&client, "f").await.unwrap().attempts(), 2);
    assert!(began.elapsed() >= pause, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_list_is_paged_by_a_function_of_the_request() {
    let mock = Mock::new();
    mock.on::<ListOtaTaskByJob>().respond_with(|request| {
        let (page, size) = (request.current_page.unwrap_or(1), request.page_size.unwrap_or(10));
        let rows = (page - 1) * size..(page * size).min(230);
        let mut response = ListOtaTaskByJobResponse::default();
        response.total = Some(230);
        response.data = rows
            .map(|row| {
                let mut task = ListOtaTaskByJobResponseData::default();
                task.device_name = Some(format!("d{row}").into());
                task
            })
            .collect();
        Ok(response)
    });
    let client: Client = mock.client().unwrap();
    let mut items = client.list_ota_task_by_job().job_id("j").items();
    let mut names = Vec::new();
    while let Some(task) = items.next().await {
        names.push(task.unwrap().device_name.unwrap());
    }
    assert_eq!((names.len(), names[229].as_str(), mock.calls().len()), (230, "d229", 3));
}

#[tokio::test]
async fn a_secret_reaches_the_caller_and_no_message() {
    let mock = Mock::new();
    let mut info = QueryOtaFirmwareResponseFirmwareInfo::default();
    info.firmware_url = Some("https://host/file?sign=S3CRET".into());
    let mut fields = QueryOtaFirmwareResponse::default();
    fields.firmware_info = Some(info);
    mock.on::<QueryOtaFirmware>().respond(fields.clone());
    let client: Client = mock.client().unwrap();
    let response = client.query_ota_firmware().firmware_id("f").send().await.unwrap();
    assert_eq!(*response, fields);

    let mock = Mock::new();
    let client: all_types::Client = mock.client().unwrap();
    let branch = all_types::Branch::new("b").secret("S3CRET");
    let request = all_types::SortBoxes::builder().tenant("t-1").root(branch).build();
    let error = client.send(&request).await.unwrap_err();
    let shown = format!("{error} {error:?} {mock:?} {:?} {:?}", mock.calls(), mock.unexpected());
    assert!(shown.contains("Secret(..)") && !shown.contains("S3CRET"), "{shown}");
}

#[tokio::test]
async fn requests_are_checked_before_they_come_to_the_mock() {
    let mock = Mock::new();
    mock.on::<DeleteOtaFirmware>().respond_example();
    let client: Client = mock.client().unwrap();
    let error = delete(&client, "").await.unwrap_err();
    assert_eq!(error.violations().len(), 1);
    assert!(mock.calls().is_empty());
}

#[tokio::test]
async fn the_mock_serves_clients_of_any_product() {
    let mock = Mock::new();
    mock.on::<sts::GetCallerIdentity>().respond_example();
    mock.on::<envelopes::WeighLetter>().respond_example();
    let own: sts::Client = mock.builder().format(Format::Xml).build().unwrap();
    assert!(own.get_caller_identity().send().await.unwrap().account_id.is_some());
    let letters: envelopes::Client = mock.client().unwrap();
    letters.weigh_letter().letter("l").send().await.unwrap();
}

/// Every operation of a module whose default response is written and read as a response.
macro_rules! defaults_of {
    ($module:ident: $($operation:ident),+) => {
        $({
            let fields = <$module::$operation as Operation>::Response::default();
            let response = mock::response::<$module::$operation>(&fields).unwrap();
            assert_eq!(*response, fields);
        })+
    };
}

#[test]
fn what_is_constructed_passes_the_envelope_of_its_operation() {
    defaults_of!(envelopes: WeighLetter);
    defaults_of!(sts: GetCallerIdentity, AssumeRole);
    defaults_of!(all_types: SortBoxes, ShipBoxes);
}

#[tokio::test]
async fn a_constructed_error_is_that_of_a_call() {
    let code = "iot.ota.FirmwareNotFound";
    let made = Failure::refused(code).error::<DeleteOtaFirmware>();
    let emulator = Emulator::start().await.unwrap();
    let credentials = ota_api::Credentials::new(emulator.key_id(), emulator.key_secret());
    let client =
        Client::builder().endpoint(emulator.endpoint()).credentials(credentials).build().unwrap();
    let real = delete(&client, "nothing").await.unwrap_err();
    assert_eq!((made.code(), made.hint()), (real.code(), real.hint()));
    assert_eq!(made.http_status(), real.http_status());
    assert_eq!((made.operation(), made.attempts()), (real.operation(), real.attempts()));
    assert_eq!(
        (made.is_refusal(), made.is_retryable(), made.outcome_unknown(), made.is_throttled()),
        (real.is_refusal(), real.is_retryable(), real.outcome_unknown(), real.is_throttled())
    );
    // A gateway that refuses, over the network and without.
    let body = r#"{"RequestId":"mock-1","Code":"Throttling.Api","Message":"slow down"}"#;
    let canned = Canned::respond(429, "application/json", body).await;
    let real = delete(&canned.client(), "f").await.unwrap_err();
    let made = Failure::refused("Throttling.Api").status(429).message("slow down");
    assert_eq!(made.error::<DeleteOtaFirmware>().to_string(), real.to_string());
}

#[test]
fn a_mock_needs_no_runtime() {
    let mock = Mock::new();
    mock.on::<DeleteOtaFirmware>().respond_example();
    let client: Client = mock.client().unwrap();
    let call = pin!(client.delete_ota_firmware().firmware_id("f").send());
    let mut call = call;
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => assert!(response.is_ok(), "{response:?}"),
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}

#[tokio::test]
async fn a_rule_may_use_its_mock() {
    let mock = Mock::new();
    let inner = mock.clone();
    mock.on::<DeleteOtaFirmware>().when(move |_| inner.calls().len() == 2).respond_example();
    let client: Client = mock.client().unwrap();
    assert!(delete(&client, "f").await.is_err());
    assert!(delete(&client, "f").await.is_ok());
}

/// A rule that hands out forms of a storage, which listens.
async fn storage(mock: &Mock) -> tokio::net::TcpListener {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    mock.on::<GenerateOtaUploadUrl>().respond_with(move |_| {
        let mut response = GenerateOtaUploadUrlResponse::default();
        let form = response.data.insert(GenerateOtaUploadUrlResponseData::default());
        form.host = Some(host.clone());
        form.firmware_url = Some(format!("{host}/a.bin"));
        form.key = Some("k".into());
        form.oss_access_key_id = Some("id".into());
        form.policy = Some("canary-policy".into());
        form.signature = Some("canary-signature".into());
        Ok(response)
    });
    listener
}

#[tokio::test(start_paused = true)]
async fn an_upload_goes_to_the_mock_and_never_to_the_network() {
    let mock = Mock::new();
    let listener = storage(&mock).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lamp.bin");
    std::fs::write(&path, "the file of a customer").unwrap();
    let client: Client = mock.client().unwrap();

    let error = client.upload_firmware(&path).await.unwrap_err();
    let text = error.to_string();
    assert!(error.is_usage() && error.attempts() == 1, "{text}");
    assert!(text.contains("an upload of 22 bytes to `127.0.0.1:"), "{text}");
    assert!(text.contains("add a rule with `on_upload`") && !text.contains("canary"), "{text}");
    assert_eq!(mock.unexpected().len(), 1);

    mock.on_upload()
        .fail(Failure::not_connected())
        .fail(Failure::refused("AccessDenied").message("Policy expired."))
        .fail(Failure::timed_out())
        .fail(Failure::lost())
        .accept();
    let file = client.upload_firmware(&path).await.unwrap();
    assert_eq!((file.size(), file.md5()), (22, "b8544dc187a19d9111ed9a21d67de99d"));
    assert!(mock.unused().is_empty(), "{:?}", mock.unused());
    let calls = mock.calls();
    let uploads: Vec<_> = calls.iter().filter(|call| call.action() == "PostObject").collect();
    let attempts: Vec<u32> = uploads.iter().map(|call| call.attempt()).collect();
    assert_eq!(attempts, [1, 1, 2, 3, 4, 5]);
    let last = uploads[5];
    assert_eq!((last.upload_size(), last.parameter("key")), (Some(22), Some("k")));
    assert!(last.upload_host().unwrap().starts_with("127.0.0.1:"));
    assert!(!format!("{mock:?}").contains("canary"));

    // The storage that the spec shows is no less out of reach.
    let real = Mock::new();
    real.on::<GenerateOtaUploadUrl>().respond_example();
    real.on_upload().fail(Failure::refused("EntityTooLarge").message("no"));
    let client: Client = real.client().unwrap();
    let error = client.upload_firmware(&path).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Some("EntityTooLarge"), Some(403)), "{error}");

    let mut waiting = Context::from_waker(Waker::noop());
    assert!(pin!(listener.accept()).poll(&mut waiting).is_pending(), "nobody came");
}

#[tokio::test]
async fn responses_that_no_call_got_are_unused() {
    let mock = Mock::new();
    let client: Client = mock.client().unwrap();
    let rule = mock.on::<DeleteOtaFirmware>().respond_example();
    assert_eq!(mock.unused(), ["`DeleteOTAFirmware`, used 0 times"]);
    delete(&client, "f").await.unwrap();
    assert_eq!(mock.unused(), [""; 0]);
    rule.fail(Failure::refused("Late")).fail(Failure::refused("Never"));
    assert_eq!(mock.unused(), ["`DeleteOTAFirmware`, used 1 time, with 2 left to respond"]);
    assert_eq!(delete(&client, "f").await.unwrap_err().code(), Some("Late"));
    assert_eq!(mock.unused(), ["`DeleteOTAFirmware`, used 2 times, with 1 left to respond"]);
}

#[tokio::test]
async fn a_status_that_no_server_sends_is_an_error_of_the_test() {
    for status in [0, 99, 101, 199, 600, 65_535] {
        let mock = Mock::new();
        mock.on::<DeleteOtaFirmware>()
            .fail(Failure::refused("X").status(status))
            .respond_raw(status, r#"{"RequestId":"1","Success":true}"#);
        let client: Client = mock.client().unwrap();
        for _ in 0..2 {
            let error = delete(&client, "f").await.unwrap_err();
            assert!(error.is_usage() && error.attempts() == 1, "{error}");
            assert!(error.to_string().contains(&format!("HTTP status {status}; use")), "{error}");
        }
        assert!(Failure::refused("X").status(status).error::<DeleteOtaFirmware>().is_usage());
    }
    let endless = Failure::refused("Throttling.User").status(400).retry_after(Duration::MAX);
    let pause = endless.error::<DeleteOtaFirmware>().retry_after();
    assert_eq!(pause, Some(Duration::from_secs(86_400)), "as from the network");
}
