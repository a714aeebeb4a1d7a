//! Uploads by a form.

use std::time::Duration;

use ota_emulator::Emulator;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::call::{Call, start, start_with};
use crate::downloads::signed;
use crate::form::{Form, assert_refused, load, upload};
use crate::http::{self, Response};

/// Whether a package can be made of what lies at an address.
async fn is_there(emulator: &Emulator, address: &str) -> bool {
    let response = create("probe", address).send(emulator).await;
    if response.json()["Success"] == true {
        let id = response.json()["Data"]["FirmwareId"].as_str().unwrap().to_owned();
        let delete = Call::v3("DeleteOTAFirmware").with("FirmwareId", &id);
        delete.send(emulator).await.assert_success();
        true
    } else {
        response.assert_failure("iot.common.InvalidParam");
        assert!(response.message().contains("`FirmwareUrl`"), "{response:?}");
        false
    }
}

fn create(name: &str, address: &str) -> Call {
    Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", name),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", address),
        ("ProductKey", "a1V4kdeAbCd"),
    ])
}

async fn quick() -> Emulator {
    start_with(Emulator::builder().without_quota()).await.0
}

#[tokio::test]
async fn a_form_names_the_emulator_and_lives_a_minute() {
    use base64::Engine as _;
    let (emulator, _) = start().await;
    for (action, key_id, address, suffix, most) in [
        ("GenerateOTAUploadURL", "OSSAccessKeyId", "FirmwareUrl", ".bin", 1_048_576_000_u64),
        ("GenerateDeviceNameListURL", "AccessKeyId", "FileUrl", ".csv", 5_242_880),
    ] {
        let response = Call::v1(action).send(&emulator).await;
        response.assert_success();
        let data = response.json()["Data"].clone();
        let text = |name: &str| data[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(data.as_object().unwrap().len(), 8, "{data}");
        assert_eq!(text("Host"), emulator.endpoint());
        assert_eq!(text("ObjectStorage"), "OSS");
        assert_eq!(text("UtcCreate"), "2026-01-02T03:04:05.000Z");
        assert_eq!(text(address), format!("{}/{}", text("Host"), text("Key")));
        assert!(!text(key_id).is_empty());
        let key = text("Key");
        let parts: Vec<&str> = key.split('/').collect();
        assert_eq!((parts.len(), parts[0], parts[1].len()), (3, "ota", 32), "{key}");
        assert!(key.ends_with(suffix), "{key}");
        let policy = base64::engine::general_purpose::STANDARD.decode(text("Policy")).unwrap();
        let policy: serde_json::Value = serde_json::from_slice(&policy).unwrap();
        assert_eq!(policy["expiration"], "2026-01-02T03:05:05.000Z");
        assert_eq!(policy["conditions"][0]["key"], key);
        assert_eq!(policy["conditions"][1], serde_json::json!(["content-length-range", 1, most]));
        let again = Call::v1(action).send(&emulator).await.json()["Data"]["Key"].clone();
        assert_ne!(again, key);
    }
    let response = Call::v1("GenerateOTAUploadURL").with("FileSuffix", "tar.gz");
    assert!(
        response.send(&emulator).await.json()["Data"]["Key"].as_str().unwrap().ends_with(".tar.gz")
    );
    let response = Call::v1("GenerateOTAUploadURL").with("FileSuffix", "exe").send(&emulator).await;
    response.assert_failure("iot.common.InvalidFormattedParameter");
    let response = Call::v1("GenerateOTAUploadURL").common("Format", "xml").send(&emulator).await;
    assert!(response.body.contains("<Data><Host>http://127.0.0.1:"), "{response:?}");
    let elsewhere = Call::v1("GenerateOTAUploadURL").with("IotInstanceId", "none");
    elsewhere.send(&emulator).await.assert_failure("iot.system.InstanceNotFound");
}

#[tokio::test]
async fn an_upload_responses_with_the_status_that_the_form_asks_for() {
    let emulator = quick().await;
    for (wanted, status) in
        [(Some("200"), 200), (Some("201"), 201), (Some("202"), 204), (None, 204)]
    {
        let form = Form::package(&emulator).await;
        let form = match wanted {
            Some(wanted) => form.with("success_action_status", wanted),
            None => form.without("success_action_status"),
        };
        let response = form.send(&emulator, b"content").await;
        assert_eq!(response.status, status, "{response:?}");
        // The MD5 of `content`.
        assert_eq!(response.header("etag"), Some("\"9A0364B9E99BB480DD25E1F0284C8555\""));
        assert!(response.header("x-oss-request-id").is_some());
        match status {
            201 => {
                let location = format!("<Location>{}</Location>", form.address);
                assert!(response.body.contains(&location), "{response:?}");
            }
            _ => assert_eq!(response.body, ""),
        }
        assert!(is_there(&emulator, &form.address).await);
    }
}

#[tokio::test]
async fn names_of_fields_are_taken_in_any_case_and_what_follows_the_file_is_not() {
    let emulator = quick().await;
    for rename in [str::to_ascii_lowercase, str::to_ascii_uppercase] {
        let form = Form::package(&emulator).await.renamed(rename).after("key", "ota/other.bin");
        assert_eq!(form.send(&emulator, b"content").await.status, 200);
        assert!(is_there(&emulator, &form.address).await);
    }
    // As a sample names it.
    let form = Form::list(&emulator).await;
    let form = form.renamed(|name| name.replace("OSSAccessKeyId", "AccessKeyId"));
    assert_eq!(form.send(&emulator, b"device1").await.status, 200);
}

#[tokio::test]
async fn a_file_may_be_larger_than_any_call_and_is_taken_byte_by_byte() {
    let emulator = quick().await;
    // As no text can have them, and with what looks like the end of a part.
    let mut content: Vec<u8> = (0..9 * 1024 * 1024_u32).map(|n| (n % 251) as u8).collect();
    content.extend_from_slice(b"\r\n--one-two\r\n\r\n--");
    let form = Form::package(&emulator).await;
    let response = form.send(&emulator, &content).await;
    assert_eq!(response.status, 200, "{response:?}");
    use md5::Digest as _;
    let digest = hex::encode_upper(md5::Md5::digest(&content));
    assert_eq!(response.header("etag"), Some(format!("\"{digest}\"").as_str()));
    let size = content.len().to_string();
    let call = create("large", &form.address).with_all(&[
        ("FirmwareSize", &size),
        ("SignMethod", "SHA256"),
        ("FirmwareSign", &hex::encode(sha2::Sha256::digest(&content))),
    ]);
    call.send(&emulator).await.assert_success();
}

async fn refused(emulator: &Emulator, form: &Form, status: u16, code: &str) -> Response {
    let response = form.send(emulator, b"content").await;
    assert_refused(&response, status, code);
    assert!(!is_there(emulator, &form.address).await, "{form:?}");
    response
}

#[tokio::test]
async fn a_form_is_good_for_a_minute_of_the_world() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    emulator.advance(Duration::from_secs(60));
    assert_eq!(form.send(&emulator, b"content").await.status, 200);
    let form = Form::package(&emulator).await;
    emulator.advance(Duration::from_millis(60_001));
    let response = refused(&emulator, &form, 403, "AccessDenied").await;
    assert!(response.body.contains("Policy expired"), "{response:?}");
}

#[tokio::test]
async fn a_form_is_good_for_a_minute_of_the_clock_where_the_world_runs_faster() {
    let (emulator, clock) = start_with(Emulator::builder().without_quota().speed(60.0)).await;
    let form = Form::package(&emulator).await;
    clock.advance(Duration::from_secs(59));
    assert_eq!(form.send(&emulator, b"content").await.status, 200);
    let form = Form::package(&emulator).await;
    clock.advance(Duration::from_secs(61));
    refused(&emulator, &form, 403, "AccessDenied").await;
}

#[tokio::test]
async fn a_form_that_was_changed_is_refused() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    let other = Form::package(&emulator).await;
    let value =
        |name: &str| other.fields.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let wrong = form.clone().with("Signature", &value("Signature"));
    refused(&emulator, &wrong, 403, "AccessDenied").await;
    let wrong = form.clone().with("Signature", "no signature");
    refused(&emulator, &wrong, 403, "AccessDenied").await;
    let wrong = form.clone().with("policy", &value("policy"));
    refused(&emulator, &wrong, 403, "AccessDenied").await;
    let wrong = form.clone().with("key", &value("key"));
    let response = refused(&emulator, &wrong, 403, "AccessDenied").await;
    assert!(response.body.contains("$key"), "{response:?}");
    assert!(!is_there(&emulator, &other.address).await);
    let wrong = form.clone().with("OSSAccessKeyId", "testid");
    refused(&emulator, &wrong, 403, "InvalidAccessKeyId").await;
    // A form of another emulator.
    let elsewhere = quick().await;
    refused(&elsewhere, &form, 403, "InvalidAccessKeyId").await;
    assert_eq!(form.send(&emulator, b"content").await.status, 200);
}

#[tokio::test]
async fn the_file_comes_last_and_once() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    for name in ["key", "policy", "OSSAccessKeyId", "Signature"] {
        let value = form.fields.iter().find(|(known, _)| known == name).unwrap().1.clone();
        // Where it counts for nothing.
        let late = form.clone().without(name).after(name, &value);
        let response = refused(&emulator, &late, 400, "InvalidArgument").await;
        assert!(response.body.contains(&format!("`{name}`")), "{response:?}");
    }
    let response = form.send_body(&emulator, &form.body_without_file()).await;
    assert_refused(&response, 400, "InvalidArgument");
    let mut twice = form.clone();
    twice.fields.push(("Key".to_owned(), "ota/other.bin".to_owned()));
    refused(&emulator, &twice, 400, "InvalidArgument").await;
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    let body = form.body(b"content");
    let response = form.send_as(&emulator, "multipart/form-data", &body).await;
    assert_refused(&response, 400, "MalformedPOSTRequest");
    let response = form.send_as(&emulator, "multipart/form-data; boundary=other", &body).await;
    assert_refused(&response, 400, "MalformedPOSTRequest");
    for cut in [10, body.len() / 2, body.len() - 30] {
        let response = form.send_body(&emulator, &body[..cut]).await;
        assert_refused(&response, 400, "MalformedPOSTRequest");
    }
    let long = form.clone().with("x-oss-meta", &"a".repeat(100_000));
    refused(&emulator, &long, 400, "MalformedPOSTRequest").await;
    assert!(!is_there(&emulator, &form.address).await);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    let body = form.body(b"content");
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {}\r\ncontent-type: multipart/form-data; boundary=one-two-three\
         \r\ncontent-length: {}\r\n\r\n",
        emulator.address(),
        body.len()
    );
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&body[..body.len() - 30]);
    http::exchange(emulator.address(), &bytes, true).await;
    assert!(!is_there(&emulator, &form.address).await);
}

#[tokio::test]
async fn the_size_of_a_file_has_limits() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    assert_refused(&form.send(&emulator, b"").await, 400, "EntityTooSmall");
    let form = Form::list(&emulator).await;
    let line = b"device1\n";
    let largest = line.repeat(5 * 1024 * 1024 / line.len());
    let mut larger = largest.clone();
    larger.push(b'\n');
    assert_refused(&form.send(&emulator, &larger).await, 400, "EntityTooLarge");
    // The response arrives, though much more is sent than is read.
    assert_refused(&form.send(&emulator, &line.repeat(2_000_000)).await, 400, "EntityTooLarge");
    assert!(!is_there(&emulator, &form.address).await);
    assert_eq!(form.send(&emulator, &largest).await.status, 200);
}

#[tokio::test]
async fn a_list_of_devices_makes_a_job() {
    let emulator = quick().await;
    let form = Form::list(&emulator).await;
    let list = b"\xef\xbb\xbfdeviceName1\r\n\r\n  deviceName2\n";
    assert_eq!(form.send(&emulator, list).await.status, 200);
    let call = Call::v3("CreateOTAStaticUpgradeJob").with_all(&[
        ("FirmwareId", "T0F5b5tpFnHQrgfk030100"),
        ("ProductKey", "a1V4kdeAbCd"),
        ("TargetSelection", "SPECIFIC"),
        ("DnListFileUrl", &form.address),
    ]);
    let response = call.send(&emulator).await;
    response.assert_success();
    let id = response.json()["Data"]["JobId"].as_str().unwrap().to_owned();
    let tasks = emulator.tasks();
    let names: Vec<&str> = tasks
        .iter()
        .filter(|task| task.job_id == id)
        .map(|task| task.device_name.as_str())
        .collect();
    assert_eq!(names, ["deviceName1", "deviceName2"]);

    let form = Form::list(&emulator).await;
    assert_refused(&form.send(&emulator, b"\xff\xfe").await, 400, "InvalidArgument");
}

#[tokio::test]
async fn an_upload_that_nobody_takes_is_gone_after_an_hour() {
    let emulator = quick().await;
    let (unused, used) = (upload(&emulator, b"unused").await, upload(&emulator, b"used").await);
    let response = create("keeper", &used).send(&emulator).await;
    response.assert_success();
    let id = response.json()["Data"]["FirmwareId"].as_str().unwrap().to_owned();
    emulator.advance(Duration::from_secs(3599));
    assert!(is_there(&emulator, &unused).await);
    emulator.advance(Duration::from_secs(1));
    assert!(!is_there(&emulator, &unused).await);
    let kept = signed(&emulator, &id).await;
    assert!(kept.starts_with(&used), "{kept}");
    assert_eq!(load(&emulator, "GET", &kept, &[]).await.status, 200);
    Call::v3("DeleteOTAFirmware").with("FirmwareId", &id).send(&emulator).await.assert_success();
    assert_refused(&load(&emulator, "GET", &kept, &[]).await, 404, "NoSuchKey");
}

#[tokio::test]
async fn a_file_can_be_uploaded_again_until_a_package_has_it() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await;
    assert_eq!(form.send(&emulator, b"first").await.status, 200);
    assert_eq!(form.send(&emulator, b"second one").await.status, 200);
    create("again", &form.address)
        .with("FirmwareSize", "10")
        .send(&emulator)
        .await
        .assert_success();
    assert_refused(&form.send(&emulator, b"third").await, 409, "FileAlreadyExists");
}

#[tokio::test]
async fn a_web_page_cannot_upload() {
    let emulator = quick().await;
    let form = Form::package(&emulator).await.header("origin", "https://page.example");
    let response = form.send(&emulator, b"content").await;
    assert_eq!(response.status, 403, "{response:?}");
    assert!(!is_there(&emulator, &form.address).await);
}

#[test]
fn any_change_of_a_form_gets_a_response() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let emulator = runtime.block_on(quick());
    let mut runner = TestRunner::new(Config { cases: 128, ..Config::default() });
    let strategy =
        (any::<prop::sample::Index>(), 0..40_usize, prop::collection::vec(any::<u8>(), 0..40));
    let result = runner.run(&strategy, |(place, removed, added)| {
        let response = runtime.block_on(async {
            let form = Form::package(&emulator).await;
            let mut body = form.body(b"content");
            let start = place.index(body.len());
            let end = body.len().min(start + removed);
            body.splice(start..end, added);
            form.send_body(&emulator, &body).await
        });
        match response.status {
            200 | 204 => prop_assert_eq!(response.body, ""),
            201 => prop_assert!(response.body.contains("<PostResponse>"), "{:?}", response),
            400 | 403 => prop_assert!(response.body.contains("<Error><Code>"), "{:?}", response),
            _ => prop_assert!(false, "{:?}", response),
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(runtime.block_on(async { is_there(&emulator, &upload(&emulator, b"a").await).await }));
}
