//! `DeleteOTAFirmware`.

use crate::call::{Scheme, cancel, delete, start};

#[tokio::test]
async fn a_package_is_deleted_once() {
    let (emulator, _) = start().await;
    let has = || emulator.packages().iter().any(|p| p.firmware_id == "s8SSHiKjpBfrM3BSN0z803");
    let count = emulator.packages().len();
    assert!(has());
    delete(Scheme::V3).send(&emulator).await.assert_success();
    assert!(!has());
    assert_eq!(emulator.packages().len(), count - 1);
    delete(Scheme::V3).send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    assert_eq!(emulator.packages().len(), count - 1);
}

#[tokio::test]
async fn a_deleted_package_has_no_tasks_to_cancel_but_keeps_its_records() {
    let (emulator, _) = start().await;
    let (tasks, jobs) = (emulator.tasks(), emulator.jobs());
    let running = delete(Scheme::V1).with("FirmwareId", "T0F5b5tpFnHQrgfk030100");
    running.send(&emulator).await.assert_success();
    cancel(Scheme::V1).send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    assert_eq!(emulator.tasks(), tasks);
    assert_eq!(emulator.jobs(), jobs);
}
