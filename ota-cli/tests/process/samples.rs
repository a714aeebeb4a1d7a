//! Samples of `ota call` make the calls of all examples: a shell runs each against an emulator.

use std::process::Command;

use ota_emulator::Emulator;
use ota_samples::{Call, Generated, Language, Target, secret_variable};
use ota_spec::model::{Example, Operation};
use ota_spec::{Spec, wire};
use serde_json::{Value, json};

use crate::example_worlds::world_for;
use crate::support::{command, run};

/// The folders of specs; the first is the one that the program is built with.
const FOLDERS: [&str; 5] = [
    "specs",
    "specs-sts",
    "tests/fixtures/all_types",
    "tests/fixtures/envelopes",
    "tests/fixtures/outside",
];

/// A shell that finds the program and nothing of the surroundings.
fn shell(script: &str) -> Command {
    let program = command(&[]);
    let folder = std::path::Path::new(program.get_program()).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).env_clear();
    for (name, value) in program.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let path = std::env::join_paths([folder, "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
    shell.env("PATH", path);
    shell.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    shell.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
    shell
}

/// Runs the sample of an example and compares what the emulator has seen.
fn check(
    folder: Option<&str>,
    spec: &Spec,
    operation: &Operation,
    example: &Example,
    emulator: &Emulator,
) {
    let request = &example.request;
    let call = Call {
        service: &spec.service,
        operation,
        request,
        target: Target::Endpoint { url: emulator.endpoint(), region: Some("cn-shanghai") },
        generated: folder.map_or(Generated::BuiltIn, Generated::Folder),
    };
    if folder.is_none() {
        emulator.reset_to(world_for(&operation.action, request)).unwrap();
    }
    let before = emulator.requests().requests.len();
    let sample = call.sample(Language::OtaCall);
    let mut shell = shell(&sample);
    shell.env("OTA_NO_RUN_ID_TAG", "true");
    let flat = wire::flatten(&operation.parameters, request);
    for field in &operation.parameters {
        // A value with a secret inside is one flag, and so one variable.
        let own = flat.iter().filter(|(name, _)| {
            wire::owner(&operation.parameters, name).is_some_and(|one| one.name == field.name)
        });
        if own.clone().any(|(name, _)| wire::is_secret(&operation.parameters, name)) {
            let value = request.get(&field.name).unwrap();
            let items = match value {
                ota_spec::Value::Array(items) => items
                    .iter()
                    .enumerate()
                    .map(|(place, item)| (format!("{}.{}", field.name, place + 1), item))
                    .collect(),
                value => vec![(field.name.clone(), value)],
            };
            for (name, value) in items {
                let text = value.scalar().unwrap_or_else(|| value.to_string());
                shell.env(secret_variable(&name), text);
            }
        }
    }
    let ran = run(&mut shell);
    assert_eq!(ran.exit, 0, "{}{sample}", ran.err);
    let received = &emulator.requests().requests[before..];
    assert_eq!(received.len(), 1);
    let own = received[0].parameters.clone().into_iter();
    let own = own.filter(|(name, _)| wire::owner(&operation.parameters, name).is_some());
    let open = flat.into_iter().filter(|(name, _)| !wire::is_secret(&operation.parameters, name));
    let expected = wire::gather(&operation.parameters, open);
    assert_eq!(wire::gather(&operation.parameters, own), expected, "{sample}");
    for entry in emulator.ledger() {
        let asked: Value = serde_json::from_str(&request.to_string()).unwrap();
        assert_eq!(json!([entry.action, entry.request]), json!([operation.action, asked]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn command_lines_make_the_calls_of_all_examples() {
    for (number, folder) in FOLDERS.into_iter().enumerate() {
        let path = format!("{}/../{folder}", env!("CARGO_MANIFEST_DIR"));
        let spec = ota_spec::load("specs", ota_spec::read_folder(path.as_ref()).unwrap()).unwrap();
        let emulator =
            Emulator::builder().specs(spec.clone()).without_quota().start().await.unwrap();
        let folder = (number > 0).then_some(path.as_str());
        tokio::task::block_in_place(|| {
            for operation in &spec.operations {
                for example in &operation.examples {
                    check(folder, &spec, operation, example, &emulator);
                }
            }
        });
    }
}

#[test]
fn the_flags_that_are_no_parameters_are_known() {
    let help = run(&mut command(&["call", "QueryOTAJob", "--help"])).done();
    let (_, settings) = help.split_once("\nSettings:").unwrap();
    let lines = settings.lines().map(str::trim_start);
    let mut flags: Vec<String> = lines
        .filter_map(|line| line.strip_prefix("-h, ").unwrap_or(line).strip_prefix("--"))
        .map(|flag| flag.split([' ', '=']).next().unwrap_or_default().to_owned())
        // The example below them has parameters.
        .filter(|flag| flag.starts_with(|first: char| first.is_ascii_lowercase()))
        .collect();
    flags.extend(["help", "version"].map(str::to_owned));
    flags.sort();
    flags.dedup();
    assert_eq!(flags, ota_samples::SETTINGS);
}
