//! `specs/operation.schema.json` and the reader agree, as far as a JSON Schema can say it.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;
#[path = "cases/mistakes.rs"]
mod mistakes;

use std::path::Path;

use folder::{OPERATION, RICH, check, edited, text, with};
use jsonschema::Validator;
use mistakes::{Schema, TOPICS};
use ota_spec::read_folder;
use serde_json::Value;

fn schema() -> Validator {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/operation.schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn problems(schema: &Validator, text: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(text).unwrap();
    schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schema_accepts_every_operation_of_the_repository() {
    let schema = schema();
    let read = |name| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
        read_folder(&folder).unwrap()
    };
    let sources = ["specs", "specs-sts"].into_iter().flat_map(read);
    for source in sources.filter(|source| source.path.starts_with("ops/")) {
        let text = String::from_utf8(source.bytes.clone()).unwrap();
        assert_eq!(problems(&schema, &text), [""; 0], "{}", source.path);
    }
}

#[test]
fn the_schema_accepts_the_operations_that_the_tests_break() {
    for file in [OPERATION, RICH] {
        assert_eq!(problems(&schema(), &text(file)), [""; 0], "{file}");
    }
}

#[test]
fn the_schema_refuses_the_mistakes_that_it_can_see() {
    let schema = schema();
    let (mut seen, mut wrong) = (0, Vec::new());
    for (topic, file, mistakes) in TOPICS {
        for (name, from, to, sees) in *mistakes {
            let text = edited(file, from, to);
            let read = check(with(file, text.as_str()));
            assert!(read.is_err(), "{topic}: {name}");
            let refused = !problems(&schema, &text).is_empty();
            if refused != (*sees == Schema::Sees) {
                let how = if refused { "seen" } else { "missed" };
                wrong.push(format!("{topic}: {name} is {how}"));
            }
            seen += usize::from(refused);
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(seen >= 60, "only {seen} are seen");
}
