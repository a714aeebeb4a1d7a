//! `ota call` with a folder of specs of another product.

use std::fs;
use std::process::Command;

use ota_emulator::Emulator;
use ota_spec::Spec;

use crate::support::{Ran, command, copy_of_specs, json, ota, ota_on, run};

const LAMPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ota-emulator/tests/specs/lamps");

const SWITCH: [&str; 6] = ["call", "SwitchLamp", "--LampId", "lamp-1", "--Power", "on"];

fn lamps() -> Spec {
    ota_spec::load("lamps", ota_spec::read_folder(LAMPS.as_ref()).unwrap()).unwrap()
}

async fn emulator() -> Emulator {
    Emulator::builder().specs(lamps()).start().await.unwrap()
}

fn with<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [words, more].concat()
}

fn keyed(mut command: Command) -> Ran {
    run(command
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"))
}

#[test]
fn host_and_version_are_those_of_the_folder() {
    let words = ["--specs", LAMPS, "--region", "north-1", "--dry-run", "--output", "json"];
    let sent = json(&keyed(command(&with(&SWITCH, &words))).done());
    assert!(sent["url"].as_str().unwrap().starts_with("https://lamps.north-1.example.com/"));
    assert_eq!(sent["headers"]["x-acs-version"], "2024-05-01");
    assert_eq!(sent["headers"]["x-acs-action"], "SwitchLamp");
}

#[test]
fn the_folder_may_stand_anywhere_or_in_the_environment() {
    let dry = ["--region", "north-1", "--dry-run"];
    let joined = format!("--specs={LAMPS}");
    for words in [
        with(&["call", "--specs", LAMPS], &with(&SWITCH[1..], &dry)),
        with(&["call", &joined], &with(&SWITCH[1..], &dry)),
        with(&with(&SWITCH, &dry), &[joined.as_str()]),
    ] {
        let shown = keyed(command(&words)).done();
        assert!(shown.contains("lamps.north-1.example.com"), "{shown}");
    }
    let from_env = |folder: &str, words: &[&str]| {
        let mut command = command(words);
        command.env("OTA_SPECS", folder);
        keyed(command)
    };
    let shown = from_env(LAMPS, &with(&SWITCH, &dry)).done();
    assert!(shown.contains("lamps.north-1.example.com"), "{shown}");
    // The flag wins, and an empty variable counts as not set.
    let shown = from_env("/no/such", &with(&with(&SWITCH, &dry), &["--specs", LAMPS])).done();
    assert!(shown.contains("lamps.north-1.example.com"), "{shown}");
    let built_in = ["call", "DeleteOTAFirmware", "--FirmwareId", "fw", "--dry-run"];
    let shown = from_env("", &with(&built_in, &["--region", "cn-shanghai"])).done();
    assert!(shown.contains("iot.cn-shanghai.aliyuncs.com"), "{shown}");
}

#[test]
fn help_and_completion_know_the_folder_and_nothing_else() {
    let help = ota(&["call", "--specs", LAMPS, "--help"]).done();
    assert!(help.contains("SwitchLamp") && help.contains("ListLamps"), "{help}");
    assert!(!help.contains("DeleteOTAFirmware"), "{help}");
    let help = ota(&with(&["call", "SwitchLamp", "--help"], &["--specs", LAMPS])).done();
    assert!(help.contains("--LampId <LampId>") && help.contains("Lamp.Missing"), "{help}");
    let error = ota(&["call", "DeleteOTAFirmware", "--specs", LAMPS]).failed(2);
    assert!(error.contains("DeleteOTAFirmware"), "{error}");
    let script = run(command(&["completion", "bash"]).env("OTA_SPECS", LAMPS)).done();
    assert!(script.contains("--LampId") && !script.contains("--FirmwareId"));
}

#[test]
fn limits_and_rules_are_those_of_the_folder() {
    let words = ["call", "SwitchLamp", "--specs", LAMPS, "--LampId", "much too long"];
    let error = keyed(command(&with(&words, &["--Level", "101"]))).failed(2);
    for part in ["`LampId`", "`Level`", "`Power`", "was not sent"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn rules_of_structs_are_in_the_help_and_name_the_element() {
    let help = ota(&["call", "SwitchLamp", "--specs", LAMPS, "--help"]).done();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("Set all of `From` and `To`, or none of them"), "{help}");
    let steps = [r#"--Fade={"From":1,"To":2}"#, r#"--Fade={"From":3,"To":3}"#];
    let words = with(&with(&SWITCH, &steps), &["--specs", LAMPS]);
    let error = keyed(command(&words)).failed(2);
    assert!(error.contains("`Fade.2.To` must not be the same as `Fade.2.From`"), "{error}");
    assert!(!error.contains("Fade.1"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_judged_by_the_envelope_of_its_operation() {
    let emulator = emulator().await;
    let words = ["--specs", LAMPS, "--output", "json"];
    for format in ["json", "xml"] {
        let words = with(&words, &["--format", format]);
        let switched = json(&ota_on(&emulator, &with(&SWITCH, &words)).done());
        assert!(switched.get("Success").is_none(), "{switched}");
        for action in ["ListLamps", "CountLamps"] {
            ota_on(&emulator, &with(&["call", action], &words)).done();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_operation_needs_no_key() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs-sts");
    let sources = ota_spec::read_folder(folder.as_ref()).unwrap();
    let specs = ota_spec::load("specs-sts", sources).unwrap();
    let emulator = Emulator::builder().specs(specs).start().await.unwrap();
    let parameters = [
        "--OIDCProviderArn=acs:ram::1:oidc-provider/c",
        "--RoleArn=acs:ram::1:role/r",
        "--OIDCToken=header.claims.signature",
        "--RoleSessionName=nightly",
    ];
    let words = ["call", "--specs", folder, "AssumeRoleWithOIDC"];
    let mut call = command(&with(&words, &parameters));
    let shown = run(call.env("OTA_ENDPOINT_URL", emulator.endpoint())).done();
    assert!(shown.contains("STS.exampleid"), "{shown}");
    let words = ["call", "--specs", folder, "GetCallerIdentity"];
    run(command(&words).env("OTA_ENDPOINT_URL", emulator.endpoint())).failed(2);
}

#[test]
fn a_folder_that_cannot_be_read_or_has_mistakes_is_said() {
    for output in ["text", "json"] {
        let words = ["call", "--output", output, "--specs", "/no/such", "SwitchLamp"];
        let error = ota(&words).failed(2);
        assert!(error.contains("/no/such") && error.starts_with('{') == (output == "json"));
    }
    let specs = copy_of_specs();
    fs::write(specs.path().join("ops/Broken.json"), "{").unwrap();
    let folder = specs.path().to_str().unwrap();
    let error = ota(&["call", "--specs", folder, "Broken"]).failed(2);
    assert!(error.contains("ops/Broken.json:1:"), "{error}");
    // What mends it still runs.
    run(command(&["spec", "list"]).env("OTA_SPECS", folder)).done();
}
