//! The specs that tests use.

use std::path::Path;

use ota_spec::Spec;

use crate::failure::Exit;
use crate::specs;

/// Specs with every type and with names that get in each other's way.
pub(crate) fn wall() -> Spec {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ota-authoring/tests/specs");
    specs::read(&folder, Exit::Usage).unwrap()
}
