//! Exported OpenAPI documents, judged by a public validator.
//!
//! `ota` is built and run as a user would. The validator comes from PyPI as the official client does.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::interop::{lines, python_or_skip, run, script};
use crate::specs::{fixture, fixtures, repository};

/// Exports folders of the repository, each to a file in `target`.
fn exported(folders: &[String], target: &Path) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let export = |folder: &String| {
        let file = target.join(format!("{}.json", folder.replace('/', "-")));
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "--package", "ota-cli", "--"]).current_dir(root);
        command.args(["spec", "export", "--openapi", "--specs", folder, "--output"]).arg(&file);
        assert_eq!(run(&mut command).unwrap(), "");
        file
    };
    folders.iter().map(export).collect()
}

/// The verdict of the validator on each document.
fn judged(python: &Path, documents: &[PathBuf]) -> Vec<Value> {
    lines(&run(Command::new(python).arg(script("openapi.py")).args(documents)).unwrap())
}

#[test]
fn documents_are_valid_and_their_examples_fit_their_schemas() {
    let Some(python) = python_or_skip("validator of OpenAPI documents") else { return };
    let names = fixtures();
    let mut folders = vec!["specs".to_owned()];
    folders.extend(names.iter().map(|name| format!("tests/fixtures/{name}")));
    let mut specs = vec![repository()];
    specs.extend(names.iter().map(|name| fixture(name)));
    let target = tempfile::tempdir().unwrap();
    let found = judged(python, &exported(&folders, target.path()));
    assert_eq!(found.len(), specs.len());
    for (found, spec) in found.iter().zip(&specs) {
        assert_eq!(found["wrong"], Value::Array(Vec::new()), "{}", found["file"]);
        assert_eq!(found["operations"], spec.operations.len());
        let samples = spec.operations.iter().flat_map(|operation| &operation.examples);
        assert_eq!(found["xml"], samples.filter(|sample| sample.xml.is_some()).count());
    }
}

#[test]
fn the_judge_sees_what_is_wrong() {
    let Some(python) = python_or_skip("validator of OpenAPI documents") else { return };
    let target = tempfile::tempdir().unwrap();
    let folders = ["tests/fixtures/all_types".to_owned()];
    let file = exported(&folders, target.path()).remove(0);
    let text = std::fs::read_to_string(&file).unwrap();
    let wrongs = [
        // The document: a place that parameters cannot have.
        ("\"in\": \"query\"", "\"in\": \"quary\""),
        // An example of a parameter, beyond its limit.
        ("\"maximum\": 9", "\"maximum\": 2"),
        // A sample in JSON.
        ("\"Share\": 0.25", "\"Share\": \"much\""),
        // A sample in XML.
        ("<Width>4</Width>", "<Height>4</Height>"),
    ];
    for (old, new) in wrongs {
        let broken = text.replace(old, new);
        assert_ne!(broken, text, "{old}");
        std::fs::write(&file, broken).unwrap();
        let found = judged(python, std::slice::from_ref(&file)).remove(0);
        assert!(!found["wrong"].as_array().unwrap().is_empty(), "{new}");
    }
}
