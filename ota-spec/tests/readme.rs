//! The page about the spec language shows a folder that loads.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::fs;

use ota_spec::{Source, load};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");

/// The JSON blocks, each with the path behind its fence.
fn blocks() -> Vec<Source> {
    let page = fs::read_to_string(format!("{FOLDER}/README.md")).unwrap();
    let block = |part: &str| {
        let (path, rest) = part.split_once('\n').unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        Source { path: path.to_owned(), bytes: text.into() }
    };
    page.split("```json ").skip(1).map(block).collect()
}

#[test]
fn the_examples_of_the_page_are_a_folder_without_mistakes() {
    let spec = match load("README.md", blocks()) {
        Ok(spec) => spec,
        Err(broken) => {
            let shown: Vec<String> = broken.diagnostics.iter().map(ToString::to_string).collect();
            panic!("{}", shown.join("\n\n"));
        }
    };
    assert_eq!((spec.operations.len(), spec.types.len(), spec.errors.len()), (2, 4, 1));
}

#[test]
fn the_schema_accepts_the_operations_of_the_page() {
    let schema = fs::read(format!("{FOLDER}/operation.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    for block in blocks().iter().filter(|block| block.path.starts_with("ops/")) {
        let operation: Value = serde_json::from_slice(&block.bytes).unwrap();
        jsonschema::draft202012::new(&schema).unwrap().validate(&operation).unwrap();
    }
}

#[test]
fn the_rules_of_the_page_are_rules_for_the_schema() {
    let page = fs::read_to_string(format!("{FOLDER}/README.md")).unwrap();
    let schema = fs::read(format!("{FOLDER}/operation.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let rule = serde_json::json!({ "$ref": "#/$defs/rule", "$defs": schema["$defs"] });
    let rule = jsonschema::draft202012::new(&rule).unwrap();
    let mut words = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let Some(example) = line.split('`').find(|part| part.starts_with("{ \"")) else {
            continue;
        };
        let example: Value = serde_json::from_str(example).unwrap();
        let word = line.split('`').nth(1).unwrap();
        if example.get(word).is_some() {
            rule.validate(&example).unwrap();
            words.push(word.to_owned());
        }
    }
    assert_eq!(words.len(), 12, "{words:?}");
}
