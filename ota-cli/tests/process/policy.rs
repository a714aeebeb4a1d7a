//! What is asked before something is changed, and what the safety policy says.

use std::fs;

use ota_emulator::Emulator;
use tempfile::TempDir;

use crate::support::{Ran, command, json, ota_on, run};

const PACKAGE: &str = "s8SSHiKjpBfrM3BSN0z803";
const JOB: &str = "wahVIzGkCMuAUE2gDERM02";

/// Runs `ota` against an emulator with this policy.
fn with(emulator: &Emulator, policy: &str, words: &[&str]) -> Ran {
    let place = TempDir::new().unwrap();
    let file = place.path().join("policy.toml");
    fs::write(&file, policy).unwrap();
    let mut command = command(words);
    command.env("OTA_POLICY", &file).env("OTA_ENDPOINT_URL", emulator.endpoint());
    command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    run(command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_where_nobody_can_be_asked() {
    let emulator = Emulator::start().await.unwrap();
    let before = emulator.packages();
    let error = ota_on(&emulator, &["firmware", "delete", PACKAGE]).failed(4);
    for part in ["`firmware delete`", "nobody can be asked", "`--yes`", "`--dry-run`"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let error = ota_on(&emulator, &["firmware", "delete", PACKAGE, "--output", "json"]).failed(4);
    assert_eq!(json(&error)["error"]["exit"], 4);
    assert_eq!(emulator.packages(), before);
    ota_on(&emulator, &["firmware", "delete", PACKAGE, "--dry-run"]).done();
    assert_eq!(emulator.packages(), before);
    ota_on(&emulator, &["firmware", "delete", PACKAGE, "--yes"]).done();
    assert_eq!(emulator.packages().len(), before.len() - 1);
    // Reading asks nothing, and calls by their actions are for scripts.
    ota_on(&emulator, &["job", "show", JOB]).done();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_says_how_many_devices_it_is_about() {
    let emulator = Emulator::start().await.unwrap();
    let words = ["task", "cancel", "--firmware-id", "f", "--product-key", "p", "--device-name"];
    let error = ota_on(&emulator, &[&words[..], &["d1", "--device-name", "d2"]].concat()).failed(4);
    assert!(error.contains("it reaches 2 devices at most"), "{error}");
    let error = ota_on(&emulator, &[&words[..], &["d1"]].concat()).failed(4);
    assert!(error.contains("it reaches 1 device at most"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_denies_by_operation_and_by_number() {
    let emulator = Emulator::start().await.unwrap();
    let policy = "[[rule]]\noperations = [\"firmware delete\"]\naction = \"deny\"\nreason = \"packages are kept\"\n";
    // Neither an answer nor the other name of the operation leads around it.
    for words in [
        ["firmware", "delete", PACKAGE, "--yes"],
        ["call", "DeleteOTAFirmware", "--FirmwareId", PACKAGE],
    ] {
        let error = with(&emulator, policy, &words).failed(4);
        assert!(error.contains("was not sent") && error.contains("packages are kept"), "{error}");
    }
    let policy = "[[rule]]\noperations = [\"Cancel*\"]\nmore-than = 1\naction = \"deny\"\n";
    let cancel = [
        "task",
        "cancel",
        "--firmware-id",
        "T0F5b5tpFnHQrgfk030100",
        "--product-key",
        "a1V4kdeAbCd",
        "--yes",
        "--device-name",
        "device1",
    ];
    with(&emulator, policy, &cancel).done();
    with(&emulator, policy, &[&cancel[..], &["--device-name", "device5"]].concat()).failed(4);
    // The tasks of the job are counted.
    with(&emulator, policy, &["job", "cancel", JOB, "--cancel-queued-task", "true", "--yes"])
        .failed(4);
    let policy = policy.replace("= 1", "= 1000");
    with(&emulator, &policy, &["job", "cancel", JOB, "--cancel-queued-task", "true", "--yes"])
        .done();
    assert!(!emulator.ledger().iter().any(|entry| entry.action == "DeleteOTAFirmware"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_wants_calls_confirmed_that_nobody_asks_about_otherwise() {
    let emulator = Emulator::start().await.unwrap();
    let policy = "[[rule]]\naction = \"confirm\"\n";
    let delete = ["call", "DeleteOTAFirmware", "--FirmwareId", PACKAGE];
    let error = with(&emulator, policy, &delete).failed(4);
    assert!(error.contains("confirmation is wanted by the safety policy"), "{error}");
    with(&emulator, policy, &["call", "QueryOTAJob", "--JobId", JOB]).done();
    with(&emulator, policy, &[&delete[..], &["--yes"]].concat()).done();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_cannot_be_read_lets_nothing_through() {
    let emulator = Emulator::start().await.unwrap();
    let delete = ["firmware", "delete", PACKAGE, "--yes"];
    for policy in ["[[rule]]\naction = \"forbid\"", "[[rule]]\nacton = \"deny\"", "="] {
        let error = with(&emulator, policy, &delete).failed(2);
        assert!(error.contains("has a mistake"), "{error}");
        with(&emulator, policy, &["job", "show", JOB]).done();
    }
    let mut missing = command(&delete);
    missing.env("OTA_POLICY", "/no/such/policy.toml").env("OTA_ENDPOINT_URL", emulator.endpoint());
    missing.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    let error = run(missing.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")).failed(2);
    assert!(error.contains("cannot read the safety policy `/no/such/policy.toml`"), "{error}");
    assert!(emulator.ledger().is_empty());
}

/// Runs a command line on a terminal of its own with this typed, and returns its exit code and what was shown.
#[cfg(target_os = "linux")]
fn on_a_terminal(emulator: &Emulator, words: &str, typed: &str) -> (i32, String) {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let program = command(&[]);
    let line = format!("'{}' {words}", program.get_program().to_str().unwrap());
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).env_clear();
    for (name, value) in program.get_envs() {
        script.env(name, value.unwrap_or_default());
    }
    script.env("OTA_ENDPOINT_URL", emulator.endpoint());
    script.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    script.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
    script.env("PATH", "/usr/bin:/bin");
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_a_person_is_asked_and_no_is_the_default() {
    let has_script = std::process::Command::new("script").arg("--version").output().is_ok();
    if !has_script {
        assert!(std::env::var_os("CI").is_none(), "`script` is not there");
        let message = "\nSKIPPED the question on a terminal: there is no `script`\n";
        std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes()).unwrap();
        return;
    }
    let emulator = Emulator::start().await.unwrap();
    let before = emulator.packages().len();
    let delete = format!("firmware delete {PACKAGE}");
    for typed in ["\n", "n\n", "what\n"] {
        let (exit, shown) = on_a_terminal(&emulator, &delete, typed);
        assert_eq!(exit, 4, "{shown}");
        let question = format!("Deletes an update package (FirmwareId {PACKAGE}). Go on? [y/N]");
        assert!(shown.contains(&question), "{shown}");
    }
    assert_eq!(emulator.packages().len(), before);
    let (exit, shown) = on_a_terminal(&emulator, &delete, "y\n");
    assert_eq!((exit, emulator.packages().len()), (0, before - 1), "{shown}");
    let cancel = format!("job cancel {JOB} --cancel-queued-task true");
    let (exit, shown) = on_a_terminal(&emulator, &cancel, "n\n");
    let devices = emulator.tasks().iter().filter(|task| task.job_id == JOB).count();
    assert!(shown.contains(&format!("it reaches {devices} devices at most")), "{shown}");
    assert_eq!(exit, 4, "{shown}");
}
