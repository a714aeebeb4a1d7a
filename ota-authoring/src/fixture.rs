//! The specs that tests use.

use std::path::Path;

use ota_spec::{Source, Spec, load, read_folder};

/// The files of specs with every type and with names that get in each other's way.
pub(crate) fn sources() -> Vec<Source> {
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs")).unwrap()
}

/// The same, checked.
pub(crate) fn wall() -> Spec {
    load("specs", sources()).unwrap()
}
