//! The specs of this repository have no mistakes.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::path::{Path, PathBuf};

use ota_spec::{load, read_folder};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

#[test]
fn the_specs_of_the_repository_load() {
    for name in ["specs", "specs-sts"] {
        let sources = read_folder(&folder(name)).unwrap();
        let files = sources.iter().filter(|source| source.path.starts_with("ops/")).count();
        let spec = match load(name, sources) {
            Ok(spec) => spec,
            Err(broken) => {
                let shown: Vec<String> =
                    broken.diagnostics.iter().map(ToString::to_string).collect();
                panic!("{}", shown.join("\n\n"));
            }
        };
        assert!(files > 0);
        assert_eq!(spec.operations.len(), files, "every file of `ops/` is an operation");
    }
}
