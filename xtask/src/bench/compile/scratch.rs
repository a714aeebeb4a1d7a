//! The folder outside of the tree where everything is written and built, and cargo inside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::contender::{Contender, Subject};
use crate::bench::usage::Meter;
use crate::command::{root, run};

/// Variables that would let the settings of this machine into a measurement.
const SETTINGS: [&str; 7] = [
    "CARGO_BUILD_",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "RUSTC_",
    "RUSTFLAGS",
];

/// The folder.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(folder: PathBuf) -> Result<Self, String> {
        make_folder(&folder)?;
        // Messages of cargo name the real place.
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        if folder.starts_with(root()) {
            return Err(format!("`{}` is inside the repository", folder.display()));
        }
        Ok(Self(folder))
    }

    /// A meter for runs in this folder.
    pub(crate) fn meter(&self) -> Result<Meter, String> {
        Meter::new(&self.0)
    }

    /// A copy of the repository, which is compiled instead of the original.
    pub(crate) fn snapshot(&self) -> PathBuf {
        self.0.join("snapshot")
    }

    /// The spec folder with this many operations.
    pub(crate) fn specs(&self, operations: usize) -> PathBuf {
        self.0.join(format!("specs-{operations}"))
    }

    /// The OpenAPI document of these specs.
    pub(crate) fn openapi(&self, operations: usize) -> PathBuf {
        self.0.join(format!("openapi-{operations}.json"))
    }

    /// The crates of a contender: a workspace, so that all sizes share one lock file.
    pub(crate) fn workspace(&self, contender: Contender) -> PathBuf {
        self.0.join("crates").join(contender.name())
    }

    /// Where a contender's crates are built, for one purpose.
    pub(crate) fn target(&self, contender: Contender, purpose: &str) -> PathBuf {
        self.0.join("target").join(contender.name()).join(purpose)
    }

    /// The source file of the generated code.
    pub(crate) fn source(&self, subject: Subject) -> PathBuf {
        let workspace = self.workspace(subject.contender);
        workspace.join(subject.folder("generated")).join("src/lib.rs")
    }

    /// Cargo in the workspace of a contender. Nothing is downloaded while something is measured.
    pub(crate) fn cargo(&self, contender: Contender, purpose: &str, words: &[&str]) -> Command {
        cargo(words, &self.workspace(contender), &self.target(contender, purpose))
    }

    /// Runs `ota` on a spec folder and returns its output.
    pub(crate) fn ota(&self, words: &[&str], specs: &Path) -> Result<String, String> {
        let run_ota = ["run", "--quiet", "--package", "ota-cli", "--"];
        let words = [&run_ota[..], words].concat();
        let mut command = cargo(&words, &self.snapshot(), &self.0.join("target/ota-cli"));
        command.arg(specs);
        String::from_utf8(run(command)?.stdout).map_err(|error| error.to_string())
    }
}

/// Cargo without settings from outside: the one that runs us, or the one that is found.
fn cargo(words: &[&str], folder: &Path, target: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if SETTINGS.iter().any(|setting| text.starts_with(setting)) {
            command.env_remove(&name);
        }
    }
    command
        .args(words)
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TARGET_DIR", target)
        .current_dir(folder);
    command
}

pub(crate) fn make_folder(path: &Path) -> Result<(), String> {
    std::fs::create_dir_all(path)
        .map_err(|error| format!("`{}` cannot be made: {error}", path.display()))
}

pub(crate) fn remove_folder(path: &Path) -> Result<(), String> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("`{}` cannot be removed: {error}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Writes a file unless it holds exactly this, so that cargo sees no change where there is none.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    std::fs::write(path, text)
        .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
}
