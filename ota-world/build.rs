//! Embeds the spec folder of the repository.
//!
//! Writes `specs.rs` with one `include_bytes!` for every spec file, so that the emulator needs no
//! files at run time. The rules for file names are those of `ota_spec::read_folder`; whether the
//! files are right is checked when an emulator starts.

#![allow(clippy::print_stdout, reason = "cargo is told by standard output")]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let specs = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("specs");
    // Cargo looks at every file below a folder, so added and removed files count as changes.
    println!("cargo::rerun-if-changed=specs");
    let mut names: Vec<String> = ["service.json", "types.json", "errors.json"]
        .into_iter()
        .filter(|name| specs.join(name).is_file())
        .map(str::to_owned)
        .collect();
    for entry in fs::read_dir(specs.join("ops"))? {
        let name = entry?.file_name().into_string().map_err(|name| {
            format!("specs/ops/{} is not UTF-8; rename it to `<Action>.json`", name.display())
        })?;
        if name.ends_with(".json") && !name.starts_with('.') {
            names.push(format!("ops/{name}"));
        }
    }
    names.sort();
    let mut list = String::from("pub(crate) static FILES: &[(&str, &[u8])] = &[\n");
    for name in names {
        let path = fs::canonicalize(specs.join(&name))?;
        writeln!(list, "    ({name:?}, include_bytes!({path:?})),")?;
    }
    list.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("specs.rs"), list)?;
    Ok(())
}
