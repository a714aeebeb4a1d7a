//! `CreateOTADynamicUpgradeJob` and `CancelOTAStrategyByJob`.

use ota_emulator::{Emulator, JobStatus, TaskStatus};

use crate::rollout::{create, devices, done, fleet, id, pass, refused, status, task_id, tasks};

const ACTION: &str = "CreateOTADynamicUpgradeJob";
const CANCEL: &str = "CancelOTAStrategyByJob";

async fn dynamic(emulator: &Emulator, package: &str, more: &[(&str, &str)]) -> String {
    id(&done(emulator, ACTION, &with(package, more)).await)
}

fn with<'a>(package: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [("ProductKey", "p"), ("FirmwareId", package)].into_iter().chain(more.iter().copied()).collect()
}

const OLD: [(&str, &str); 1] = [("SrcVersion.1", "0.9")];
const USUAL: [(&str, &str); 1] = [("SrcVersion.1", "1.0.0")];
const MOVING: [(&str, &str); 2] = [("GroupId", "moving"), ("GroupType", "LINK_PLATFORM_DYNAMIC")];

#[tokio::test]
async fn devices_that_match_join_at_once() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "full", &OLD).await;
    assert_eq!(devices(&emulator, &job), "g");
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
    pass(&emulator, 60);
    assert_eq!(tasks(&emulator, &job), [("g".to_owned(), TaskStatus::Succeeded)]);
    // It waits for more.
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
}

#[tokio::test]
async fn with_mode_two_only_devices_join_that_report_a_version_later() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "free", &[("SrcVersion.1", "2.0.0"), ("DynamicMode", "2")]).await;
    assert_eq!(devices(&emulator, &job), "");
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a")];
    create(&emulator, "full", &only).await;
    pass(&emulator, 60);
    // `h` runs 2.0.0 since before the job, and `a` has reported it now.
    assert_eq!(devices(&emulator, &job), "a");
}

#[tokio::test]
async fn a_dynamic_group_can_be_followed() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "full", &MOVING).await;
    // `h` has the version.
    assert_eq!(devices(&emulator, &job), "c");
    for id in ["fixed", "none"] {
        let pairs = with("free", &[("GroupId", id), MOVING[1]]);
        refused(&emulator, ACTION, &pairs, "iot.common.InvalidParam").await;
    }
    // Jobs of one group treat modules and earlier tasks alike.
    for odd in [("MultiModuleMode", "true"), ("OverwriteMode", "2")] {
        let pairs = with("free", &[MOVING[0], MOVING[1], odd]);
        refused(&emulator, ACTION, &pairs, "iot.system.IllegalRequest").await;
    }
    dynamic(&emulator, "free", &MOVING).await;
}

#[tokio::test]
async fn a_package_has_one_running_dynamic_job() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "full", &OLD).await;
    refused(&emulator, ACTION, &with("full", &USUAL), "iot.system.IllegalRequest").await;
    dynamic(&emulator, "free", &USUAL).await;
    done(&emulator, CANCEL, &[("JobId", &job)]).await;
    dynamic(&emulator, "full", &USUAL).await;
}

#[tokio::test]
async fn versions_of_a_differential_package_are_the_one_it_starts_from() {
    let emulator = fleet().await;
    refused(&emulator, ACTION, &with("difference", &USUAL), "iot.common.InvalidParam").await;
    let job = dynamic(&emulator, "difference", &OLD).await;
    assert_eq!(devices(&emulator, &job), "g");
}

#[tokio::test]
async fn a_differential_package_passes_over_devices_of_a_group_on_other_versions() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "difference", &MOVING).await;
    assert_eq!(devices(&emulator, &job), "");
    // Also when one of them reports a version later.
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "c")];
    create(&emulator, "full", &only).await;
    pass(&emulator, 60);
    assert_eq!(devices(&emulator, &job), "");
}

#[tokio::test]
async fn what_does_not_exist_or_is_not_verified_is_refused() {
    let emulator = fleet().await;
    for (name, value, code) in [
        ("ProductKey", "nothing", "iot.prod.NotExistedProduct"),
        ("FirmwareId", "nothing", "iot.ota.FirmwareNotFound"),
        ("FirmwareId", "other", "iot.ota.FirmwareNotFound"),
        ("FirmwareId", "new", "iot.system.IllegalRequest"),
    ] {
        refused(&emulator, ACTION, &with("full", &[OLD[0], (name, value)]), code).await;
    }
    // A job follows versions or a group; the spec says so.
    for pairs in [with("full", &[]), with("full", &[OLD[0], MOVING[0], MOVING[1]])] {
        refused(&emulator, ACTION, &pairs, "iot.common.InvalidFormattedParameter").await;
    }
}

#[tokio::test]
async fn a_cancelled_strategy_takes_no_more_devices_and_its_tasks_go_on() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "free", &[("SrcVersion.1", "2.0.0")]).await;
    assert_eq!(tasks(&emulator, &job), [("h".to_owned(), TaskStatus::Queued)]);
    done(&emulator, CANCEL, &[("JobId", &job)]).await;
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
    assert_eq!(tasks(&emulator, &job), [("h".to_owned(), TaskStatus::Queued)]);
    let shown = done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await;
    // A second call finds nothing to do.
    pass(&emulator, 60);
    done(&emulator, CANCEL, &[("JobId", &job)]).await;
    assert_eq!(done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await["Data"], shown["Data"]);
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a")];
    create(&emulator, "full", &only).await;
    pass(&emulator, 60);
    assert_eq!(tasks(&emulator, &job), [("h".to_owned(), TaskStatus::Succeeded)]);
}

#[tokio::test]
async fn a_task_is_carried_out_again_while_the_strategy_stays_cancelled() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, "full", &OLD).await;
    done(&emulator, CANCEL, &[("JobId", &job)]).await;
    let queued = [("JobId", job.as_str()), ("CancelQueuedTask", "true")];
    done(&emulator, "CancelOTATaskByJob", &queued).await;
    assert_eq!(tasks(&emulator, &job), [("g".to_owned(), TaskStatus::Canceled)]);
    let task = task_id(&emulator, &job, "g");
    done(&emulator, "ReupgradeOTATask", &[("JobId", &job), ("TaskId.1", &task)]).await;
    pass(&emulator, 60);
    assert_eq!(tasks(&emulator, &job), [("g".to_owned(), TaskStatus::Succeeded)]);
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
}

#[tokio::test]
async fn only_dynamic_jobs_have_a_strategy() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    for id in [job.as_str(), "nothing"] {
        refused(&emulator, CANCEL, &[("JobId", id)], "iot.system.IllegalRequest").await;
    }
}
