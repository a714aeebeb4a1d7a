//! Exported OpenAPI documents, judged by a public validator.
//!
//! The validator comes from PyPI as the official client does.

use std::path::{Path, PathBuf};
use std::process::Command;

use ota_authoring::openapi::document;
use ota_spec::Spec;
use serde_json::Value;

use crate::interop::{lines, python_or_skip, run, script};
use crate::specs::{fixture, fixtures, repository};

/// The documents of spec folders, as `ota spec export --openapi` writes them, each in a file in `target`.
fn exported(specs: &[Spec], target: &Path) -> Vec<PathBuf> {
    let export = |(number, spec): (usize, &Spec)| {
        let file = target.join(format!("{number}.json"));
        std::fs::write(&file, document(spec).text()).unwrap();
        file
    };
    specs.iter().enumerate().map(export).collect()
}

/// The verdict of the validator on each document.
fn judged(python: &Path, documents: &[PathBuf]) -> Vec<Value> {
    lines(&run(Command::new(python).arg(script("openapi.py")).args(documents)).unwrap())
}

#[test]
fn documents_are_valid_and_their_examples_fit_their_schemas() {
    let Some(python) = python_or_skip("validator of OpenAPI documents") else { return };
    let fixtures = fixtures().into_iter().map(|name| fixture(&name));
    let specs: Vec<Spec> = [repository()].into_iter().chain(fixtures).collect();
    let target = tempfile::tempdir().unwrap();
    let found = judged(python, &exported(&specs, target.path()));
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
    let file = exported(&[fixture("all_types")], target.path()).remove(0);
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
