//! What a rollout must not do: go on after its end, change what it only reads, go around the safety policy.

use std::fs;

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
