//! `QueryOTAJob`, `ListOTAJobByFirmware` and `ListOTAJobByDevice`.

use serde_json::json;

use crate::rollout::{create, done, fleet, in_minutes, pass, refused};

#[tokio::test]
async fn a_job_shows_all_it_was_made_with() {
    let emulator = fleet().await;
    let (start, end) = (in_minutes(&emulator, 10), in_minutes(&emulator, 100));
    let job = create(
        &emulator,
        "full",
        &[
            ("TargetSelection", "GROUP"),
            ("GroupId", "fixed"),
            ("GroupType", "LINK_PLATFORM"),
            ("ScheduleTime", &start),
            ("ScheduleFinishTime", &end),
            ("MaximumPerMinute", "500"),
            ("NeedPush", "false"),
            ("NeedConfirm", "true"),
            ("OverwriteMode", "2"),
            ("RetryInterval", "30"),
            ("RetryCount", "5"),
            ("TimeoutInMinutes", "60"),
            ("Tag.1.Key", "k"),
            ("Tag.1.Value", "v"),
        ],
    )
    .await;
    let shown = done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await;
    let expected = json!({
        "JobId": job, "JobStatus": "PLANNED", "JobType": "UPGRADE_FIRMWARE",
        "JobDesc": "batch upgrade", "Name": "Full", "FirmwareId": "full", "ProductKey": "p",
        "DestVersion": "2.0.0", "DownloadProtocol": "HTTPS", "SelectionType": "STATIC",
        "TargetSelection": "GROUP", "GroupId": "fixed", "GroupName": "Cellar",
        "MaximumPerMinute": 500, "MultiModuleMode": false, "NeedConfirm": true, "NeedPush": false,
        "OverwriteMode": 2, "RetryInterval": 30, "RetryCount": 5, "TimeoutInMinutes": 60,
        "Tags": { "OtaTagDTO": [{ "Key": "k", "Value": "v" }] },
        "UtcCreate": "2026-01-02T03:04:05.000Z", "UtcModified": "2026-01-02T03:04:05.000Z",
        "UtcScheduleTime": "2026-01-02T03:14:05.000Z",
        "UtcScheduleFinishTime": "2026-01-02T04:44:05.000Z",
    });
    assert_eq!(shown["Data"], expected);
    pass(&emulator, 1000);
    let shown = done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await;
    assert_eq!(shown["Data"]["UtcStartTime"], "2026-01-02T03:14:05.000Z");
    assert_eq!(shown["Data"].get("UtcEndTime"), None);
}

#[tokio::test]
async fn a_share_and_a_dynamic_job_show_what_is_special() {
    let emulator = fleet().await;
    let gray = [("TargetSelection", "GRAY"), ("GrayPercent", "50.00"), ("SrcVersion.1", "1.0.0")];
    let job = create(&emulator, "full", &gray).await;
    let shown = done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await;
    assert_eq!(shown["Data"]["GrayPercent"], "50.00");
    assert_eq!(shown["Data"]["SrcVersions"], json!({ "SrcVersion": ["1.0.0"] }));
    let pairs =
        [("ProductKey", "p"), ("FirmwareId", "free"), ("SrcVersion.1", "7"), ("DynamicMode", "2")];
    let made = done(&emulator, "CreateOTADynamicUpgradeJob", &pairs).await;
    let id = made["Data"]["JobId"].as_str().unwrap();
    let shown = done(&emulator, "QueryOTAJob", &[("JobId", id)]).await;
    assert_eq!(shown["Data"]["DynamicMode"], 2);
    assert_eq!(shown["Data"]["SelectionType"], "DYNAMIC");
    assert_eq!(shown["Data"]["TargetSelection"], "ALL");
    refused(&emulator, "QueryOTAJob", &[("JobId", "nothing")], "iot.system.IllegalRequest").await;
}

#[tokio::test]
async fn a_job_outlives_its_package() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    done(&emulator, "DeleteOTAFirmware", &[("FirmwareId", "full")]).await;
    let shown = done(&emulator, "QueryOTAJob", &[("JobId", &job)]).await;
    assert_eq!(shown["Data"].get("Name"), None);
    assert_eq!(shown["Data"]["FirmwareId"], "full");
}

fn page<'a>(number: &'a str, size: &'a str) -> [(&'a str, &'a str); 3] {
    [("FirmwareId", "full"), ("CurrentPage", number), ("PageSize", size)]
}

fn ids(response: &serde_json::Value) -> Vec<&str> {
    let jobs = response["Data"]["SimpleOTAJobInfo"].as_array().unwrap();
    jobs.iter().map(|job| job["JobId"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_jobs_of_a_package_are_listed_newest_first() {
    let emulator = fleet().await;
    let mut jobs = Vec::new();
    for package in ["full", "full", "free", "full"] {
        jobs.push(create(&emulator, package, &[]).await);
    }
    let list = "ListOTAJobByFirmware";
    let first = done(&emulator, list, &page("1", "2")).await;
    assert_eq!(ids(&first), [&jobs[3], &jobs[1]]);
    assert_eq!([&first["Total"], &first["PageCount"], &first["PageSize"]], [3, 2, 2]);
    let second = done(&emulator, list, &page("2", "2")).await;
    assert_eq!((ids(&second), &second["CurrentPage"]), (vec![jobs[0].as_str()], &2.into()));
    let shown = &second["Data"]["SimpleOTAJobInfo"][0];
    assert_eq!(shown["JobStatus"], "IN_PROGRESS");
    assert_eq!(shown["UtcStartTime"], "2026-01-02T03:04:05.000Z");
    assert_eq!(shown.get("DestVersion"), None);
    let unknown = [("FirmwareId", "nothing"), ("CurrentPage", "1"), ("PageSize", "2")];
    refused(&emulator, list, &unknown, "iot.ota.FirmwareNotFound").await;
    refused(&emulator, list, &page("1", "0"), "iot.common.InvalidPageParams").await;
}

#[tokio::test]
async fn the_jobs_of_a_device_are_those_it_has_a_task_in() {
    let emulator = fleet().await;
    let only = |name: &'static str| [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", name)];
    let first = create(&emulator, "full", &only("a")).await;
    create(&emulator, "full", &only("b")).await;
    create(&emulator, "free", &only("a")).await;
    // A task that failed at once is one as well.
    let last = create(&emulator, "full", &only("a")).await;
    let list = "ListOTAJobByDevice";
    let with = |product: &'static str, device: &'static str| {
        [&page("1", "10")[..], &[("ProductKey", product), ("DeviceName", device)]].concat()
    };
    let response = done(&emulator, list, &with("p", "a")).await;
    assert_eq!(ids(&response), [last, first]);
    for (pairs, code) in [
        (with("nothing", "a"), "iot.prod.NotExistedProduct"),
        (with("q", "z"), "iot.ota.FirmwareNotFound"),
        (with("p", "z"), "iot.device.NotExistedDevice"),
    ] {
        refused(&emulator, list, &pairs, code).await;
    }
}
