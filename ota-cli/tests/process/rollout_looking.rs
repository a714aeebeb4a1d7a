//! What is shown of rollouts while they go on and afterwards.

use std::fs;

use ota_emulator::SeedPackageStatus;

use crate::rollout::{START, Work, fleet};

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
