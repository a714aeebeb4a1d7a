//! Makes contract tests of the examples and limits of every spec.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

/// The spec folders, the modules with their code, and the files that the tests go to.
const FOLDERS: [(&str, &str, &str); 5] = [
    ("specs", "::ota_api::operations", "contract.rs"),
    ("specs-sts", "crate::contract::sts", "sts.rs"),
    ("tests/fixtures/all_types", "crate::contract::all_types", "all_types.rs"),
    ("tests/fixtures/envelopes", "crate::contract::envelopes", "envelopes.rs"),
    ("tests/fixtures/outside", "crate::contract::outside", "outside.rs"),
];

fn main() -> Result<(), Box<dyn Error>> {
    for (folder, module, file) in FOLDERS {
        println!("cargo::rerun-if-changed=../{folder}");
        let sources = ota_spec::read_folder(&Path::new("..").join(folder))?;
        // Mistakes in specs are reported where the macro expands the same folder.
        let spec = ota_spec::load(folder, sources).unwrap_or_else(|broken| broken.rest);
        let module: TokenStream = module.parse()?;
        let harness = quote!(crate::contract);
        let tests = ota_codegen::contract_tests(folder, &spec, &module, &harness);
        fs::write(Path::new(&env::var("OUT_DIR")?).join(file), tests.to_string())?;
    }
    Ok(())
}
