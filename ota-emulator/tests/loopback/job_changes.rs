//! `UpdateOTAJob`.

use ota_emulator::Emulator;
use serde_json::Value;

use crate::rollout::{create, devices, done, fleet, id, in_minutes, pass, refused};

const ACTION: &str = "UpdateOTAJob";

fn with<'a>(job: &'a str, kind: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fixed = [
        ("JobId", job),
        ("MaximumPerMinute", "77"),
        ("TargetSelection", "ALL"),
        ("UpgradeType", kind),
    ];
    fixed.into_iter().chain(more.iter().copied()).collect()
}

async fn shown(emulator: &Emulator, job: &str) -> Value {
    done(emulator, "QueryOTAJob", &[("JobId", job)]).await["Data"].clone()
}

const TAG: [(&str, &str); 2] = [("Tag.1.Key", "k"), ("Tag.1.Value", "v")];

async fn dynamic(emulator: &Emulator, more: &[(&str, &str)]) -> String {
    let mut pairs = vec![("ProductKey", "p"), ("FirmwareId", "full")];
    pairs.extend(more);
    id(&done(emulator, "CreateOTADynamicUpgradeJob", &pairs).await)
}

#[tokio::test]
async fn labels_that_are_not_sent_again_are_gone() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &TAG).await;
    let tags = [("Tags.1.Key", "x"), ("Tags.1.Value", "y")];
    done(&emulator, ACTION, &with(&job, "STATIC", &tags)).await;
    assert_eq!(emulator.jobs()[0].tags, [("x".to_owned(), "y".to_owned())]);
    done(&emulator, ACTION, &with(&job, "STATIC", &[])).await;
    assert_eq!(emulator.jobs()[0].tags, []);
    assert_eq!(shown(&emulator, &job).await["MaximumPerMinute"], 77);
}

#[tokio::test]
async fn what_a_static_job_would_ignore_is_refused() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[("TimeoutInMinutes", "60")]).await;
    for more in [("TimeoutInMinutes", "90"), ("SrcVersionList.1", "0.9")] {
        let pairs = with(&job, "STATIC", &[more]);
        refused(&emulator, ACTION, &pairs, "iot.common.InvalidFormattedParameter").await;
    }
    let shown = shown(&emulator, &job).await;
    assert_eq!(shown["TimeoutInMinutes"], 60);
    assert_eq!(shown.get("SrcVersions"), None);
}

#[tokio::test]
async fn a_dynamic_job_takes_a_timeout_and_versions() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, &[("SrcVersion.1", "0.8")]).await;
    assert_eq!(devices(&emulator, &job), "");
    let more = [("TimeoutInMinutes", "90"), ("SrcVersionList.1", "0.9")];
    done(&emulator, ACTION, &with(&job, "DYNAMIC", &more)).await;
    let changed = shown(&emulator, &job).await;
    assert_eq!(changed["TimeoutInMinutes"], 90);
    assert_eq!(changed["SrcVersions"]["SrcVersion"], serde_json::json!(["0.9"]));
    // Devices that match now join, and what is not sent stays.
    assert_eq!(devices(&emulator, &job), "g");
    done(&emulator, ACTION, &with(&job, "DYNAMIC", &[])).await;
    assert_eq!(shown(&emulator, &job).await, changed);
}

#[tokio::test]
async fn a_timeout_stays_above_the_retry_interval() {
    let emulator = fleet().await;
    let retry = [("SrcVersion.1", "0.9"), ("RetryInterval", "30"), ("RetryCount", "2")];
    let job = dynamic(&emulator, &retry).await;
    let more = with(&job, "DYNAMIC", &[("TimeoutInMinutes", "30")]);
    refused(&emulator, ACTION, &more, "iot.check.ParameterIsNotLessThanMax").await;
    done(&emulator, ACTION, &with(&job, "DYNAMIC", &[("TimeoutInMinutes", "31")])).await;
}

#[tokio::test]
async fn versions_of_a_differential_package_stay_those_it_starts_from() {
    let emulator = fleet().await;
    let job = dynamic(&emulator, &[("FirmwareId", "difference"), ("SrcVersion.1", "0.9")]).await;
    let more = with(&job, "DYNAMIC", &[("SrcVersionList.1", "1.0.0")]);
    refused(&emulator, ACTION, &more, "iot.common.InvalidParam").await;
}

#[tokio::test]
async fn only_running_jobs_are_changed_and_only_as_what_they_are() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &TAG).await;
    for pairs in [
        with("nothing", "STATIC", &[]),
        with(&job, "DYNAMIC", &[]),
        with(&job, "STATIC", &[("TargetSelection", "GRAY")]),
    ] {
        refused(&emulator, ACTION, &pairs, "iot.system.IllegalRequest").await;
    }
    pass(&emulator, 60);
    refused(&emulator, ACTION, &with(&job, "STATIC", &[]), "iot.system.IllegalRequest").await;
    let start = in_minutes(&emulator, 10);
    let planned = create(&emulator, "free", &[("ScheduleTime", &start)]).await;
    refused(&emulator, ACTION, &with(&planned, "STATIC", &[]), "iot.system.IllegalRequest").await;
}
