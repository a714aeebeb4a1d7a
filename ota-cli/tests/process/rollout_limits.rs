//! What a rollout must not do: go on after its end, change what it only reads, go around the safety policy.

use std::fs;
use std::process::Stdio;

use ota_emulator::SeedPackageStatus;

use crate::rollout::{START, Work, fleet};
use crate::support::run;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_noted_for_a_rollout_that_is_over() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    work.ota(&START).done();
    let file = work.folder.path().join("ota-rollouts.db");
    let before = (fs::read(&file).unwrap(), work.ota(&["status", "r1"]).done());
    for order in ["pause", "resume", "approve", "retry-failed", "abort"] {
        let message = work.ota(&[order, "r1", "--yes"]).failed(2);
        assert!(message.contains("rollout `r1` is over: it is done"), "{message}");
    }
    let after = (fs::read(&file).unwrap(), work.ota(&["status", "r1"]).done());
    assert!(before == after, "{} {}", before.1, after.1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_safety_policy_goes_for_all_that_a_plan_does() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let work = Work::new(
        &emulator,
        "[package]\nfile = \"fw.bin\"\nname = \"lamp\"\nversion = \"3\"\n[verify]\ndevices = [\"device1\"]\n\
         [limits]\nmost-offline = 10\n[[wave]]\nall-remaining = true",
    );
    fs::write(work.folder.path().join("fw.bin"), "firmware").unwrap();
    let policy = work.folder.path().join("policy.toml");
    for action in
        ["GenerateOTAUploadURL", "CreateOTAFirmware", "CreateOTAVerifyJob", "ConfirmOTATask"]
    {
        fs::write(&policy, format!("[[rule]]\noperations = [\"{action}\"]\naction = \"deny\"\n"))
            .unwrap();
        let denied = run(work.command(&START).env("OTA_POLICY", &policy)).failed(4);
        assert!(denied.contains("policy"), "{denied}");
    }
    assert!(emulator.ledger().is_empty());
    assert!(!work.folder.path().join("ota-rollouts.db").exists());
}

/// A fleet of which half fails, and a plan whose only wave is stopped before all are told.
const STOPS: &str = "[package]\nfirmware-id = \"fw2\"\n[limits]\nfailures = 5\nmost-offline = 20\n[[wave]]\nall-remaining = true";

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_were_left_out_are_no_success() {
    for order in ["resume", "retry-failed"] {
        let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
        let work = Work::new(&emulator, STOPS);
        let stopped = work.ota(&START);
        assert_eq!(stopped.exit, 11, "{stopped:?}");
        assert!(stopped.err.contains("more were not told, and are left out"), "{stopped:?}");
        let mut ran = work.ota(&[order, "r1", "--yes"]);
        // Those that fail once more are gone on without.
        while ran.exit == 11 {
            ran = work.ota(&["resume", "r1", "--yes"]);
        }
        assert_eq!(ran.exit, 16, "{ran:?}");
        assert!(
            ran.err.contains("devices were left out") && ran.out.contains("left out"),
            "{ran:?}"
        );
        let status = work.ota(&["status", "r1"]).done();
        assert!(
            status.starts_with("rollout `r1`: done, ") && status.contains(" left out"),
            "{status}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_were_left_out_are_in_a_later_wave_of_all_that_are_left() {
    let waves = "[[wave]]\npercent = 50\n[[wave]]\nall-remaining = true\nfailures = \"100%\"";
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, &STOPS.replace("[[wave]]\nall-remaining = true", waves));
    assert_eq!(work.ota(&START).exit, 11);
    work.ota(&["resume", "r1", "--yes"]).done();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_begins_when_the_way_there_is_over() {
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, STOPS);
    assert_eq!(work.ota(&START).exit, 11);
    let back = ["rollback", "r1", "--firmware-id", "fw1", "--yes"];
    let before = emulator.ledger().len();
    let refused = work.ota(&back).failed(2);
    assert!(refused.contains("`ota rollout abort r1`"), "{refused}");
    assert_eq!(emulator.ledger().len(), before);
    assert_eq!(work.ota(&["abort", "r1", "--yes"]).exit, 12);
    let same = work.ota(&["rollback", "r1", "--firmware-id", "fw2", "--yes"]).failed(2);
    assert!(same.contains("`fw2` is what rollout `r1` has installed"), "{same}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_changes_nothing_is_refused() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\npercent = 10\nsoak = \"1h\"\napproval = true\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    let (mut child, mut lines) = work.spawn(&START);
    assert!(lines.any(|line| line.starts_with("wave 1: left alone until ")));
    for (order, said) in
        [("approve", "waits for no approval"), ("retry-failed", "has no wave that")]
    {
        let refused = work.ota(&[order, "r1"]).failed(2);
        assert!(refused.contains(said) && refused.contains("nothing was noted"), "{refused}");
    }
    work.ota(&["pause", "r1"]).done();
    let again = work.ota(&["pause", "r1"]).failed(2);
    assert!(again.contains("is paused already"), "{again}");
    // Whoever looks knows whether somebody is at work.
    let absent = "no controller is at work on it; `ota rollout resume r1` goes on";
    assert!(!work.ota(&["status", "r1"]).done().contains(absent));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(work.ota(&["status", "r1"]).done().contains(absent));
    let status = crate::support::json(&work.ota(&["status", "r1", "--output", "json"]).done());
    assert!(status["controller"].is_null(), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stands_by_overrules_nothing() {
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, STOPS);
    let (mut first, mut lines) = work.spawn(&START);
    assert!(lines.any(|line| line.starts_with("wave 1 of 1: started job")));
    let standby = work.ota(&["resume", "r1", "--standby"]);
    assert_eq!(first.wait().unwrap().code(), Some(11));
    // It has seen the same, and nobody has spoken.
    assert_eq!(standby.exit, 11, "{standby:?}");
    assert!(!standby.out.contains("wants it to"), "{standby:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_followed_while_the_program_of_a_gate_runs() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\npercent = 10\ngate-command = [\"sleep\", \"1000\"]\n\
                [[wave]]\nall-remaining = true";
    for (order, exit) in [("pause", 14), ("abort", 12)] {
        let emulator = if order == "pause" {
            &emulator
        } else {
            &fleet(0.0, SeedPackageStatus::Verified).await
        };
        let work = Work::new(emulator, plan);
        let (mut child, mut lines) = work.spawn(&START);
        assert!(lines.any(|line| line == "wave 1: its program is asked"));
        work.ota(&[order, "r1", "--yes"]).done();
        assert_eq!(child.wait().unwrap().code(), Some(exit), "{order}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_noted_where_the_rollout_cannot_be_carried_out() {
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, STOPS);
    assert_eq!(work.ota(&START).exit, 11);
    let mut lost = work.command(&["abort", "r1", "--yes"]);
    run(lost.env_remove("OTA_ENDPOINT_URL")).failed(2);
    // Had it been noted, this would end it.
    let ran = work.ota(&["resume", "r1", "--yes"]);
    assert_ne!(ran.exit, 12, "{ran:?}");
    // A file that is not there is said before anything is begun.
    let plan = "[package]\nfile = \"gone.bin\"\nname = \"n\"\nversion = \"9\"\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    let refused = work.ota(&START).failed(2);
    assert!(refused.contains("`gone.bin` cannot be read"), "{refused}");
    assert!(!work.folder.path().join("ota-rollouts.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_holds_when_nobody_reads_along() {
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let work = Work::new(&emulator, STOPS);
    let mut child = work.command(&START);
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(11));
}
