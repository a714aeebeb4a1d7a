//! The spec folders that tests read.

use std::path::{Path, PathBuf};

use ota_spec::{Source, Spec};

/// The repository's own specs.
pub(crate) fn repository() -> Spec {
    load(&root().join("specs"))
}

/// A folder of the repository.
pub(crate) fn folder(path: &str) -> Spec {
    load(&root().join(path))
}

/// A folder of `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> Spec {
    load(&root().join("tests/fixtures").join(name))
}

/// The names of all fixtures.
pub(crate) fn fixtures() -> Vec<String> {
    let folder = root().join("tests/fixtures");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The files of a folder of the repository.
pub(crate) fn sources(path: &str) -> Vec<Source> {
    ota_spec::read_folder(&root().join(path)).unwrap()
}

fn load(folder: &Path) -> Spec {
    let sources = ota_spec::read_folder(folder).unwrap();
    ota_spec::load("specs", sources).unwrap_or_else(|broken| {
        let shown: Vec<String> = broken.diagnostics.iter().map(ToString::to_string).collect();
        panic!("{}", shown.join("\n\n"))
    })
}
