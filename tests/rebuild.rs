//! Editing, adding and removing a spec rebuild the crate that expands the folder, and nothing else
//! does: shown on a user's crate, by what cargo says it compiled.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A user's crate in a folder of its own.
struct User {
    folder: tempfile::TempDir,
}

impl User {
    fn new() -> Self {
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
        for name in ["service.json", "types.json", "errors.json", "ops/Ping.json"] {
            let text = fs::read_to_string(root.join("tests/fixtures/minimal").join(name)).unwrap();
            user.write(&format!("specs/{name}"), &text);
        }
        user
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Checks the crate and gives the libraries that were compiled for it.
    fn compiled(&self) -> Vec<String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild");
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--message-format=json", "--quiet"])
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}\n{stdout}");
        let messages = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let compiled = messages.filter(|message| {
            message["reason"] == "compiler-artifact"
                && message["fresh"] == false
                && message["target"]["kind"][0] != "custom-build"
        });
        compiled.map(|message| message["target"]["name"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_change_to_the_spec_folder_rebuilds_its_crate_alone() {
    let user = User::new();
    let ping = fs::read_to_string(user.path("specs/ops/Ping.json")).unwrap();
    user.compiled();
    assert!(user.compiled().is_empty(), "nothing changed");

    user.write("specs/ops/Ping.json", &ping.replace("Answers.", "Answers at once."));
    assert_eq!(user.compiled(), ["user"], "a spec was edited");
    assert!(user.compiled().is_empty());

    let types = r#"{ "types": [ { "name": "BoxId", "type": "Id", "doc": "A box." } ] }"#;
    user.write("specs/types.json", types);
    assert_eq!(user.compiled(), ["user"], "the shared types were edited");
    assert!(user.compiled().is_empty());

    user.write("specs/ops/Pong.json", &ping.replace("\"Ping\"", "\"Pong\""));
    let uses =
        "//! A user.\n\nota_api::operations!(\"specs\");\n\n/// Uses it.\npub type Added = Pong;\n";
    assert_eq!(user.compiled(), ["user"], "a spec was added");
    user.write("src/lib.rs", uses);
    assert_eq!(user.compiled(), ["user"], "the added operation is there");
    user.write("src/lib.rs", "//! A user.\n\nota_api::operations!(\"specs\");\n");
    user.compiled();

    fs::remove_file(user.path("specs/ops/Pong.json")).unwrap();
    assert_eq!(user.compiled(), ["user"], "a spec was removed");
    assert!(user.compiled().is_empty());

    user.write("specs/README.md", "Nothing to do with the code.\n");
    assert!(user.compiled().is_empty(), "a file that is no spec was added");
}
