//! A small fleet to roll out to, and short ways to act on it and look at it.

use std::time::{Duration, SystemTime};

use ota_emulator::{Emulator, JobStatus, PackageStatus, Seed, TaskStatus};
use serde_json::Value;

use crate::call::{Call, start_with};
use crate::http::Response;

/// Product `p`: `a` to `f` run 1.0.0, `g` 0.9 and `h` what `full` installs; `g` has module `m`. All
/// take a second.
pub(crate) const FLEET: &str = r#"{
    "seed": 1,
    "model": { "delay": { "from": 1, "to": 1 }, "duration": { "from": 10, "to": 10 } },
    "products": [{
        "productKey": "p",
        "productName": "Lamp",
        "devices": ["a", "b", "c", "d", "e", "f",
            { "deviceName": "g", "iotId": "id-of-g", "versions": { "default": "0.9", "m": "1" } },
            { "deviceName": "h", "versions": { "default": "2.0.0" } }],
        "modules": [{ "moduleName": "m" }],
        "packages": [
            { "firmwareId": "full", "firmwareName": "Full" },
            { "firmwareId": "difference", "srcVersion": "0.9", "destVersion": "3.0.0" },
            { "firmwareId": "free", "status": "notNeeded", "destVersion": "4.0.0" },
            { "firmwareId": "new", "status": "unverified", "destVersion": "5.0.0" },
            { "firmwareId": "bad", "status": "failed", "destVersion": "6.0.0" },
            { "firmwareId": "module", "moduleName": "m", "destVersion": "2" }
        ]
    }, {
        "productKey": "q", "devices": ["z"], "packages": [{ "firmwareId": "other" }]
    }],
    "groups": [
        { "groupId": "fixed", "groupName": "Cellar", "productKey": "p", "devices": ["b", "a", "h"] },
        { "groupId": "moving", "dynamic": true, "productKey": "p", "devices": ["c", "h"] }
    ],
    "objects": [
        { "key": "lists/a g.csv", "names": ["g", "a"] },
        { "key": "lists/wrong.csv", "names": ["a", "nobody"] },
        { "key": "package.bin", "size": 4 }
    ]
}"#;

pub(crate) async fn fleet() -> Emulator {
    fleet_of(FLEET).await
}

pub(crate) async fn fleet_of(seed: &str) -> Emulator {
    let seed = Seed::from_json(seed).unwrap();
    start_with(Emulator::builder().seed(seed).without_quota()).await.0
}

/// Sends a call with these parameters.
pub(crate) async fn send(emulator: &Emulator, action: &str, pairs: &[(&str, &str)]) -> Response {
    let call = Call::v3(action).with_all(pairs);
    let call = if action == "ListOTAModuleByProduct" { call.get() } else { call };
    call.send(emulator).await
}

/// Sends a call that works and returns the fields of the response.
pub(crate) async fn done(emulator: &Emulator, action: &str, pairs: &[(&str, &str)]) -> Value {
    let response = send(emulator, action, pairs).await;
    response.assert_success();
    response.json()
}

/// Sends a call that is refused with the code and changes nothing.
pub(crate) async fn refused(
    emulator: &Emulator,
    action: &str,
    pairs: &[(&str, &str)],
    code: &str,
) -> String {
    let before = (emulator.packages(), emulator.jobs(), emulator.tasks());
    let response = send(emulator, action, pairs).await;
    response.assert_failure(code);
    assert_eq!((emulator.packages(), emulator.jobs(), emulator.tasks()), before, "{pairs:?}");
    response.message()
}

/// Makes a static job of a package of product `p` and gives its ID.
pub(crate) async fn create(emulator: &Emulator, package: &str, more: &[(&str, &str)]) -> String {
    let mut pairs = vec![("ProductKey", "p"), ("FirmwareId", package), ("TargetSelection", "ALL")];
    pairs.extend(more);
    id(&done(emulator, "CreateOTAStaticUpgradeJob", &pairs).await)
}

/// The ID of the job that a call made.
pub(crate) fn id(response: &Value) -> String {
    response["Data"]["JobId"].as_str().unwrap().to_owned()
}

/// The devices of a job with the states of their tasks, in order.
pub(crate) fn tasks(emulator: &Emulator, job: &str) -> Vec<(String, TaskStatus)> {
    let tasks = emulator.tasks().into_iter().filter(|task| task.job_id == job);
    tasks.map(|task| (task.device_name, task.status)).collect()
}

/// The names of the devices of a job, joined.
pub(crate) fn devices(emulator: &Emulator, job: &str) -> String {
    tasks(emulator, job).into_iter().map(|(name, _)| name).collect()
}

pub(crate) fn task_id(emulator: &Emulator, job: &str, device: &str) -> String {
    let tasks = emulator.tasks();
    let is_meant = |task: &&ota_emulator::Task| task.job_id == job && task.device_name == device;
    tasks.iter().find(is_meant).unwrap().task_id.clone()
}

pub(crate) fn status(emulator: &Emulator, job: &str) -> JobStatus {
    emulator.jobs().into_iter().find(|one| one.job_id == job).unwrap().status
}

pub(crate) fn package_status(emulator: &Emulator, id: &str) -> PackageStatus {
    emulator.packages().into_iter().find(|one| one.firmware_id == id).unwrap().status
}

/// The world's time so many minutes from now, as parameters write it.
pub(crate) fn in_minutes(emulator: &Emulator, minutes: u64) -> String {
    let time = emulator.time() + Duration::from_secs(minutes * 60);
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis().to_string()
}

pub(crate) fn pass(emulator: &Emulator, seconds: u64) {
    emulator.advance(Duration::from_secs(seconds));
}
