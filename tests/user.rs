//! A user's crate with specs of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A user's crate in a folder of its own.
pub(crate) struct User {
    folder: tempfile::TempDir,
}

impl User {
    /// A crate with the specs of a fixture.
    pub(crate) fn new(fixture: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let user = Self { folder: tempfile::tempdir().unwrap() };
        let sdk = root.join("ota-api");
        let sdk = sdk.to_str().unwrap().replace('\\', "/");
        user.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"user\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\nota-api = {{ path = \"{sdk}\" }}\n\n[workspace]\n"
            ),
        );
        // The same versions as everywhere else, so that nothing has to be fetched.
        fs::copy(root.join("Cargo.lock"), user.path("Cargo.lock")).unwrap();
        user.write("build.rs", "fn main() { println!(\"cargo::rerun-if-changed=specs/ops\"); }\n");
        user.write("src/lib.rs", "//! A user.\n\nota_api::operations!(\"specs\");\n");
        let specs = root.join("tests/fixtures").join(fixture);
        for folder in ["", "ops/"] {
            for entry in fs::read_dir(specs.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let name = path.file_name().unwrap().to_str().unwrap();
                    user.write(
                        &format!("specs/{folder}{name}"),
                        &fs::read_to_string(&path).unwrap(),
                    );
                }
            }
        }
        user
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs cargo in the crate and returns both output streams; it has to succeed.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> (String, String) {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("user");
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTDOCFLAGS")
            .output()
            .unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{stderr}\n{stdout}");
        (stdout, stderr)
    }
}
