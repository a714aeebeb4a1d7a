//! An explorer, and a script that looks at it in a browser.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use ota_emulator::{Builder, Emulator, embedded_specs};
use ota_explorer::Explorer;
use ota_spec::Spec;
use serde_json::{Value, json};

use crate::npm;

/// What the scripts need.
struct Needed {
    modules: PathBuf,
    /// Where the browser of all tests listens.
    browser: String,
    /// It ends with these tests: that is when its input does.
    _process: Child,
}

fn needed() -> &'static Result<Needed, String> {
    static NEEDED: OnceLock<Result<Needed, String>> = OnceLock::new();
    NEEDED.get_or_init(|| {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let browser = std::env::split_paths(&paths)
            .flat_map(|folder| ["chromium", "chromium-browser"].map(|name| folder.join(name)))
            .find(|path| path.is_file())
            .ok_or("there is no `chromium` in the `PATH`; install it")?;
        let modules = npm::install("browser-node", include_str!("package.json"))?;
        let mut node = Command::new("node");
        node.arg(scripts().join("browser.mjs")).arg(&modules).arg(browser);
        node.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = node.spawn().map_err(|error| format!("node: {error}"))?;
        let mut browser = String::new();
        let said = process.stdout.take().ok_or("node says nothing")?;
        BufReader::new(said).read_line(&mut browser).map_err(|error| error.to_string())?;
        Ok(Needed { modules, browser: browser.trim().to_owned(), _process: process })
    })
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/scripts")
}

/// The embedded specs, read once.
pub(crate) fn specs() -> Spec {
    static SPECS: OnceLock<Spec> = OnceLock::new();
    SPECS.get_or_init(|| embedded_specs().unwrap()).clone()
}

/// An explorer of the embedded specs with this emulator.
pub(crate) async fn beside(emulator: Builder) -> Explorer {
    let emulator = emulator.specs(specs()).without_quota().start().await.unwrap();
    Explorer::builder(specs()).emulator(emulator).start().await.unwrap()
}

/// An explorer of the embedded specs with the sample fleet in an emulator whose devices stand still.
pub(crate) async fn sample() -> Explorer {
    beside(Emulator::builder()).await
}

/// Runs a script against an explorer, with what it is given.
pub(crate) fn run(script: &str, explorer: &Explorer, given: &Value) {
    let needed = needed().as_ref().map_err(Clone::clone);
    let Some(Needed { modules, browser, .. }) = npm::or_skip(script, &needed) else { return };
    let input = json!({
        "modules": modules, "browser": browser, "address": explorer.address(), "given": given,
    });
    let done = tokio::task::block_in_place(|| {
        let mut node = Command::new("node");
        node.arg(scripts().join(script).with_extension("mjs"));
        node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = node.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&said));
}
