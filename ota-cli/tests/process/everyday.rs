//! `ota error`, `ota man` and `ota emulator env`.

use std::fs;
use std::net::TcpListener;

use ota_emulator::Emulator;
use tempfile::TempDir;

use crate::support::{json, ota};

#[test]
fn an_error_code_is_explained() {
    for code in
        ["iot.ota.FirmwareNotFound", "IOT.OTA.firmwarenotfound", "`iot.ota.FirmwareNotFound`"]
    {
        let shown = ota(&["error", code]).done();
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [
            "iot.ota.FirmwareNotFound means",
            "means",
            "to do",
            "the service itself",
            "DeleteOTAFirmware (ota firmware delete)",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
    let shown = json(&ota(&["error", "iot.system.SystemException", "--output", "json"]).done());
    let error = &shown["errors"][0];
    assert_eq!((&error["layer"], &error["retry"]), (&"business".into(), &"backoff".into()));
    assert_eq!(error["outcomeUnknown"], true);
}

#[test]
fn a_part_of_a_code_finds_all_that_have_it_and_none_lists_all() {
    let found = json(&ota(&["error", "notfound", "--output", "json"]).done());
    let found = found["errors"].as_array().unwrap();
    assert!(found.len() > 2);
    let is_one = |error: &serde_json::Value| {
        error["code"].as_str().unwrap().to_lowercase().contains("notfound")
    };
    assert!(found.iter().all(is_one));
    let all = json(&ota(&["error", "--output", "json"]).done());
    assert!(all["errors"].as_array().unwrap().len() > found.len());
    assert!(ota(&["error"]).done().starts_with("code"));
}

#[test]
fn an_unknown_code_leads_on() {
    let error = ota(&["error", "iot.ota.FirmwareNotFund"]).failed(1);
    assert!(error.contains("did you mean `iot.ota.FirmwareNotFound`?"), "{error}");
    let error = ota(&["error", "zzz\u{1b}[2J"]).failed(1);
    assert!(error.contains("`ota error` lists") && !error.contains('\u{1b}'), "{error}");
}

#[test]
fn every_command_has_a_manual_page() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("man1");
    let shown = ota(&["man", folder.to_str().unwrap()]).done();
    let pages: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(shown.starts_with(&format!("{} manual pages in ", pages.len())), "{shown}");
    for page in
        ["ota.1", "ota-call-QueryOTAJob.1", "ota-firmware-publish.1", "ota-job-create-static.1"]
    {
        assert!(pages.iter().any(|known| known == page), "{page}: {pages:?}");
    }
    let page = fs::read_to_string(folder.join("ota-task-list.1")).unwrap();
    assert!(page.contains(".TH") && page.contains("device\\-file"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_is_pointed_at_a_running_emulator() {
    let emulator = Emulator::start().await.unwrap();
    let port = emulator.address().port().to_string();
    let shown = ota(&["emulator", "env", "--port", &port]).done();
    let expected = format!(
        "export OTA_ENDPOINT_URL=http://127.0.0.1:{port};\nexport ALIBABA_CLOUD_ACCESS_KEY_ID=testid;\n\
         export ALIBABA_CLOUD_ACCESS_KEY_SECRET=testsecret;\n"
    );
    assert_eq!(shown, expected);
    let fish =
        ota(&["emulator", "env", "--port", &port, "--shell", "fish", "--key-secret", "it's"])
            .done();
    assert!(fish.ends_with("set -gx ALIBABA_CLOUD_ACCESS_KEY_SECRET 'it'\\''s';\n"), "{fish}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    drop(free);
    let error = ota(&["emulator", "env", "--port", &port]).failed(3);
    assert!(error.contains(&format!("no emulator responds on 127.0.0.1:{port}")), "{error}");
}
