//! Python packages for the tests that need some, and the official signatures against ours.
//!
//! They are installed from PyPI into a virtual environment of the tests' own. Without network that
//! fails, and the tests say so on standard error and pass; where `CI` is set they fail.

#[cfg(unix)]
mod chain;
mod rollout;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use ota_api::sign::{Format, Scheme, Unsigned};
use ota_api::{Credentials, Method};
use serde_json::Value;

/// How many random requests are signed by both sides.
const SIGNATURES: usize = 1000;

/// The Python with the packages of `requirements.txt`, or why there is none.
fn python() -> &'static Result<PathBuf, String> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official-client");
        let python = folder.join("bin/python");
        let wanted = include_str!("../interop/requirements.txt");
        let installed = folder.join("installed.txt");
        if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
            return Ok(python);
        }
        let requirements = script("requirements.txt");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--no-compile", "-r"])
            .arg(requirements))?;
        std::fs::write(installed, wanted).map_err(|error| error.to_string())?;
        Ok(python)
    })
}

/// A file of `interop`.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(name)
}

/// Runs a command and returns its output.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    run_with(command, "")
}

/// Runs a command that reads its standard input to the end before it prints anything, and returns its output.
pub(crate) fn run_with(command: &mut Command, input: &str) -> Result<String, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    // A command that ends early says why on standard error.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// The Python to use; `None` after saying loudly why there is none.
pub(crate) fn python_or_skip(test: &str) -> Option<&'static Path> {
    match python() {
        Ok(python) => Some(python),
        Err(reason) if std::env::var_os("CI").is_some() => panic!("{reason}"),
        Err(reason) => {
            // Not by a macro: the test runner would swallow it.
            let message = format!("\nSKIPPED {test}: no packages from PyPI: {reason}\n");
            std::io::stderr().write_all(message.as_bytes()).unwrap();
            None
        }
    }
}

/// Lines of JSON.
pub(crate) fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn random_requests_get_the_signatures_of_the_official_library() {
    compare_signatures(SIGNATURES, 7);
}

/// `cargo test -p ota-tests --test it -- --ignored ten_thousand_random_requests`.
#[test]
#[ignore = "takes longer than it tells more"]
fn ten_thousand_random_requests_get_the_signatures_of_the_official_library() {
    compare_signatures(10_000, 8);
}

fn compare_signatures(count: usize, seed: u32) {
    let Some(python) = python_or_skip("official signatures") else { return };
    let mut command = Command::new(python);
    command.arg(script("official_signatures.py")).args([count.to_string(), seed.to_string()]);
    let requests = lines(&run(&mut command).unwrap());
    assert_eq!(requests.len(), count);
    for request in &requests {
        let text = |key: &str| request[key].as_str().unwrap();
        let mut credentials = Credentials::new(text("key_id"), text("key_secret"));
        if let Some(token) = request["security_token"].as_str() {
            credentials = credentials.with_security_token(token);
        }
        let query = request["query"].as_object().unwrap();
        let signed = Unsigned {
            scheme: if text("scheme") == "V1" { Scheme::V1 } else { Scheme::V3 },
            method: if text("method") == "GET" { Method::Get } else { Method::Post },
            host: text("host"),
            action: text("action"),
            version: text("version"),
            timestamp: text("timestamp"),
            nonce: text("nonce"),
            region: None,
            format: Format::Json,
            credentials: &credentials,
            body: None,
        }
        .sign(query.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())));
        assert_eq!(signed.signature(), text("expected"), "{request}");
    }
}
