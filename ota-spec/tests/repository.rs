//! The specs of this repository have no mistakes.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::path::Path;

use ota_spec::{load, read_folder};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../specs"))
}

#[test]
fn the_specs_of_the_repository_load() {
    let sources = read_folder(folder()).unwrap();
    let files = sources.iter().filter(|source| source.path.starts_with("ops/")).count();
    let spec = match load("specs", sources) {
        Ok(spec) => spec,
        Err(broken) => {
            let shown: Vec<String> = broken.diagnostics.iter().map(ToString::to_string).collect();
            panic!("{}", shown.join("\n\n"));
        }
    };
    assert!(files > 0);
    assert_eq!(spec.operations.len(), files, "every file of `ops/` is an operation");
}
