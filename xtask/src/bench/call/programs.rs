//! The programs that are measured, built once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;

use crate::command::{root, say};

/// The package that the benches belong to.
const PACKAGE: &str = "ota-tests";

/// The built benches.
pub(super) struct Programs {
    /// Where each of them is.
    paths: BTreeMap<String, PathBuf>,
    /// The folder that cargo builds in.
    target: PathBuf,
}

impl Programs {
    pub(super) fn build() -> Result<Self, String> {
        let words = ["bench", "--package", PACKAGE, "--no-run", "--benches"];
        say(&format!("$ cargo {}", words.join(" ")));
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(words).arg("--message-format=json-render-diagnostics").current_dir(root());
        // Lines for the lists of where something happens; the code stays the same.
        command.env("CARGO_PROFILE_BENCH_DEBUG", "line-tables-only");
        let output =
            command.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(format!("the benches of `{PACKAGE}` cannot be built"));
        }
        let mut paths = BTreeMap::new();
        for message in Message::parse_stream(&output.stdout[..]) {
            let Message::CompilerArtifact(artifact) = message.map_err(|error| error.to_string())?
            else {
                continue;
            };
            if let Some(path) = artifact.executable.filter(|_| artifact.target.is_bench()) {
                paths.insert(artifact.target.name, path.into_std_path_buf());
            }
        }
        let metadata = cargo_metadata::MetadataCommand::new()
            .manifest_path(root().join("Cargo.toml"))
            .no_deps()
            .exec()
            .map_err(|error| error.to_string())?;
        Ok(Self { paths, target: metadata.target_directory.into_std_path_buf() })
    }

    /// Where a bench is.
    pub(super) fn path(&self, name: &str) -> Result<&Path, String> {
        let path = self.paths.get(name).ok_or_else(|| format!("there is no bench `{name}`"))?;
        Ok(path)
    }

    /// The folder of the package's temporary files: the one that its tests use, too.
    pub(super) fn temporary(&self) -> PathBuf {
        self.target.join("tmp")
    }

    /// Runs a bench and returns its output.
    pub(super) fn run(&self, name: &str, words: &[&str]) -> Result<String, String> {
        run(Command::new(self.path(name)?).args(words))
    }
}

/// Runs a command and returns its output. Its errors are shown.
pub(super) fn run(command: &mut Command) -> Result<String, String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{command:?} could not be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?} ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}
