//! The report of a rollout in a real browser. Without Chromium, Node.js or network the test says so and passes; where `CI` is set
//! it fails.

use std::path::{Path, PathBuf};
use std::process::Command;

use ota_emulator::SeedPackageStatus;

use crate::npm;
use crate::rollout::{START, Work, fleet};

/// The browser, and the folder with what drives it.
fn needed() -> Result<(PathBuf, PathBuf), String> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let browser = std::env::split_paths(&paths)
        .flat_map(|folder| ["chromium", "chromium-browser"].map(|name| folder.join(name)))
        .find(|path| path.is_file())
        .ok_or("there is no `chromium` in the `PATH`; install it")?;
    let wanted = include_str!("../../../ota-explorer/tests/browser/package.json");
    Ok((browser, npm::install("browser-node", wanted)?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_for_everybody_and_asks_for_nothing() {
    let Some((browser, modules)) = npm::or_skip("report_browser", &needed()) else { return };
    let emulator = fleet(0.3, SeedPackageStatus::Verified).await;
    let name = "<img src=x onerror=alert(1)>";
    let plan = "[package]\nfirmware-id = \"fw2\"\n[limits]\nfailures = 1000\n\
        [[wave]]\nname = \"<script>alert(2)</script>\"\npercent = 10\napproval = true\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    assert_eq!(work.ota(&START).exit, 10);
    work.ota(&["approve", "r1", "--by", name]).done();
    work.ota(&["report", "r1", "--out", "report.html"]).done();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/report_browser.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(modules).arg(browser);
    node.arg(format!("file://{}", work.folder.path().join("report.html").display()));
    let done = tokio::task::block_in_place(|| node.output().unwrap());
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&said));
}
