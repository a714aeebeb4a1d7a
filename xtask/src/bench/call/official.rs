//! The official Python client, installed into the folder where the tests install it, too.

use std::path::PathBuf;
use std::process::Command;

use super::programs::{Programs, run};
use crate::command::root;

/// A Python with the official client.
pub(super) fn python(programs: &Programs) -> Result<PathBuf, String> {
    let folder = programs.temporary().join("official-client");
    let python = folder.join("bin/python");
    let requirements = root().join("tests/interop/requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
    let installed = folder.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(requirements))?;
    std::fs::write(installed, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}
