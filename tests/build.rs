//! Makes a contract test of every example of every spec.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use quote::quote;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../specs");
    let sources = ota_spec::read_folder(Path::new("../specs"))?;
    // Mistakes in specs are reported by `ota-api`, which expands the same folder.
    let spec = ota_spec::load("specs", sources).unwrap_or_else(|broken| broken.rest);
    let tests = ota_codegen::contract_tests(
        &spec,
        &quote!(::ota_api::operations),
        &quote!(crate::contract::check),
    );
    let target = Path::new(&env::var("OUT_DIR")?).join("contract.rs");
    fs::write(target, tests.to_string())?;
    Ok(())
}
