//! Packages from npm for tests, installed into folders of the tests' own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the packages of a `package.json`, or why there is none.
pub(crate) fn install(name: &str, wanted: &str) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let installed = folder.join("installed.json");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(folder);
    }
    let write = |path: &Path| std::fs::write(path, wanted).map_err(|error| error.to_string());
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    write(&folder.join("package.json"))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]);
    let output = npm.current_dir(&folder).output().map_err(|error| format!("npm: {error}"))?;
    if !output.status.success() {
        return Err(format!("{npm:?}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    write(&installed)?;
    Ok(folder)
}

/// What a test needs from outside; `None` after saying loudly why it is not there. Where `CI` is set that is a failure.
pub(crate) fn or_skip<T: Clone>(test: &str, needed: &Result<T, String>) -> Option<T> {
    match needed {
        Ok(needed) => Some(needed.clone()),
        Err(reason) if std::env::var_os("CI").is_some() => panic!("{reason}"),
        Err(reason) => {
            // Not by a macro: the test runner would swallow it.
            let message = format!("\nSKIPPED {test}: {reason}\n");
            std::io::stderr().write_all(message.as_bytes()).unwrap();
            None
        }
    }
}
