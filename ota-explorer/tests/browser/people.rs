//! The page for everyone: with the keyboard alone, without script, on narrow screens, in each language.

use serde_json::json;

use crate::support::{run, sample};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_filled_and_sent_with_the_keyboard_alone() {
    run("keyboard", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_reads_and_sends_without_script() {
    run("scriptless", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_switch_changes_the_language() {
    run("language", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_serious_on_any_page_wide_or_narrow_light_or_dark() {
    let paths = json!([
        "/",
        "/?q=nothing+of+it",
        "/operation/CreateOTAStaticUpgradeJob",
        "/operation/GenerateOTAUploadURL",
        "/operation/CreateOTAFirmware",
        "/codes",
        "/history",
        "/samples/CreateOTAFirmware?FirmwareName=fw",
        "/signature/QueryOTAFirmware?FirmwareId=fw",
        "/signature/QueryOTAFirmware?FirmwareId=fw&%40scheme=v1",
        "/console",
        "/console/products",
        "/console/packages",
        "/console/devices?product=a1V4kdeAbCd",
        "/console/device?product=a1V4kdeAbCd&name=device1",
        "/console/package?id=T0F5b5tpFnHQrgfk030100",
        "/console/job?id=wahVIzGkCMuAUE2gDERM02",
        "/console/tasks?job=wahVIzGkCMuAUE2gDERM02",
        "/console/faults",
        "/console/ledger",
        "/console/requests",
    ]);
    run("axe_pages", &sample().await, &paths);
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_serious_in_what_a_page_becomes() {
    run("axe_states", &sample().await, &json!(null));
}
