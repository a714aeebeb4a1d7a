//! `CreateOTAVerifyJob`.

use ota_emulator::{JobStatus, PackageStatus, TaskStatus};

use crate::rollout::{
    FLEET, done, fleet, fleet_of, id, package_status, pass, refused, status, task_id, tasks,
};

const ACTION: &str = "CreateOTAVerifyJob";

fn with<'a>(package: &'a str, device: &'a str) -> [(&'a str, &'a str); 3] {
    [("ProductKey", "p"), ("FirmwareId", package), ("TargetDeviceName.1", device)]
}

#[tokio::test]
async fn a_package_whose_trial_works_is_verified() {
    let emulator = fleet().await;
    for package in ["new", "bad"] {
        let job = id(&done(&emulator, ACTION, &with(package, "a")).await);
        assert_eq!(package_status(&emulator, package), PackageStatus::Verifying);
        assert_eq!(tasks(&emulator, &job), [("a".to_owned(), TaskStatus::Queued)]);
        let shown = done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await;
        assert_eq!(shown["Data"]["JobType"], "VERFIY_FIRMWARE");
        assert_eq!(shown["Data"]["TargetSelection"], "SPECIFIC");
        assert_eq!(shown["Data"]["SelectionType"], "STATIC");
        pass(&emulator, 60);
        assert_eq!(status(&emulator, &job), JobStatus::Completed);
        assert_eq!(package_status(&emulator, package), PackageStatus::Verified);
    }
}

#[tokio::test]
async fn a_package_whose_trial_does_not_work_can_be_tried_again() {
    let failing = FLEET.replace(r#""delay""#, r#""failureRate": 1, "delay""#);
    let emulator = fleet_of(&failing).await;
    done(&emulator, ACTION, &with("new", "a")).await;
    pass(&emulator, 60);
    assert_eq!(package_status(&emulator, "new"), PackageStatus::Failed);
    done(&emulator, ACTION, &with("new", "a")).await;
    assert_eq!(package_status(&emulator, "new"), PackageStatus::Verifying);
}

#[tokio::test]
async fn a_device_that_is_busy_fails_the_trial() {
    let emulator = fleet().await;
    let pairs = [("ProductKey", "p"), ("FirmwareId", "full"), ("TargetSelection", "ALL")];
    done(&emulator, "CreateOTAStaticUpgradeJob", &pairs).await;
    done(&emulator, ACTION, &with("new", "a")).await;
    assert_eq!(package_status(&emulator, "new"), PackageStatus::Failed);
}

#[tokio::test]
async fn trials_that_make_no_sense_are_refused() {
    let emulator = fleet().await;
    for (package, device, code) in [
        ("full", "a", "iot.system.IllegalRequest"),
        ("free", "a", "iot.system.IllegalRequest"),
        ("other", "a", "iot.ota.FirmwareNotFound"),
        ("new", "z", "iot.device.NotExistedDevice"),
    ] {
        refused(&emulator, ACTION, &with(package, device), code).await;
    }
    done(&emulator, ACTION, &with("new", "a")).await;
    refused(&emulator, ACTION, &with("new", "b"), "iot.system.IllegalRequest").await;
}

#[tokio::test]
async fn the_job_of_a_trial_is_left_alone_by_what_is_for_updates() {
    let emulator = fleet().await;
    let job = id(&done(&emulator, ACTION, &with("new", "a")).await);
    let task = task_id(&emulator, &job, "a");
    let update = [
        ("JobId", job.as_str()),
        ("MaximumPerMinute", "10"),
        ("TargetSelection", "SPECIFIC"),
        ("UpgradeType", "STATIC"),
    ];
    let by_job = [("JobId", job.as_str()), ("CancelQueuedTask", "true")];
    let again = [("JobId", job.as_str()), ("TaskId.1", task.as_str())];
    for (action, pairs) in [
        ("UpdateOTAJob", &update[..]),
        ("CancelOTATaskByJob", &by_job),
        ("CancelOTAStrategyByJob", &by_job[..1]),
        ("ReupgradeOTATask", &again),
    ] {
        refused(&emulator, action, pairs, "iot.system.IllegalRequest").await;
    }
}
