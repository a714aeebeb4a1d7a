//! `CreateOTAStaticUpgradeJob`.

use ota_emulator::{JobStatus, TaskStatus};

use crate::rollout::{create, devices, done, fleet, in_minutes, pass, refused, status, tasks};

const ACTION: &str = "CreateOTAStaticUpgradeJob";
const ALL: [(&str, &str); 3] =
    [("ProductKey", "p"), ("FirmwareId", "full"), ("TargetSelection", "ALL")];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    ALL.iter().copied().chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn devices_that_are_up_to_date_are_left_out() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    assert_eq!(devices(&emulator, &job), "abcdefg");
    assert!(tasks(&emulator, &job).iter().all(|(_, status)| *status == TaskStatus::Queued));
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
    pass(&emulator, 60);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
    let next = create(&emulator, "full", &[]).await;
    assert_eq!(
        (devices(&emulator, &next).as_str(), status(&emulator, &next)),
        ("", JobStatus::Completed)
    );
}

#[tokio::test]
async fn versions_choose_among_all_devices() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[("SrcVersion.1", "0.9"), ("SrcVersion.2", "7")]).await;
    assert_eq!(devices(&emulator, &job), "g");
}

#[tokio::test]
async fn a_share_is_rounded_down_and_the_same_every_time() {
    let mut found = Vec::new();
    for _ in 0..2 {
        let emulator = fleet().await;
        let gray = [("TargetSelection", "GRAY"), ("GrayPercent", "50.5")];
        let job = create(&emulator, "full", &gray).await;
        found.push(devices(&emulator, &job));
    }
    // Of seven devices that have not the version.
    assert_eq!(found[0].len(), 3);
    assert_eq!(found[0], found[1]);
    let emulator = fleet().await;
    let one = [("TargetSelection", "GRAY"), ("GrayPercent", "0.001")];
    let job = create(&emulator, "full", &one).await;
    assert_eq!(devices(&emulator, &job).len(), 1);
    let none = [("TargetSelection", "GRAY"), ("GrayPercent", "50"), ("SrcVersion.1", "7")];
    let job = create(&emulator, "free", &none).await;
    assert_eq!(devices(&emulator, &job), "");
}

#[tokio::test]
async fn shares_above_everything_and_of_nothing_are_refused() {
    let emulator = fleet().await;
    for percent in ["0", "0.000", "100.001", "999"] {
        let pairs = with(&[("TargetSelection", "GRAY"), ("GrayPercent", percent)]);
        refused(&emulator, ACTION, &pairs, "iot.common.InvalidParam").await;
    }
}

#[tokio::test]
async fn devices_can_be_named() {
    let emulator = fleet().await;
    let named = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "d")];
    let job =
        create(&emulator, "full", &[&named[..], &[("TargetDeviceName.2", "h")]].concat()).await;
    assert_eq!(devices(&emulator, &job), "d");
    let unknown = [&named[..], &[("TargetDeviceName.2", "z")]].concat();
    refused(&emulator, ACTION, &with(&unknown), "iot.device.NotExistedDevice").await;
}

#[tokio::test]
async fn devices_can_be_named_in_an_uploaded_list() {
    let emulator = fleet().await;
    let list = |url: &'static str| [("TargetSelection", "SPECIFIC"), ("DnListFileUrl", url)];
    let url = "https://somewhere.example/lists/a%20g.csv?signed=1";
    let job = create(&emulator, "full", &list(url)).await;
    assert_eq!(devices(&emulator, &job), "ag");
    for (url, code) in [
        ("https://somewhere.example/lists/none.csv", "iot.common.InvalidParam"),
        ("https://somewhere.example/package.bin", "iot.common.InvalidParam"),
        ("nonsense", "iot.common.InvalidParam"),
        ("https://somewhere.example/lists/wrong.csv", "iot.device.NotExistedDevice"),
    ] {
        refused(&emulator, ACTION, &with(&list(url)), code).await;
    }
}

#[tokio::test]
async fn a_static_group_can_be_named() {
    let emulator = fleet().await;
    let group = |id: &'static str| {
        [("TargetSelection", "GROUP"), ("GroupId", id), ("GroupType", "LINK_PLATFORM")]
    };
    let job = create(&emulator, "full", &group("fixed")).await;
    assert_eq!(devices(&emulator, &job), "ab");
    for id in ["moving", "none"] {
        refused(&emulator, ACTION, &with(&group(id)), "iot.common.InvalidParam").await;
    }
}

#[tokio::test]
async fn a_differential_package_is_for_devices_on_its_version() {
    let emulator = fleet().await;
    let job = create(&emulator, "difference", &[("SrcVersion.1", "0.9")]).await;
    assert_eq!(devices(&emulator, &job), "g");
    let difference = |more: &[(&'static str, &'static str)]| {
        with(&[&[("FirmwareId", "difference")], more].concat())
    };
    for wrong in [
        vec![("SrcVersion.1", "1.0.0")],
        vec![("SrcVersion.1", "0.9"), ("SrcVersion.2", "1.0.0")],
        vec![("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a")],
    ] {
        refused(&emulator, ACTION, &difference(&wrong), "iot.common.InvalidParam").await;
    }
    // In an uploaded list they are passed over.
    let list = [("TargetSelection", "SPECIFIC"), ("DnListFileUrl", "https://x/lists/a%20g.csv")];
    let job = create(&emulator, "difference", &list).await;
    assert_eq!(devices(&emulator, &job), "g");
}

#[tokio::test]
async fn a_package_of_a_module_is_for_what_devices_run_there() {
    let emulator = fleet().await;
    let job = create(&emulator, "module", &[("SrcVersion.1", "1")]).await;
    assert_eq!(devices(&emulator, &job), "g");
    pass(&emulator, 60);
    // Those that never reported the module take part; `g` has the version now.
    let job = create(&emulator, "module", &[]).await;
    assert_eq!(devices(&emulator, &job), "abcdefh");
}

#[tokio::test]
async fn what_does_not_exist_or_is_not_verified_is_refused() {
    let emulator = fleet().await;
    for (name, value, code) in [
        ("ProductKey", "nothing", "iot.prod.NotExistedProduct"),
        ("FirmwareId", "nothing", "iot.ota.FirmwareNotFound"),
        ("FirmwareId", "other", "iot.ota.FirmwareNotFound"),
        ("FirmwareId", "new", "iot.system.IllegalRequest"),
        ("FirmwareId", "bad", "iot.system.IllegalRequest"),
        ("IotInstanceId", "nothing", "iot.system.InstanceNotFound"),
    ] {
        refused(&emulator, ACTION, &with(&[(name, value)]), code).await;
    }
    create(&emulator, "free", &[]).await;
}

#[tokio::test]
async fn a_scheduled_job_begins_at_its_time() {
    let emulator = fleet().await;
    let start = in_minutes(&emulator, 5);
    let job = create(&emulator, "full", &[("ScheduleTime", &start)]).await;
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    pass(&emulator, 299);
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    assert!(tasks(&emulator, &job).iter().all(|(_, status)| *status == TaskStatus::Queued));
    pass(&emulator, 1);
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
    pass(&emulator, 60);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}

#[tokio::test]
async fn a_schedule_lies_within_its_limits() {
    let emulator = fleet().await;
    let at = |minutes: u64| in_minutes(&emulator, minutes);
    let (week, month) = (7 * 24 * 60, 30 * 24 * 60);
    for start in [at(4), at(week + 1)] {
        let pairs = with(&[("ScheduleTime", &start)]);
        refused(&emulator, ACTION, &pairs, "iot.common.InvalidParam").await;
    }
    // Without a start an end is counted from now.
    for end in [at(59), at(month + 1)] {
        let pairs = with(&[("ScheduleFinishTime", &end)]);
        refused(&emulator, ACTION, &pairs, "iot.common.InvalidParam").await;
    }
    for (start, end) in [(at(5), at(65)), (at(week), at(week + month))] {
        create(&emulator, "full", &[("ScheduleTime", &start), ("ScheduleFinishTime", &end)]).await;
    }
}

#[tokio::test]
async fn a_second_task_of_a_device_fails_unless_it_overwrites() {
    let emulator = fleet().await;
    let only = |name: &'static str| [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", name)];
    let first = create(&emulator, "full", &only("a")).await;
    let second = create(&emulator, "free", &only("a")).await;
    assert_eq!(tasks(&emulator, &second), [("a".to_owned(), TaskStatus::Failed)]);
    assert_eq!(status(&emulator, &second), JobStatus::Completed);
    assert_eq!(tasks(&emulator, &first), [("a".to_owned(), TaskStatus::Queued)]);
    let over = [&only("a")[..], &[("OverwriteMode", "2")]].concat();
    let third = create(&emulator, "free", &over).await;
    assert_eq!(tasks(&emulator, &third), [("a".to_owned(), TaskStatus::Queued)]);
    assert_eq!(tasks(&emulator, &first), [("a".to_owned(), TaskStatus::Canceled)]);
    // One that is carried out is never replaced.
    pass(&emulator, 4);
    assert_eq!(tasks(&emulator, &third), [("a".to_owned(), TaskStatus::InProgress)]);
    let fourth = create(&emulator, "full", &over).await;
    assert_eq!(tasks(&emulator, &fourth), [("a".to_owned(), TaskStatus::Failed)]);
    assert_eq!(tasks(&emulator, &third), [("a".to_owned(), TaskStatus::InProgress)]);
}

#[tokio::test]
async fn modules_can_be_updated_side_by_side() {
    let emulator = fleet().await;
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "g")];
    create(&emulator, "full", &only).await;
    let one_by_one = create(&emulator, "module", &only).await;
    assert_eq!(tasks(&emulator, &one_by_one)[0].1, TaskStatus::Failed);
    let beside = [&only[..], &[("MultiModuleMode", "true")]].concat();
    let side_by_side = create(&emulator, "module", &beside).await;
    assert_eq!(tasks(&emulator, &side_by_side)[0].1, TaskStatus::Queued);
}

#[tokio::test]
async fn a_job_has_its_labels_and_tells_when_it_was_made() {
    let emulator = fleet().await;
    let tags = [("Tag.1.Key", "k"), ("Tag.1.Value", "v"), ("Tag.2.Key", "l"), ("Tag.2.Value", "w")];
    let response = done(&emulator, ACTION, &with(&tags)).await;
    assert_eq!(response["Data"]["UtcCreate"], "2026-01-02T03:04:05.000Z");
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(emulator.jobs()[0].tags, [pair("k", "v"), pair("l", "w")]);
    let long = "v".repeat(1024);
    let keys: Vec<String> = (1..=4).map(|number| format!("Tag.{number}.Key")).collect();
    let values: Vec<String> = (1..=4).map(|number| format!("Tag.{number}.Value")).collect();
    let mut pairs = with(&[]);
    for (key, value) in keys.iter().zip(&values) {
        pairs.extend([(key.as_str(), "k"), (value.as_str(), long.as_str())]);
    }
    refused(&emulator, ACTION, &pairs, "iot.common.InvalidFormattedParameter").await;
}

#[tokio::test]
async fn a_planned_job_whose_tasks_are_all_replaced_is_cancelled() {
    let emulator = fleet().await;
    let start = in_minutes(&emulator, 60);
    let one = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a")];
    let planned = [&one[..], &[("ScheduleTime", &start)]].concat();
    let planned = create(&emulator, "full", &planned).await;
    assert_eq!(status(&emulator, &planned), JobStatus::Planned);
    create(&emulator, "free", &[&one[..], &[("OverwriteMode", "2")]].concat()).await;
    assert_eq!(tasks(&emulator, &planned), [("a".to_owned(), TaskStatus::Canceled)]);
    assert_eq!(status(&emulator, &planned), JobStatus::Canceled);
}
