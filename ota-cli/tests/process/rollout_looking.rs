//! What is shown of rollouts while they go on and afterwards.

use std::fs;

use nix::sys::signal::Signal;
use ota_emulator::SeedPackageStatus;

use crate::rollout::{START, Work, fleet};
use crate::support::{command, json, run};
use crate::terminal::Terminal;

const TWO_WAVES: &str = "[package]\nfirmware-id = \"fw2\"\n[limits]\nfailures = 1000\n\
    [[wave]]\nname = \"some\"\npercent = 10\napproval = true\n[[wave]]\nname = \"rest\"\nall-remaining = true";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_tells_who_approved_and_what_became_of_each_device() {
    let emulator = fleet(0.3, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, TWO_WAVES);
    assert_eq!(work.ota(&START).exit, 10);
    // A report can be made while the rollout goes on.
    let early = work.ota(&["report", "r1"]).done();
    assert!(early.contains("waiting for approval"), "{early}");
    work.ota(&["approve", "r1", "--by", "kim <kim@example.com>"]).done();
    let path = work.folder.path().join("report.html");
    let dry = work.ota(&["report", "r1", "--out", "report.html", "--dry-run"]).done();
    assert!(dry.contains("would be written") && !path.exists(), "{dry}");
    let said = work.ota(&["report", "r1", "--out", "report.html"]).done();
    assert_eq!(said, "report of rollout `r1` in `report.html`\n");
    let html = fs::read_to_string(&path).unwrap();
    let approved = "kim &#60;kim@example.com&#62;";
    assert_eq!(html.matches(approved).count(), 3, "the wave, the order and the log");
    assert!(html.contains("device reported -1: update failed"));
    assert!(html.contains("The device could not install the update."));
    for tasks in emulator.tasks() {
        assert!(html.contains(&format!(">{}</th>", tasks.device_name)), "{}", tasks.device_name);
    }
    // It does not take the place of anything else.
    let refused = work.ota(&["report", "r1", "--out", "plan.toml"]).failed(2);
    assert!(refused.contains("is no report"), "{refused}");
    let unknown = work.ota(&["report", "r2"]).failed(2);
    assert!(unknown.contains("no rollout `r2`"), "{unknown}");
}

/// What gives the screen of a terminal back, and shows its cursor.
const BACK: [&str; 2] = ["\u{1b}[?1049l", "\u{1b}[?25h"];

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_is_watched_and_approved_on_the_whole_screen() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, TWO_WAVES);
    assert_eq!(work.ota(&START).exit, 10);
    let mut terminal = Terminal::start(work.command(&["watch", "r1", "--by", "kim"]));
    terminal.until("waiting for approval");
    assert!(!terminal.is_as_before(), "keys are read one by one");
    // No order without a yes.
    terminal.types("a");
    terminal.until("Go on?");
    terminal.types("n");
    terminal.until("nothing was noted");
    terminal.types("a");
    terminal.until("Go on?");
    terminal.types("y");
    terminal.until("noted; nothing is at work on it");
    terminal.types("q");
    assert_eq!(terminal.ends(), Some(0));
    assert!(BACK.iter().all(|part| terminal.seen.contains(part)), "{:?}", terminal.seen);
    assert!(terminal.is_as_before());
    // Whoever goes on with the rollout follows the order.
    work.ota(&["resume", "r1"]).done();
    let report = work.ota(&["report", "r1"]).done();
    assert!(report.contains("<td>go on after its wave</td><td>kim</td>"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_is_as_before_however_a_watch_ends() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, TWO_WAVES);
    assert_eq!(work.ota(&START).exit, 10);
    let ways: [&dyn Fn(&mut Terminal); 3] = [
        &|terminal| terminal.types("\u{3}"),
        &|terminal| terminal.stop(Signal::SIGINT),
        &|terminal| terminal.stop(Signal::SIGTERM),
    ];
    for (number, end) in ways.iter().enumerate() {
        let mut terminal = Terminal::start(work.command(&["watch", "r1"]));
        terminal.until("waiting for approval");
        end(&mut terminal);
        assert_eq!(terminal.ends(), Some(0), "{number}");
        assert!(BACK.iter().all(|part| terminal.seen.contains(part)), "{number}");
        assert!(terminal.is_as_before(), "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_safety_policy_goes_for_keys_as_well() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, TWO_WAVES);
    assert_eq!(work.ota(&START).exit, 10);
    let policy = work.folder.path().join("policy.toml");
    fs::write(&policy, "[[rule]]\noperations = [\"rollout approve\"]\naction = \"deny\"\n")
        .unwrap();
    let mut command = work.command(&["watch", "r1", "--yes"]);
    command.env("OTA_POLICY", &policy);
    let mut terminal = Terminal::start(command);
    terminal.until("waiting for approval");
    terminal.types("a");
    terminal.until("denied");
    terminal.types("q");
    assert_eq!(terminal.ends(), Some(0));
    assert_eq!(work.ota(&["resume", "r1"]).exit, 10, "it was not approved");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_a_watch_writes_lines_until_the_rollout_is_over() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, TWO_WAVES);
    assert_eq!(work.ota(&START).exit, 10);
    let (mut child, mut lines) = work.spawn(&["watch", "r1"]);
    assert!(lines.any(|line| line.contains("waits: wave 1 is through")));
    work.ota(&["approve", "r1"]).done();
    let last = lines.last().unwrap();
    assert!(last.ends_with("  done"), "{last}");
    assert!(child.wait().unwrap().success());
    let events = work.ota(&["watch", "r1", "--output", "json"]).done();
    let events: Vec<serde_json::Value> = events.lines().map(json).collect();
    assert_eq!(
        (&events[0]["event"], &events[events.len() - 1]["event"]),
        (&"planned".into(), &"ended".into())
    );
    let unknown = work.ota(&["watch", "r2"]).failed(2);
    assert!(unknown.contains("no rollout `r2`"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_uploads_and_waves_have_a_bar() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let package = "[package]\nfile = \"lamp.bin\"\nname = \"lamp\"\nversion = \"3.0.0\"\n";
    let work =
        Work::new(&emulator, &format!("{package}[[wave]]\nname = \"all\"\nall-remaining = true"));
    fs::write(work.folder.path().join("lamp.bin"), "a lamp").unwrap();
    let mut terminal = Terminal::start(work.command(&START));
    assert_eq!(terminal.ends(), Some(0), "{}", terminal.seen);
    assert!(
        terminal.seen.contains("\rlamp.bin [########################] 100 %"),
        "{}",
        terminal.seen
    );
    assert!(terminal.seen.contains("\rwave 1 (all) ["), "{}", terminal.seen);
    // The bar has the numbers, and is gone at the end.
    assert!(!terminal.seen.contains("wave 1 of 1: 300 updated"), "{}", terminal.seen);
    assert!(terminal.seen.trim_end().ends_with("done"), "{}", terminal.seen);
}

#[test]
fn a_wrong_name_of_the_file_of_rollouts_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |words: &[&str]| {
        let words = [&["rollout"], words, &["--store", "wrong.db"]].concat();
        run(command(&words).current_dir(folder.path()))
    };
    for name in ["report", "watch", "status", "pause", "resume", "approve", "abort", "retry-failed"]
    {
        let error = in_folder(&[name, "r1"]).failed(2);
        assert!(error.contains("there is no file of rollouts `wrong.db`"), "{name}: {error}");
    }
    let back = in_folder(&["rollback", "r1", "--firmware-id", "fw1"]).failed(2);
    assert!(back.contains("there is no file"), "{back}");
    assert!(in_folder(&["status"]).done().starts_with("no rollouts"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
