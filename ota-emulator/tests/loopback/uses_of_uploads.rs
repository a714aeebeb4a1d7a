//! The fate of uploaded files, and whom they serve.

use std::time::Duration;

use ota_emulator::Emulator;

use crate::call::{Call, start_with};
use crate::form::{Form, upload};
use crate::http::Response;

const INSTANCE: &str = "iot-060a0001";
const UNUSABLE: &str = "iot.common.InvalidParam";

async fn sample() -> Emulator {
    start_with(Emulator::builder().without_quota()).await.0
}

/// Makes a package of a file.
async fn package(emulator: &Emulator, name: &str, address: &str, instance: &str) -> Response {
    let call = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", name),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", address),
        ("ProductKey", "a1V4kdeAbCd"),
    ]);
    of(call, instance).send(emulator).await
}

/// Makes a job for the devices of a list.
async fn job(emulator: &Emulator, product: &str, address: &str, instance: &str) -> Response {
    let (product_key, firmware_id) = match product {
        "first" => ("a1V4kdeAbCd", "T0F5b5tpFnHQrgfk030100"),
        _ => ("a1Le6d0****", "nx3xxVvFdwvn6dim50PY03****"),
    };
    let call = Call::v3("CreateOTAStaticUpgradeJob").with_all(&[
        ("FirmwareId", firmware_id),
        ("ProductKey", product_key),
        ("TargetSelection", "SPECIFIC"),
        ("DnListFileUrl", address),
    ]);
    of(call, instance).send(emulator).await
}

fn of(call: Call, instance: &str) -> Call {
    if instance.is_empty() { call } else { call.with("IotInstanceId", instance) }
}

#[tokio::test]
async fn a_file_becomes_a_package_within_an_hour_also_if_another_package_has_it() {
    let emulator = sample().await;
    let address = upload(&emulator, b"content").await;
    package(&emulator, "first", &address, "").await.assert_success();
    emulator.advance(Duration::from_secs(3599));
    package(&emulator, "second", &address, "").await.assert_success();
    emulator.advance(Duration::from_secs(1));
    let response = package(&emulator, "third", &address, "").await;
    response.assert_failure(UNUSABLE);
    assert!(response.message().contains("within the last hour"), "{response:?}");
}

#[tokio::test]
async fn files_of_the_seed_are_there_for_ever_and_for_all() {
    let emulator = sample().await;
    let lists =
        "https://a.example/ota/65dfcda0473be29836dfde585472****/ck2nfzljo00023g7kysg0****.bin";
    for (round, instance) in ["", INSTANCE, ""].into_iter().enumerate() {
        for (number, key) in
            ["ota/aa/cc.bin", "ota/seed/T0F5b5tpFnHQrgfk030100.bin"].iter().enumerate()
        {
            let (name, address) = (format!("p{round}{number}"), format!("https://a.example/{key}"));
            package(&emulator, &name, &address, instance).await.assert_success();
        }
        job(&emulator, "documented", lists, "").await.assert_success();
        let delete = Call::v3("DeleteOTAFirmware").with("FirmwareId", "T0F5b5tpFnHQrgfk030100");
        if round == 1 {
            of(delete, "").send(&emulator).await.assert_success();
        }
        emulator.advance(Duration::from_secs(100_000));
    }
}

#[tokio::test]
async fn an_upload_is_for_the_instance_of_its_form() {
    let emulator = sample().await;
    for (own, other) in [("", INSTANCE), (INSTANCE, "")] {
        let form = Form::of(&emulator, "GenerateOTAUploadURL", own).await;
        assert_eq!(form.send(&emulator, b"content").await.status, 200);
        package(&emulator, &format!("in_{own}"), &form.address, other)
            .await
            .assert_failure(UNUSABLE);
        package(&emulator, &format!("in_{own}"), &form.address, own).await.assert_success();
        package(&emulator, &format!("not_in_{own}"), &form.address, other)
            .await
            .assert_failure(UNUSABLE);

        let form = Form::of(&emulator, "GenerateDeviceNameListURL", own).await;
        assert_eq!(form.send(&emulator, b"deviceName1").await.status, 200);
        job(&emulator, "first", &form.address, other).await.assert_failure(UNUSABLE);
        job(&emulator, "first", &form.address, own).await.assert_success();
    }
    let uploads = emulator.ledger().into_iter().filter(|entry| entry.action == "upload");
    let instances: Vec<String> = uploads.map(|entry| entry.instance).collect();
    assert_eq!(instances, ["", "", INSTANCE, INSTANCE]);
}

#[tokio::test]
async fn a_list_of_devices_is_no_file_of_a_package() {
    let emulator = sample().await;
    let form = Form::list(&emulator).await;
    assert_eq!(form.send(&emulator, b"deviceName1").await.status, 200);
    let response = package(&emulator, "list", &form.address, "").await;
    response.assert_failure(UNUSABLE);
    assert!(response.message().contains("tar.gz"), "{response:?}");
    for ending in ["bin", "dav", "apk", "tar", "gz", "tar.gz", "zip", "gzip"] {
        let response = Call::v3("GenerateOTAUploadURL").with("FileSuffix", ending);
        let form = Form::new(&response.send(&emulator).await);
        assert_eq!(form.send(&emulator, b"content").await.status, 200);
        package(&emulator, &ending.replace('.', "_"), &form.address, "").await.assert_success();
    }
}
