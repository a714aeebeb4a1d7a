//! What people do on the page.

use std::time::Duration;

use ota_emulator::{Emulator, Seed};
use ota_explorer::Explorer;
use ota_spec::{Value, limits};
use serde_json::json;

use crate::support::{beside, run, sample, specs};

#[tokio::test(flavor = "multi_thread")]
async fn operations_are_found_while_typing() {
    run("search", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_is_shown_while_typing_in_the_words_of_the_command_line() {
    let spec = specs();
    let operation = spec.operation("CreateOTAStaticUpgradeJob").unwrap();
    let request = Value::from_json(
        r#"{ "FirmwareId": "fw", "TargetSelection": "GRAY", "GrayPercent": "33.3333", "TimeoutInMinutes": 0 }"#,
    );
    let said = limits::check_request(operation, &request.unwrap());
    let said = |name: &str| {
        said.iter().find(|found| found.parameter() == name).unwrap().to_string().replace('`', "")
    };
    let words = json!({
        "ProductKey": said("ProductKey"), "GrayPercent": said("GrayPercent"),
        "TimeoutInMinutes": said("TimeoutInMinutes"),
    });
    run("mistakes", &sample().await, &words);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_sent_and_its_answer_read() {
    run("call", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn signature_and_sample_code_follow_the_form() {
    run("live", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_gone_back_to_reloaded_and_linked() {
    run("ways", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_found_in_a_pasted_error() {
    run("codes", &sample().await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_moves_by_itself() {
    let seed = r#"{ "products": [{ "productKey": "lamp", "numbered": { "count": 30 },
        "packages": [{ "firmwareId": "fw", "destVersion": "2.0.0", "jobs": [] }] }] }"#;
    let seed = Seed::from_json(seed).unwrap();
    run("console", &beside(Emulator::builder().seed(seed)).await, &json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_a_service_is_looked_at_again() {
    let seed = r#"{ "products": [{ "productKey": "lamp", "numbered": { "count": 30 },
        "packages": [{ "firmwareId": "fw", "destVersion": "2.0.0", "jobs": [] }] }] }"#;
    let seed = Seed::from_json(seed).unwrap();
    let emulator = Emulator::builder().seed(seed).without_quota().start().await.unwrap();
    let key = ota_api::Credentials::new(emulator.key_id(), emulator.key_secret());
    let endpoint = Some(emulator.endpoint().to_owned());
    let explorer = Explorer::builder(specs()).service(endpoint, None, false, key);
    run("service", &explorer.start().await.unwrap(), &json!(null));
}

/// What a newcomer does: from a file to a batch that moves, and away again.
#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_is_made_by_clicking() {
    let seed = r#"{ "model": { "duration": { "from": 600, "to": 6000 } },
        "products": [{ "productKey": "a1V4kdeAbCd", "numbered": { "count": 20 } }] }"#;
    let seed = Seed::from_json(seed).unwrap();
    let emulator = Emulator::builder().seed(seed).without_quota().start().await.unwrap();
    // Devices begin when time goes on, and it does for who clicks.
    emulator.advance(Duration::from_secs(1));
    let explorer = Explorer::builder(specs()).emulator(emulator);
    run("rollout", &explorer.start().await.unwrap(), &json!(null));
}
