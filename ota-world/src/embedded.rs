//! The spec folder of the repository, as it was when this crate was built.

use ota_spec::{Broken, Source, Spec};

include!(concat!(env!("OUT_DIR"), "/specs.rs"));

/// The specs of the repository.
///
/// # Errors
///
/// All mistakes in the files, if the crate was built from a folder that has some.
pub fn embedded_specs() -> Result<Spec, Box<Broken>> {
    let source =
        |(path, bytes): &(&str, &[u8])| Source { path: (*path).to_owned(), bytes: bytes.to_vec() };
    ota_spec::load("specs", FILES.iter().map(source).collect())
}
