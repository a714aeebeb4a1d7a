//! The official Node.js client against the emulator, with the examples of the specs.
//!
//! It is installed from npm into a folder of the tests' own. Without Node.js or network that fails,
//! and the test says so on standard error and passes; where `CI` is set it fails.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ota_emulator::Emulator;
use ota_spec::model::Example;
use serde_json::{Value, json};

use crate::example_worlds::world_for;
use crate::interop::{lines, run_with, script};
use crate::{npm, specs};

/// The operations that the client has no methods for; it is older than they are.
const UNKNOWN: [&str; 2] = ["ModifyOTAFirmware", "UpdateOTAJob"];

/// The folder with the client, or why there is none.
fn modules() -> &'static Result<PathBuf, String> {
    static MODULES: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let wanted = include_str!("../interop/package.json");
    MODULES.get_or_init(|| npm::install("official-client-node", wanted))
}

/// The folder with the client; `None` after saying loudly why there is none.
pub(crate) fn modules_or_skip(test: &str) -> Option<PathBuf> {
    npm::or_skip(test, modules())
}

fn calls(scheme: &str, emulator: &Emulator, modules: &Path, examples: &Value) -> Vec<Value> {
    let endpoint = emulator.endpoint().trim_start_matches("http://");
    let mut command = Command::new("node");
    command.arg(script("official_client.js")).arg(modules);
    command.args([endpoint, emulator.key_id(), emulator.key_secret(), scheme]);
    lines(&run_with(&mut command, &examples.to_string()).unwrap())
}

/// Whether the client read all values of the example outside of the envelope.
fn is_read(example: &Example, body: &Value) -> bool {
    let shown = example.json.as_ref().map(|json| json.members()).unwrap_or_default();
    ["Data", "DeviceStatusList", "FirmwareInfo"]
        .iter()
        .filter(|name| shown.iter().any(|(shown, _)| shown == *name))
        .all(|name| {
            body[name].as_object().is_some_and(|read| !read.is_empty()) || body[name].is_array()
        })
}

#[tokio::test(flavor = "multi_thread")]
async fn official_node_client_makes_every_call_of_the_examples() {
    let Some(modules) = modules_or_skip("official Node.js client") else { return };
    let spec = specs::repository();
    let examples: Vec<(&str, &Example)> = spec
        .operations
        .iter()
        .flat_map(|known| known.examples.iter().map(|example| (known.action.as_str(), example)))
        .collect();
    let wire = |(action, example): &(&str, &Example)| {
        let request: Value = serde_json::from_str(&example.request.to_string()).unwrap();
        let seed = serde_json::to_value(world_for(action, &example.request)).unwrap();
        json!({ "action": action, "request": request, "seed": seed })
    };
    let input: Value = examples.iter().map(wire).collect();
    for scheme in ["V3", "V1"] {
        let emulator = Emulator::builder().without_quota().start().await.unwrap();
        let done = tokio::task::block_in_place(|| calls(scheme, &emulator, &modules, &input));
        assert_eq!(done.len(), examples.len());
        for ((action, example), done) in examples.iter().zip(&done) {
            assert_eq!(done["action"], *action);
            if UNKNOWN.contains(action) {
                assert_eq!(done["unknown"], true, "{done}");
                continue;
            }
            let what = format!("{action}, {}, {scheme}: {done}", example.title);
            assert_eq!(
                (&done["status"], &done["body"]["Success"]),
                (&200.into(), &true.into()),
                "{what}"
            );
            assert!(is_read(example, &done["body"]), "{what}");
        }
        emulator.stop().await;
    }
}
