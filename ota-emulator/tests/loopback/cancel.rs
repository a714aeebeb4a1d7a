//! `CancelOTATaskByDevice`.

use ota_emulator::{Emulator, TaskStatus};

use crate::call::{Call, Scheme, cancel, start};

const FIRST: &str = "wahVIzGkCMuAUE2gDERM02";
const SECOND: &str = "bX7kQmTzRwYpLs3vNcHd04";

/// The statuses of a device's tasks in the two jobs of the sample package.
fn statuses(emulator: &Emulator, device: &str) -> Vec<(String, TaskStatus)> {
    let tasks = emulator
        .tasks()
        .into_iter()
        .filter(|task| task.device_name == device && task.firmware_id == "T0F5b5tpFnHQrgfk030100");
    tasks.map(|task| (task.job_id, task.status)).collect()
}

fn call(devices: &[&str]) -> Call {
    let call = cancel(Scheme::V1);
    devices
        .iter()
        .enumerate()
        .fold(call, |call, (index, device)| call.with(&format!("DeviceName.{}", index + 1), device))
}

#[tokio::test]
async fn only_unfinished_tasks_are_cancelled() {
    let (emulator, _) = start().await;
    let names: Vec<String> = (1..=7).map(|number| format!("device{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (name, status) in names.iter().zip(TaskStatus::ALL) {
        assert_eq!(statuses(&emulator, name)[0], (FIRST.to_owned(), status));
    }
    call(&names).with("JobId", FIRST).send(&emulator).await.assert_success();
    let after: Vec<TaskStatus> = names.iter().map(|name| statuses(&emulator, name)[0].1).collect();
    use TaskStatus::{Canceled, Failed, Succeeded};
    assert_eq!(after, [Canceled, Canceled, Canceled, Canceled, Succeeded, Failed, Canceled]);
}

#[tokio::test]
async fn a_job_limits_the_cancellation() {
    let (emulator, _) = start().await;
    call(&["device1", "device4"]).with("JobId", SECOND).send(&emulator).await.assert_success();
    use TaskStatus::{Canceled, Confirm, InProgress};
    assert_eq!(
        statuses(&emulator, "device1"),
        [(FIRST.to_owned(), Confirm), (SECOND.to_owned(), Canceled)]
    );
    assert_eq!(
        statuses(&emulator, "device4"),
        [(FIRST.to_owned(), InProgress), (SECOND.to_owned(), Canceled)]
    );
}

#[tokio::test]
async fn without_a_job_every_job_of_the_package_counts() {
    let (emulator, _) = start().await;
    call(&["device1"]).send(&emulator).await.assert_success();
    assert!(statuses(&emulator, "device1").iter().all(|(_, s)| *s == TaskStatus::Canceled));
    assert_eq!(statuses(&emulator, "device1").len(), 2);
}

#[tokio::test]
async fn other_devices_and_products_stay_as_they_are() {
    let (emulator, _) = start().await;
    let before = emulator.tasks();
    call(&["device2"]).send(&emulator).await.assert_success();
    let changed: Vec<_> = before
        .iter()
        .zip(emulator.tasks())
        .filter(|(before, after)| *before != after)
        .map(|(_, after)| (after.product_key, after.device_name, after.job_id))
        .collect();
    let only = ("a1V4kdeAbCd".to_owned(), "device2".to_owned(), FIRST.to_owned());
    assert_eq!(changed, [only]);
}

#[tokio::test]
async fn a_second_call_succeeds_and_changes_nothing() {
    let (emulator, _) = start().await;
    call(&["device1"]).send(&emulator).await.assert_success();
    let before = emulator.tasks();
    call(&["device1"]).send(&emulator).await.assert_success();
    assert_eq!(emulator.tasks(), before);
}

#[tokio::test]
async fn what_does_not_exist_is_refused_and_nothing_is_changed() {
    let (emulator, _) = start().await;
    let before = emulator.tasks();
    for (call, code) in [
        (call(&["device1"]).with("ProductKey", "a1Nothing"), "iot.prod.NotExistedProduct"),
        (call(&["device1"]).with("FirmwareId", "nothing"), "iot.ota.FirmwareNotFound"),
        // The package of another product.
        (
            call(&["device1"]).with("FirmwareId", "T0F5b5tpFnHQrgfk****030100"),
            "iot.ota.FirmwareNotFound",
        ),
        (call(&["device1"]).with("JobId", "nothing"), "iot.system.IllegalRequest"),
        // The job of another package.
        (
            call(&["device1"]).with("JobId", "wahVIzGkCMuAUE2gDERM02****"),
            "iot.system.IllegalRequest",
        ),
        (call(&["device1", "device9"]), "iot.device.NotExistedDevice"),
        (call(&["device1"]).with("IotInstanceId", "iot-none"), "iot.system.InstanceNotFound"),
    ] {
        call.send(&emulator).await.assert_failure(code);
        assert_eq!(emulator.tasks(), before, "{code}");
    }
}

#[tokio::test]
async fn an_instance_is_a_world_of_its_own() {
    let (emulator, _) = start().await;
    let of = |instance: &str| emulator.instance(instance).tasks();
    let before = (of(""), of("iot-060a0001"));
    call(&["device1"]).with("IotInstanceId", "iot-060a0001").send(&emulator).await.assert_success();
    assert_eq!(of(""), before.0);
    assert_ne!(of("iot-060a0001"), before.1);
    assert_eq!(of("iot-none"), []);
}

#[tokio::test]
async fn two_hundred_devices_fit_and_one_more_does_not() {
    let (emulator, _) = start().await;
    let names: Vec<String> = (1..=201).map(|number| format!("unknown{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    // Past the limits, the devices are looked for.
    call(&names[..200]).send(&emulator).await.assert_failure("iot.device.NotExistedDevice");
    call(&names).send(&emulator).await.assert_failure("iot.common.InvalidFormattedParameter");
}
