//! The programs of others that the steps of `ci` run. `.ci/tools.txt` pins them.

use std::path::PathBuf;
use std::process::Command;

use crate::command::{root, run_shown};

/// The list of the tools with their versions and sums, from the top folder.
const LIST: &str = ".ci/tools.txt";

/// The virtual environment that holds the tools.
fn folder() -> PathBuf {
    root().join("target/tools")
}

/// The programs of the virtual environment.
fn programs() -> PathBuf {
    folder().join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// Installs the tools, or brings them to the versions of the list.
pub(crate) fn install() -> Result<(), String> {
    let python = if cfg!(windows) { "python" } else { "python3" };
    run_shown(Command::new(python).args(["-m", "venv"]).arg(folder()))?;
    let mut pip = Command::new(programs().join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run_shown(pip.args(["--require-hashes", "--only-binary", ":all:", "--requirement", LIST]))
}

/// Runs a tool in the top folder.
pub(crate) fn run(name: &str, arguments: &[&str]) -> Result<(), String> {
    let program = programs().join(name).with_extension(std::env::consts::EXE_EXTENSION);
    if !program.is_file() {
        return Err(format!("`{name}` is not installed: run `cargo xtask tools`"));
    }
    run_shown(Command::new(program).args(arguments))
}
