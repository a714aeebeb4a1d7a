//! Makes contract tests of the examples and limits of every spec, and a program of samples.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use ota_samples::{Call, Generated, Language, Target};
use ota_spec::Spec;
use proc_macro2::TokenStream;
use quote::quote;

/// The spec folders, the modules with their code, and the files that the tests go to.
const FOLDERS: [(&str, &str, &str); 6] = [
    ("specs", "::ota_api::operations", "contract.rs"),
    ("specs-sts", "crate::contract::sts", "sts.rs"),
    ("tests/fixtures/all_types", "crate::contract::all_types", "all_types.rs"),
    ("tests/fixtures/envelopes", "crate::contract::envelopes", "envelopes.rs"),
    ("tests/fixtures/outside", "crate::contract::outside", "outside.rs"),
    ("tests/fixtures/nested", "crate::contract::nested", "nested.rs"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut samples = Samples::default();
    for (folder, module, file) in FOLDERS {
        println!("cargo::rerun-if-changed=../{folder}");
        let sources = ota_spec::read_folder(&Path::new("..").join(folder))?;
        // Mistakes in specs are reported where the macro expands the same folder.
        let spec = ota_spec::load(folder, sources).unwrap_or_else(|broken| broken.rest);
        samples.add(&spec, module);
        let module: TokenStream = module.parse()?;
        let harness = quote!(crate::contract);
        let tests = ota_codegen::contract_tests(folder, &spec, &module, &harness);
        fs::write(Path::new(&env::var("OUT_DIR")?).join(file), tests.to_string())?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("samples.rs"), samples.program())?;
    Ok(())
}

/// Samples in Rust, a module for each.
#[derive(Default)]
struct Samples {
    modules: String,
    mains: Vec<String>,
}

impl Samples {
    fn add(&mut self, spec: &Spec, module: &str) {
        for operation in &spec.operations {
            for example in &operation.examples {
                let call = Call {
                    service: &spec.service,
                    operation,
                    request: &example.request,
                    // A program reads it from its environment.
                    target: Target::Endpoint { url: "http://127.0.0.1:9", region: None },
                    generated: match module {
                        "::ota_api::operations" => Generated::BuiltIn,
                        module => Generated::Module(module),
                    },
                };
                let number = self.mains.len();
                let program = call.sample(Language::Rust);
                let program = program.replace("async fn main()", "pub(super) async fn main()");
                self.modules.push_str(&format!("mod sample_{number} {{\n{program}}}\n"));
                self.mains.push(format!("({:?}, sample_{number}::main)", operation.action));
            }
        }
    }

    fn program(&self) -> String {
        let Self { modules, mains } = self;
        let mains = mains.join(",\n");
        format!("{modules}pub(super) const MAINS: &[(&str, super::Main)] = &[\n{mains}\n];\n")
    }
}
