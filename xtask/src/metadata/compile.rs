//! Compiles the code of an imported product in a crate of its own.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use ota_authoring::metadata::Import;

use crate::command::{root, run};

/// Checks the code of a product in a folder for scratch, where warnings and missing documentation are errors.
/// Returns the seconds that it took.
pub(super) fn compile(found: &Import, scratch: &Path) -> Result<f64, String> {
    let package = scratch.join(&found.folder);
    write(&package.join("Cargo.toml"), &manifest())?;
    write(&package.join("src/lib.rs"), SOURCE)?;
    // The versions of this repository, so that nothing is looked up.
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    write(&package.join("Cargo.lock"), &lock)?;
    // What an earlier run left would be compiled, too.
    if package.join("specs").exists() {
        fs::remove_dir_all(package.join("specs")).map_err(|error| error.to_string())?;
    }
    for (path, text) in &found.files {
        write(&package.join("specs").join(path), text)?;
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["check", "--quiet", "--offline"]).current_dir(&package);
    cargo.env("CARGO_TARGET_DIR", scratch.join("target"));
    let start = Instant::now();
    run(cargo)?;
    Ok(start.elapsed().as_secs_f64())
}

const SOURCE: &str = "//! The operations of an imported product.\n\
                      #![deny(warnings, missing_docs)]\n\
                      ota_api::operations!(\"specs\");\n";

fn manifest() -> String {
    let api = root().join("ota-api");
    format!(
        "[package]\nname = \"imported\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nota-api = {{ path = {api:?} }}\n\n[workspace]\n"
    )
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write `{}`: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
