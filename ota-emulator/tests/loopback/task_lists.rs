//! `ListOTATaskByJob` and `ListOTAUnfinishedTaskByDevice`.

use serde_json::{Value, json};

use crate::rollout::{create, done, fleet, fleet_of, pass, refused, task_id};

const BY_JOB: &str = "ListOTATaskByJob";
const BY_DEVICE: &str = "ListOTAUnfinishedTaskByDevice";

fn names(response: &Value) -> String {
    let rows = response["Data"]["SimpleOTATaskInfo"].as_array().unwrap();
    rows.iter().map(|row| row["DeviceName"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn named_devices_are_listed_whatever_page_is_asked_for() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    let pages = [("CurrentPage", "10001"), ("PageSize", "10")];
    let pairs = [("JobId", job.as_str()), pages[0], pages[1]];
    refused(&emulator, "ListOTATaskByJob", &pairs, "iot.common.InvalidPageParams").await;
    let pairs = [&pairs[..], &[("DeviceNames.1", "a")]].concat();
    assert_eq!(done(&emulator, "ListOTATaskByJob", &pairs).await["Total"], 1);
}

#[tokio::test]
async fn tasks_are_listed_in_the_order_of_their_making() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[("TimeoutInMinutes", "60")]).await;
    let list =
        |page: &'static str| [("JobId", job.as_str()), ("CurrentPage", page), ("PageSize", "3")];
    let response = done(&emulator, BY_JOB, &list("3")).await;
    assert_eq!(names(&response), "g");
    assert_eq!([&response["Total"], &response["PageCount"], &response["CurrentPage"]], [7, 3, 3]);
    let expected = json!({
        "TaskId": task_id(&emulator, &job, "g"), "TaskStatus": "QUEUED", "JobId": job,
        "FirmwareId": "full", "DestVersion": "2.0.0", "SrcVersion": "0.9", "ProductKey": "p",
        "ProductName": "Lamp", "DeviceName": "g", "IotId": "id-of-g", "Progress": "0.00",
        "TaskDesc": "", "Timeout": "60", "UtcCreate": "2026-01-02T03:04:05.000Z",
        "UtcModified": "2026-01-02T03:04:05.000Z",
    });
    assert_eq!(response["Data"]["SimpleOTATaskInfo"][0], expected);
    assert_eq!(names(&done(&emulator, BY_JOB, &list("2")).await), "def");
    assert_eq!(names(&done(&emulator, BY_JOB, &list("4")).await), "");
    pass(&emulator, 60);
    let response = done(&emulator, BY_JOB, &[("JobId", &job)]).await;
    assert_eq!(response["PageSize"], 10);
    assert_eq!(response["Data"]["SimpleOTATaskInfo"][0]["Progress"], "100.00");
    assert_eq!(response["Data"]["SimpleOTATaskInfo"][0]["TaskStatus"], "SUCCEEDED");
}

#[tokio::test]
async fn a_state_chooses_among_the_tasks() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    let cancel = [("ProductKey", "p"), ("FirmwareId", "full")];
    let devices = [("DeviceName.1", "b"), ("DeviceName.2", "e"), ("DeviceName.3", "f")];
    done(&emulator, "CancelOTATaskByDevice", &[&cancel[..], &devices].concat()).await;
    let list = |status: &'static str, page: &'static str| {
        [("JobId", job.as_str()), ("TaskStatus", status), ("CurrentPage", page), ("PageSize", "2")]
    };
    let response = done(&emulator, BY_JOB, &list("CANCELED", "1")).await;
    assert_eq!((names(&response).as_str(), &response["Total"]), ("be", &3.into()));
    assert_eq!(response["Data"]["SimpleOTATaskInfo"][0]["TaskDesc"], "cancelled");
    assert_eq!(names(&done(&emulator, BY_JOB, &list("CANCELED", "2")).await), "f");
    let none = done(&emulator, BY_JOB, &list("CONFIRM", "1")).await;
    assert_eq!((names(&none).as_str(), &none["PageCount"]), ("", &0.into()));
}

#[tokio::test]
async fn named_devices_are_all_on_one_page() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    let pairs = [
        ("JobId", job.as_str()),
        ("DeviceNames.1", "d"),
        ("DeviceNames.2", "a"),
        ("DeviceNames.3", "h"),
        ("DeviceNames.4", "nobody"),
        ("CurrentPage", "5"),
        ("PageSize", "1"),
    ];
    let response = done(&emulator, BY_JOB, &pairs).await;
    assert_eq!(names(&response), "ad");
    assert_eq!([&response["Total"], &response["PageCount"], &response["CurrentPage"]], [2, 1, 1]);
    let confirm = [&pairs[..], &[("TaskStatus", "CONFIRM")]].concat();
    assert_eq!(names(&done(&emulator, BY_JOB, &confirm).await), "");
    refused(&emulator, BY_JOB, &[("JobId", "nothing")], "iot.system.IllegalRequest").await;
    let page = [("JobId", job.as_str()), ("PageSize", "0")];
    refused(&emulator, BY_JOB, &page, "iot.common.InvalidPageParams").await;
}

#[tokio::test]
async fn the_last_page_that_can_be_asked_for_of_a_large_job_is_answered() {
    let large = r#"{ "products": [{
        "productKey": "p", "numbered": { "count": 100500 }, "packages": [{ "firmwareId": "full" }]
    }] }"#;
    let emulator = fleet_of(large).await;
    let job = create(&emulator, "full", &[]).await;
    let last = [("JobId", job.as_str()), ("CurrentPage", "1000"), ("PageSize", "100")];
    let response = done(&emulator, BY_JOB, &last).await;
    let rows = response["Data"]["SimpleOTATaskInfo"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[99]["DeviceName"]), (100, &"device100000".into()));
    assert_eq!(response["Total"], 100_500);
}

#[tokio::test]
async fn the_open_tasks_of_a_device_are_listed_newest_first() {
    let emulator = fleet().await;
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "g")];
    let first = create(&emulator, "full", &only).await;
    let beside = [&only[..], &[("MultiModuleMode", "true"), ("NeedConfirm", "true")]].concat();
    let second = create(&emulator, "module", &beside).await;
    let jobs = |response: &Value| -> Vec<String> {
        let rows = response["Data"]["SimpleOTATaskInfo"].as_array().unwrap();
        rows.iter().map(|row| row["JobId"].as_str().unwrap().to_owned()).collect()
    };
    let named = [("ProductKey", "p"), ("DeviceName", "g")];
    let response = done(&emulator, BY_DEVICE, &named).await;
    assert_eq!(jobs(&response), [second.clone(), first.clone()]);
    let expected = json!({
        "TaskId": task_id(&emulator, &second, "g"), "TaskStatus": "CONFIRM", "JobId": second,
        "FirmwareId": "module", "DestVersion": "2", "SrcVersion": "1", "ProductKey": "p",
        "ProductName": "Lamp", "DeviceName": "g", "IotId": "id-of-g", "ModuleName": "m",
        "UtcCreate": "2026-01-02T03:04:05.000Z", "UtcModified": "2026-01-02T03:04:05.000Z",
    });
    assert_eq!(response["Data"]["SimpleOTATaskInfo"][0], expected);
    for (more, found) in [
        (vec![("ModuleName", "M")], vec![&second]),
        (vec![("ModuleName", "default")], vec![&first]),
        (vec![("ModuleName", "unknown")], vec![]),
        (vec![("TaskStatus", "QUEUED")], vec![&first]),
        (vec![("TaskStatusList.1", "NOTIFIED")], vec![]),
        (
            vec![("TaskStatusList.1", "CONFIRM"), ("TaskStatusList.2", "QUEUED")],
            vec![&second, &first],
        ),
        // The ID wins over the name.
        (vec![("DeviceName", "a"), ("IotId", "id-of-g")], vec![&second, &first]),
    ] {
        let response = done(&emulator, BY_DEVICE, &[&named[..], &more].concat()).await;
        assert_eq!(jobs(&response).iter().collect::<Vec<_>>(), found, "{more:?}");
    }
    pass(&emulator, 60);
    assert_eq!(jobs(&done(&emulator, BY_DEVICE, &[("IotId", "id-of-g")]).await), [second]);
    for (pairs, code) in [
        (vec![("IotId", "nothing"), named[0], named[1]], "iot.device.InvalidIoTId"),
        (vec![("ProductKey", "nothing"), named[1]], "iot.prod.NotExistedProduct"),
        (vec![named[0], ("DeviceName", "z")], "iot.device.NotExistedDevice"),
    ] {
        refused(&emulator, BY_DEVICE, &pairs, code).await;
    }
}

#[tokio::test]
async fn the_id_that_a_list_shows_names_the_device() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[]).await;
    let response = done(&emulator, BY_JOB, &[("JobId", &job)]).await;
    let id = response["Data"]["SimpleOTATaskInfo"][2]["IotId"].as_str().unwrap().to_owned();
    assert_eq!(names(&done(&emulator, BY_DEVICE, &[("IotId", &id)]).await), "c");
}
