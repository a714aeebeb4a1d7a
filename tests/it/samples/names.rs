//! The names that samples use are those of the official clients.

use std::process::Command;

use ota_samples::Official;
use serde_json::{Value, json};

use crate::interop::{python_or_skip, run, script};
use crate::node::modules_or_skip;
use crate::specs;

/// The operations and their parameters, as the scripts take them.
fn operations() -> Value {
    let spec = specs::repository();
    let operations = spec.operations.iter().map(|operation| {
        let names: Vec<&str> =
            operation.parameters.iter().map(|field| field.name.as_str()).collect();
        (operation.action.clone(), json!(names))
    });
    Value::Object(operations.collect())
}

/// What a client lacks, as the script says it: `Operation`, or `Operation.Parameter`.
fn lacks(mut command: Command, package: &str) -> Vec<String> {
    command.args([package, &operations().to_string()]);
    serde_json::from_str(&run(&mut command).unwrap()).unwrap()
}

fn official() -> &'static Official {
    Official::of(&specs::repository().service).unwrap()
}

#[test]
fn the_client_for_python_has_everything() {
    let Some(python) = python_or_skip("names of the client for Python") else { return };
    let mut command = Command::new(python);
    command.arg(script("sample_names.py"));
    assert_eq!(lacks(command, official().python), [""; 0]);
}

#[test]
fn what_the_client_for_node_lacks_is_known() {
    let Some(modules) = modules_or_skip("names of the client for Node.js") else { return };
    let mut command = Command::new("node");
    command.arg(script("sample_names.js")).arg(modules);
    assert_eq!(lacks(command, official().node), official().node_lacks);
}
