//! Devices that take updates while time passes.

use std::time::Duration;

use ota_emulator::{
    Behaviour, DeviceFailure, Emulator, JobStatus, Model, PackageStatus, Seconds, Seed,
    SeedPackage, SeedPackageStatus, SeedProduct, Task, TaskStatus,
};

use crate::call::{Call, start_with};
use crate::http::Response;

const MINUTE: Duration = Duration::from_secs(60);

/// Every update takes ten seconds and begins five seconds after the device knows of it.
pub(crate) fn steady() -> Model {
    Model { delay: 5.into(), duration: 10.into(), ask_every: 20.into(), ..Model::default() }
}

/// Product `p` with so many devices and the packages `f` for 2.0.0 and `g`, not verified, for
/// 3.0.0.
pub(crate) async fn fleet(count: u32, model: Model) -> Emulator {
    let package = |id: &str, version: &str, status| SeedPackage {
        firmware_id: id.to_owned(),
        dest_version: Some(version.to_owned()),
        status,
        ..SeedPackage::default()
    };
    let product = SeedProduct {
        product_key: "p".to_owned(),
        packages: vec![
            package("f", "2.0.0", SeedPackageStatus::Verified),
            package("g", "3.0.0", SeedPackageStatus::Unverified),
        ],
        ..SeedProduct::default()
    };
    let seed = Seed { products: vec![product], ..Seed::default() };
    let builder = Emulator::builder().seed(seed).devices("p", count).model(model);
    start_with(builder.without_quota()).await.0
}

/// A job for all devices.
pub(crate) async fn create(emulator: &Emulator, settings: &[(&str, &str)]) -> String {
    let call = Call::v3("CreateOTAStaticUpgradeJob").with_all(&[
        ("ProductKey", "p"),
        ("FirmwareId", "f"),
        ("TargetSelection", "ALL"),
    ]);
    job_id(&call.with_all(settings).send(emulator).await)
}

#[track_caller]
fn job_id(response: &Response) -> String {
    response.assert_success();
    response.json()["Data"]["JobId"].as_str().unwrap().to_owned()
}

/// The tasks by `ListOTATaskByJob`: device, state, progress.
async fn listed(emulator: &Emulator, job: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for status in TaskStatus::ALL {
        let call = Call::v1("ListOTATaskByJob").with_all(&[
            ("JobId", job),
            ("TaskStatus", status.as_str()),
            ("PageSize", "100"),
        ]);
        let response = call.send(emulator).await;
        response.assert_success();
        let json = response.json();
        for task in json["Data"]["SimpleOTATaskInfo"].as_array().into_iter().flatten() {
            let text = |name: &str| task[name].as_str().unwrap().to_owned();
            found.push((text("DeviceName"), text("TaskStatus"), text("Progress")));
        }
    }
    found
}

pub(crate) fn statuses(emulator: &Emulator) -> Vec<TaskStatus> {
    emulator.tasks().iter().map(|task| task.status).collect()
}

pub(crate) fn count(emulator: &Emulator, status: TaskStatus) -> usize {
    statuses(emulator).iter().filter(|known| **known == status).count()
}

pub(crate) fn task(emulator: &Emulator, device_name: &str) -> Task {
    emulator.tasks().into_iter().find(|task| task.device_name == device_name).unwrap()
}

#[tokio::test]
async fn a_rollout_can_be_watched() {
    let emulator = fleet(1, steady()).await;
    let job = create(&emulator, &[]).await;
    let mut seen = Vec::new();
    for seconds in [0, 1, 5, 4, 6] {
        emulator.advance(Duration::from_secs(seconds));
        let task = listed(&emulator, &job).await.remove(0);
        seen.push((task.1, task.2.parse::<f64>().unwrap()));
    }
    let expected = [
        ("QUEUED", 0.0),
        ("NOTIFIED", 0.0),
        ("IN_PROGRESS", 0.0),
        ("IN_PROGRESS", 40.0),
        ("SUCCEEDED", 100.0),
    ];
    assert_eq!(seen, expected.map(|(status, progress)| (status.to_owned(), progress)));
    assert_eq!(emulator.jobs()[0].status, JobStatus::Completed);
    let call = Call::v3("ListOTAModuleVersionsByDevice");
    let call = call.with_all(&[("ProductKey", "p"), ("DeviceName", "device1")]);
    let response = call.with_all(&[("CurrentPage", "1"), ("PageSize", "10")]).send(&emulator).await;
    response.assert_success();
    assert!(response.body.contains("2.0.0"), "{}", response.body);
}

#[tokio::test]
async fn a_minute_has_no_more_pushes_than_the_job_allows() {
    let emulator = fleet(25, steady()).await;
    create(&emulator, &[("MaximumPerMinute", "10")]).await;
    for left in [15, 5, 0] {
        emulator.advance(MINUTE - Duration::from_millis(1));
        assert_eq!(count(&emulator, TaskStatus::Queued), left);
        emulator.advance(Duration::from_millis(1));
    }
}

#[tokio::test]
async fn a_job_that_may_push_more_from_now_on_does() {
    let emulator = fleet(25, steady()).await;
    let job = create(&emulator, &[("MaximumPerMinute", "10")]).await;
    emulator.advance(Duration::from_secs(10));
    assert_eq!(count(&emulator, TaskStatus::Queued), 15);
    let call = Call::v3("UpdateOTAJob").with_all(&[
        ("JobId", &job),
        ("MaximumPerMinute", "20"),
        ("UpgradeType", "STATIC"),
        ("TargetSelection", "ALL"),
    ]);
    call.send(&emulator).await.assert_success();
    emulator.advance(Duration::from_secs(1));
    assert_eq!(count(&emulator, TaskStatus::Queued), 5);
}

#[tokio::test]
async fn an_offline_device_gets_its_task_when_it_is_back() {
    let emulator = fleet(2, steady()).await;
    let offline = Behaviour { offline: Some(true), ..Behaviour::default() };
    emulator.set_behaviour("p", "device1", offline).unwrap();
    create(&emulator, &[]).await;
    emulator.advance(60 * MINUTE);
    assert_eq!(statuses(&emulator), [TaskStatus::Queued, TaskStatus::Succeeded]);
    emulator.set_behaviour("p", "device1", Behaviour::default()).unwrap();
    emulator.advance(MINUTE);
    assert_eq!(statuses(&emulator), [TaskStatus::Succeeded; 2]);
}

#[tokio::test]
async fn a_share_of_the_devices_can_be_offline_for_a_time() {
    let offline_for = Some(Seconds { from: 3600, to: 7200 });
    let emulator = fleet(100, Model { offline_share: 0.5, offline_for, ..steady() }).await;
    create(&emulator, &[]).await;
    emulator.advance(59 * MINUTE);
    let offline = count(&emulator, TaskStatus::Queued);
    assert!((30..70).contains(&offline), "{offline}");
    assert_eq!(count(&emulator, TaskStatus::Succeeded), 100 - offline);
    emulator.advance(62 * MINUTE);
    assert_eq!(count(&emulator, TaskStatus::Succeeded), 100);
}

#[tokio::test]
async fn devices_of_a_job_that_does_not_push_ask_by_themselves() {
    let emulator = fleet(3, steady()).await;
    create(&emulator, &[("NeedPush", "false")]).await;
    emulator.advance(Duration::from_secs(20));
    assert_eq!(count(&emulator, TaskStatus::Queued), 3);
    emulator.advance(Duration::from_secs(1));
    assert_eq!(count(&emulator, TaskStatus::Notified), 3);
}

#[tokio::test]
async fn a_silent_device_runs_into_the_time_limit() {
    let emulator = fleet(1, Model { silent_share: 1.0, ..steady() }).await;
    create(&emulator, &[("TimeoutInMinutes", "5")]).await;
    emulator.advance(5 * MINUTE);
    assert_eq!(statuses(&emulator), [TaskStatus::InProgress]);
    emulator.advance(MINUTE);
    let task = task(&emulator, "device1");
    assert_eq!(task.status, TaskStatus::Failed);
    assert!(task.description.contains("TimeoutInMinutes"), "{}", task.description);
}

#[tokio::test]
async fn only_a_job_that_names_start_versions_retries() {
    for (settings, after) in
        [(&[][..], TaskStatus::Failed), (&[("SrcVersion.1", "1.0.0")], TaskStatus::Succeeded)]
    {
        let emulator = fleet(1, steady()).await;
        let once = Behaviour {
            fails: Some(DeviceFailure::DownloadFailed),
            failed_attempts: Some(1),
            ..Behaviour::default()
        };
        emulator.set_behaviour("p", "device1", once).unwrap();
        let retry = [("RetryCount", "1"), ("RetryInterval", "10"), ("TimeoutInMinutes", "60")];
        create(&emulator, &[settings, &retry].concat()).await;
        emulator.advance(MINUTE);
        let retries = after == TaskStatus::Succeeded;
        let meanwhile = if retries { TaskStatus::InProgress } else { TaskStatus::Failed };
        assert_eq!(statuses(&emulator), [meanwhile]);
        emulator.advance(11 * MINUTE);
        assert_eq!(statuses(&emulator), [after]);
    }
}

#[tokio::test]
async fn a_scheduled_job_begins_and_ends_at_its_times() {
    let emulator = fleet(2, steady()).await;
    emulator.set_model(Model { silent_share: 1.0, ..steady() }).unwrap();
    let healthy = Behaviour { silent: Some(false), ..Behaviour::default() };
    emulator.set_behaviour("p", "device1", healthy).unwrap();
    let now = emulator.time().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let start = (now + 10 * 60_000).to_string();
    let finish = (now + 70 * 60_000).to_string();
    create(&emulator, &[("ScheduleTime", &start), ("ScheduleFinishTime", &finish)]).await;
    let status = |emulator: &Emulator| emulator.jobs()[0].status;
    emulator.advance(9 * MINUTE);
    assert_eq!(
        (status(&emulator), statuses(&emulator)[0]),
        (JobStatus::Planned, TaskStatus::Queued)
    );
    emulator.advance(2 * MINUTE);
    assert_eq!(status(&emulator), JobStatus::InProgress);
    assert_eq!(statuses(&emulator), [TaskStatus::Succeeded, TaskStatus::InProgress]);
    emulator.advance(59 * MINUTE);
    assert_eq!(status(&emulator), JobStatus::Completed);
    assert_eq!(statuses(&emulator), [TaskStatus::Succeeded, TaskStatus::Canceled]);
    assert!(task(&emulator, "device2").description.contains("ScheduleFinishTime"));
}

#[tokio::test]
async fn tasks_wait_for_approval() {
    let emulator = fleet(2, steady()).await;
    create(&emulator, &[("NeedConfirm", "true")]).await;
    emulator.advance(MINUTE);
    assert_eq!(count(&emulator, TaskStatus::Confirm), 2);
    let approved = task(&emulator, "device2").task_id;
    Call::v3("ConfirmOTATask").with("TaskId.1", &approved).send(&emulator).await.assert_success();
    emulator.advance(MINUTE);
    assert_eq!(statuses(&emulator), [TaskStatus::Confirm, TaskStatus::Succeeded]);
}

#[tokio::test]
async fn a_package_is_verified_or_not_by_its_devices() {
    for (fails, status, number) in [
        (None, PackageStatus::Verified, 1),
        (Some(DeviceFailure::CheckFailed), PackageStatus::Failed, 3),
    ] {
        let emulator = fleet(2, steady()).await;
        emulator
            .set_behaviour("p", "device1", Behaviour { fails, ..Behaviour::default() })
            .unwrap();
        let call = Call::v3("CreateOTAVerifyJob").with_all(&[
            ("ProductKey", "p"),
            ("FirmwareId", "g"),
            ("TargetDeviceName.1", "device1"),
            ("TargetDeviceName.2", "device2"),
        ]);
        job_id(&call.send(&emulator).await);
        emulator.advance(Duration::from_secs(7));
        assert_eq!(verification(&emulator).await, (2, 10));
        emulator.advance(MINUTE);
        let (shown, progress) = verification(&emulator).await;
        assert_eq!((shown, progress == 100), (number, status == PackageStatus::Verified));
        assert_eq!(emulator.packages()[1].status, status);
    }
}

/// `Status` and `VerifyProgress` of package `g`.
async fn verification(emulator: &Emulator) -> (i64, i64) {
    let response = Call::v3("QueryOTAFirmware").with("FirmwareId", "g").send(emulator).await;
    response.assert_success();
    let json = response.json();
    let number = |name: &str| json["FirmwareInfo"][name].as_i64().unwrap();
    (number("Status"), number("VerifyProgress"))
}

#[tokio::test]
async fn a_dynamic_job_takes_in_devices_that_report_a_version_or_are_new() {
    let emulator = fleet(2, steady()).await;
    let call = Call::v3("CreateOTADynamicUpgradeJob").with_all(&[
        ("ProductKey", "p"),
        ("FirmwareId", "f"),
        ("DynamicMode", "2"),
        ("SrcVersion.1", "1.0.0"),
        ("SrcVersion.2", "1.5.0"),
    ]);
    job_id(&call.send(&emulator).await);
    emulator.advance(MINUTE);
    // Nothing new.
    emulator.report_version("p", "device1", "default", "1.0.0").unwrap();
    assert_eq!(statuses(&emulator), []);
    emulator.report_version("p", "device1", "default", "1.4.0").unwrap();
    emulator.report_version("p", "device2", "default", "1.5.0").unwrap();
    emulator.add_devices("p", ["lamp"]).unwrap();
    emulator.advance(MINUTE);
    let names: Vec<String> = emulator.tasks().into_iter().map(|task| task.device_name).collect();
    assert_eq!(names, ["device2", "lamp"]);
    assert_eq!(statuses(&emulator), [TaskStatus::Succeeded; 2]);
}

#[tokio::test]
async fn the_same_number_gives_the_same_rollout() {
    let mut seen = Vec::new();
    for number in [7, 7, 8] {
        let builder = Emulator::builder().seed(Seed {
            products: vec![SeedProduct {
                product_key: "p".to_owned(),
                packages: vec![SeedPackage { firmware_id: "f".to_owned(), ..Default::default() }],
                ..SeedProduct::default()
            }],
            ..Seed::default()
        });
        let model = Model { failure_rate: 0.5, ..Model::default() };
        let builder = builder.devices("p", 50).model(model).random_seed(number);
        let (emulator, _) = start_with(builder).await;
        create(&emulator, &[]).await;
        emulator.advance(10 * MINUTE);
        seen.push(emulator.tasks());
    }
    assert_eq!(seen[0], seen[1]);
    let statuses = |tasks: &[Task]| tasks.iter().map(|task| task.status).collect::<Vec<_>>();
    assert_ne!(statuses(&seen[0]), statuses(&seen[2]));
}

#[tokio::test]
async fn a_rollout_that_is_looked_at_often_ends_as_one_that_is_not() {
    let offline_for = Some(Seconds { from: 10, to: 1000 });
    let model = Model {
        failure_rate: 0.3,
        silent_share: 0.2,
        offline_share: 0.3,
        offline_for,
        ..Model::default()
    };
    let (often, once) = (fleet(40, model.clone()).await, fleet(40, model).await);
    let settings = [
        ("MaximumPerMinute", "10"),
        ("SrcVersion.1", "1.0.0"),
        ("RetryCount", "2"),
        ("RetryInterval", "10"),
        ("TimeoutInMinutes", "20"),
    ];
    create(&often, &settings).await;
    create(&once, &settings).await;
    for _ in 0..15 {
        often.advance(Duration::from_secs(77));
        often.tasks();
    }
    once.advance(Duration::from_secs(15 * 77));
    assert_eq!(often.tasks(), once.tasks());
}
