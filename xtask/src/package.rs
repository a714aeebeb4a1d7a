//! The crates as their users get them: packed, unpacked outside of the repository, and built there.
//! Nothing is downloaded.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::MetadataCommand;

use crate::command::{root, run, say};

/// Files that every package has.
const FILES: [&str; 4] = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// A program with specs of its own, which calls an operation of the SDK against the emulator.
const MAIN: &str = r#"//! A user of the published crates.
#![deny(warnings, missing_docs)]

/// Operations from specs in this package.
pub mod ping {
    ota_api::operations!("specs");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = ota_emulator::Emulator::start().await?;
    let client = ota_api::Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(ota_api::Credentials::new(emulator.key_id(), emulator.key_secret()))
        .build()?;
    client.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await?;
    let variables = [("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s")];
    let environment = ota_credentials::Environment::fixed(variables);
    let found = ota_credentials::Chain::of(environment).find().await?;
    println!("deleted, and found {}", found.credentials().key_id());
    Ok(())
}
"#;

/// A library whose specs are beside its package.
const LIB: &str = "//! Specs from elsewhere.\n\nota_api::operations!(\"../specs\");\n";

/// Builds everything from packages.
pub(crate) fn check() -> Result<(), String> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    // The dependencies are those that the other steps build.
    let target = root().join(target);
    let place = Place::new()?;
    let crates = published()?;
    pack(root(), &crates, &target)?;
    let mut patch = String::from("[patch.crates-io]\n");
    for (name, version) in &crates {
        let folder = unpack(&target, name, version, &place.0)?;
        if let Some(missing) = FILES.iter().find(|file| !folder.join(file).is_file()) {
            return Err(format!("the package of `{name}` has no `{missing}`"));
        }
        patch.push_str(&format!("{name} = {{ path = {:?} }}\n", folder.display().to_string()));
    }
    place.write(".cargo/config.toml", &patch)?;

    let version = &crates[0].1;
    let user = format!(
        "[package]\nname = \"user\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         ota-api = \"{version}\"\nota-credentials = \"{version}\"\nota-emulator = \"{version}\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
    );
    place.write("user/Cargo.toml", &user)?;
    place.write("user/src/main.rs", MAIN)?;
    copy(&root().join("tests/fixtures/minimal"), &place.0.join("user/specs"))?;
    place.lock("user")?;
    cargo(&["run", "--quiet"], &place.0.join("user"), &target)?;

    packed_without_specs(&place, version, &target)?;

    let cli = place.0.join(format!("ota-cli-{version}"));
    let cli = cli.display().to_string();
    let installed = place.0.join("installed");
    let to = installed.display().to_string();
    cargo(&["install", "--quiet", "--debug", "--path", &cli, "--root", &to], &place.0, &target)?;
    let ota = installed.join("bin/ota").with_extension(std::env::consts::EXE_EXTENSION);
    let mut list = Command::new(ota);
    list.args(["spec", "list"]);
    run(list).map(drop)
}

/// A crate whose specs are not in it builds where it is written and says why its package does not.
fn packed_without_specs(place: &Place, version: &str, target: &Path) -> Result<(), String> {
    let manifest = format!(
        "[package]\nname = \"outsider\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\
         description = \"Specs from elsewhere.\"\nlicense = \"MIT\"\n\n[dependencies]\n\
         ota-api = \"{version}\"\n"
    );
    place.write("outsider/Cargo.toml", &manifest)?;
    place.write("outsider/src/lib.rs", LIB)?;
    copy(&root().join("tests/fixtures/minimal"), &place.0.join("specs"))?;
    place.lock("outsider")?;
    let folder = place.0.join("outsider");
    cargo(&["check", "--quiet"], &folder, target)?;
    pack(&folder, &[("outsider".to_owned(), "1.0.0".to_owned())], target)?;
    // Elsewhere, since the folder beside it here has specs.
    let elsewhere = place.0.join("elsewhere/deep");
    make(&elsewhere)?;
    let folder = unpack(target, "outsider", "1.0.0", &elsewhere)?;
    match cargo(&["check", "--quiet"], &folder, target) {
        Err(said) if said.contains("leads out of the package") => Ok(()),
        Err(said) => Err(format!("a package without its specs fails in another way:\n{said}")),
        Ok(()) => Err("a package without its specs compiles".to_owned()),
    }
}

/// The crates that are published, with their versions.
fn published() -> Result<Vec<(String, String)>, String> {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec();
    let metadata = metadata.map_err(|error| error.to_string())?;
    let members = metadata.workspace_packages().into_iter();
    // An empty list of registries is what `publish = false` says.
    let members =
        members.filter(|package| package.publish.as_ref().is_none_or(|to| !to.is_empty()));
    Ok(members.map(|package| (package.name.to_string(), package.version.to_string())).collect())
}

fn pack(folder: &Path, crates: &[(String, String)], target: &Path) -> Result<(), String> {
    let mut words = vec!["package", "--quiet", "--no-verify", "--allow-dirty"];
    for (name, _) in crates {
        words.extend(["--package", name]);
    }
    cargo(&words, folder, target)
}

/// Unpacks a package into a folder, and returns the folder of the crate there.
fn unpack(target: &Path, name: &str, version: &str, into: &Path) -> Result<PathBuf, String> {
    let file = target.join("package").join(format!("{name}-{version}.crate"));
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(file).arg("-C").arg(into);
    run(tar)?;
    Ok(into.join(format!("{name}-{version}")))
}

/// Runs cargo in a folder without a network; if it fails, its output is the error.
fn cargo(words: &[&str], folder: &Path, target: &Path) -> Result<(), String> {
    say(&format!("$ cargo {}", words.join(" ")));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words).args(["--offline", "--target-dir"]).arg(target).current_dir(folder);
    // Nobody debugs what is built here.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    run(command).map(drop)
}

/// A folder outside of the repository, for as long as this lives.
struct Place(PathBuf);

impl Place {
    fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("ota-packages-{}", std::process::id()));
        make(&folder)?;
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        Ok(Self(folder))
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let file = self.0.join(path);
        file.parent().map_or(Ok(()), make)?;
        fs::write(&file, text).map_err(|error| format!("`{}`: {error}", file.display()))
    }

    /// Lets a crate build with the versions of the repository.
    fn lock(&self, crate_folder: &str) -> Result<(), String> {
        let file = self.0.join(crate_folder).join("Cargo.lock");
        let copied = fs::copy(root().join("Cargo.lock"), &file);
        copied.map(drop).map_err(|error| format!("`{}`: {error}", file.display()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn make(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("`{}`: {error}", folder.display()))
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    make(to)?;
    let failed = |error: std::io::Error| format!("`{}`: {error}", from.display());
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(failed)?;
        }
    }
    Ok(())
}
