//! Samples for `curl`.

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use ota_emulator::Emulator;
use ota_samples::{Call, Generated, Language, Target};

use super::{cases, compare, environment, stages};
use crate::interop::run;
use crate::specs;

/// Whether the machine has the programs; if not, it is said loudly.
fn can_run() -> bool {
    let has = |name: &str, argument: &str| run(Command::new(name).arg(argument)).is_ok();
    let missing: Vec<&str> = [("curl", "--version"), ("openssl", "version")]
        .into_iter()
        .filter(|(name, argument)| !has(name, argument))
        .map(|(name, _)| name)
        .collect();
    if missing.is_empty() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "there is no {}", missing.join(" and no "));
    // Not by a macro: the test runner would swallow it.
    let message = format!("\nSKIPPED samples for curl: there is no {}\n", missing.join(" and no "));
    std::io::stderr().write_all(message.as_bytes()).unwrap();
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_make_the_calls_of_all_examples() {
    if !can_run() {
        return;
    }
    let stages = stages().await;
    let cases = cases(&stages);
    let variables = environment(&cases);
    tokio::task::block_in_place(|| {
        compare(&cases, |_, case| {
            let sample = case.sample(Language::Curl);
            let mut sh = Command::new("sh");
            sh.args(["-c", &sample]).env_clear().envs(&variables);
            sh.env("PATH", std::env::var_os("PATH").unwrap_or_default());
            run(&mut sh).map(|_| ()).map_err(|failed| format!("{failed}\n{sample}"))
        });
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_signs_with_a_temporary_key_and_with_a_long_secret() {
    if !can_run() {
        return;
    }
    let secret = "s3cret'\"$+".repeat(12);
    let hour = Duration::from_secs(3600);
    let emulator =
        Emulator::builder().temporary_credentials("STS.now", &secret, "CAIS+now/==", hour);
    let emulator = emulator.start().await.unwrap();
    let spec = specs::repository();
    let operation = spec.operation("GenerateOTAUploadURL").unwrap();
    let call = Call {
        service: &spec.service,
        operation,
        request: &operation.examples[0].request,
        target: Target::Endpoint { url: emulator.endpoint(), region: None },
        generated: Generated::BuiltIn,
    };
    let mut sh = Command::new("sh");
    sh.args(["-c", &call.sample(Language::Curl)]).env_clear();
    sh.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    sh.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.now");
    sh.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", &secret);
    sh.env("ALIBABA_CLOUD_SECURITY_TOKEN", "CAIS+now/==");
    let out = tokio::task::block_in_place(|| run(&mut sh)).unwrap();
    assert!(out.contains("\"Success\":true"), "{out}");
}
