//! Runs `ota` and keeps what it said.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use ota_emulator::Emulator;
use tempfile::TempDir;

/// The exit code and output of a finished process.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The output, if it worked and nothing was said on standard error.
    pub(crate) fn done(self) -> String {
        assert_eq!((self.exit, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// The message, if it failed with this exit code and printed nothing.
    pub(crate) fn failed(self, exit: i32) -> String {
        assert_eq!((self.exit, self.out.as_str()), (exit, ""), "{}", self.err);
        self.err
    }
}

/// A process without any setting of its surroundings: no home folder, and no instance that it could be.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ota"));
    command.args(words).env_clear().stdin(Stdio::null());
    // What fails is told at once, unless a test is about that.
    command.env("OTA_ATTEMPTS", "1");
    command.env("HOME", "/nowhere").env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    command
}

/// Runs it to the end.
pub(crate) fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        exit: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs `ota` with these words and no settings.
pub(crate) fn ota(words: &[&str]) -> Ran {
    run(&mut command(words))
}

/// Runs `ota` with these words, with the settings for an endpoint and the key of emulators.
pub(crate) fn ota_at(endpoint: &str, words: &[&str]) -> Ran {
    run(command(words)
        .env("OTA_ENDPOINT_URL", endpoint)
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"))
}

/// Runs `ota` against an emulator.
pub(crate) fn ota_on(emulator: &Emulator, words: &[&str]) -> Ran {
    ota_at(emulator.endpoint(), words)
}

/// Runs `ota` with something on standard input.
pub(crate) fn ota_reading(words: &[&str], input: &str) -> Ran {
    let mut command = command(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Ran {
        exit: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The JSON that was printed.
pub(crate) fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A copy of the specs of the repository.
pub(crate) fn copy_of_specs() -> TempDir {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let copy = TempDir::new().unwrap();
    fs::create_dir(copy.path().join("ops")).unwrap();
    for folder in ["", "ops"] {
        for entry in fs::read_dir(specs.join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                let target = copy.path().join(folder).join(entry.file_name());
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    copy
}

/// A copy of the specs of the repository with one more operation, `RetireOTAFirmware`: the file of
/// `DeleteOTAFirmware` under another name.
pub(crate) fn specs_with_one_more() -> TempDir {
    let copy = copy_of_specs();
    let ops = copy.path().join("ops");
    let known = fs::read_to_string(ops.join("DeleteOTAFirmware.json")).unwrap();
    let new = known.replace("DeleteOTAFirmware", "RetireOTAFirmware");
    let new = new.replace("firmware delete", "firmware retire");
    fs::write(ops.join("RetireOTAFirmware.json"), new).unwrap();
    copy
}
