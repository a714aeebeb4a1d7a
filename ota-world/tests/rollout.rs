//! A whole rollout without HTTP: from a seed to a package, a job and its tasks, and all of it
//! again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::Duration;

use ota_spec::{Spec, Value};
use ota_world::{
    Behaviour, Change, DeviceFailure, JobStatus, PackageStatus, Seed, Simulation, TaskStatus,
    embedded_specs,
};

const SEED: &str = r#"{
    "seed": 7,
    "time": "2026-01-02T03:04:05Z",
    "model": { "failureRate": 0.1, "offlineShare": 0.2, "offlineFor": { "from": 60, "to": 600 } },
    "products": [{ "productKey": "lamp", "numbered": { "count": 100 } }],
    "objects": [{ "key": "ota/lamp.bin", "size": 4096 }]
}"#;

/// Lamps with a job for all of them, and what is needed to go on.
struct Rollout {
    specs: Spec,
    simulation: Simulation,
}

impl Rollout {
    fn new() -> Self {
        let simulation = Simulation::new(Seed::from_json(SEED).unwrap()).unwrap();
        Self { specs: embedded_specs().unwrap(), simulation }
    }

    fn call(&mut self, action: &str, parameters: &[(&str, &str)]) -> Value {
        let response = self.simulation.call(&self.specs, action, parameters.iter().copied());
        response.unwrap_or_else(|refusal| panic!("{action}: {refusal}"))
    }

    /// Creates a package, verifies it on one lamp, and gives its ID.
    fn verified_package(&mut self) -> String {
        let package = [
            ("FirmwareName", "lamp"),
            ("DestVersion", "2.0.0"),
            ("FirmwareUrl", "https://files.invalid/ota/lamp.bin"),
            ("ProductKey", "lamp"),
        ];
        let response = self.call("CreateOTAFirmware", &package);
        let id = member(&response, "FirmwareId");
        let calm =
            Behaviour { failure_rate: Some(0.0), offline: Some(false), ..Default::default() };
        self.behave("device1", calm);
        let verification =
            [("FirmwareId", &*id), ("ProductKey", "lamp"), ("TargetDeviceName.1", "device1")];
        self.call("CreateOTAVerifyJob", &verification);
        self.simulation.advance(Duration::from_secs(600));
        let packages = self.simulation.world().packages("");
        assert_eq!(packages[0].status, PackageStatus::Verified);
        id
    }

    fn behave(&mut self, device_name: &str, behaviour: Behaviour) {
        let change = Change::SetBehaviour {
            instance: String::new(),
            product_key: "lamp".to_owned(),
            device_name: device_name.to_owned(),
            behaviour,
        };
        self.simulation.change("test", change).unwrap();
    }

    /// Creates a job for all lamps and gives its ID.
    fn job(&mut self, firmware_id: &str) -> String {
        let job = [
            ("FirmwareId", firmware_id),
            ("ProductKey", "lamp"),
            ("TargetSelection", "ALL"),
            ("MaximumPerMinute", "20"),
        ];
        let response = self.call("CreateOTAStaticUpgradeJob", &job);
        member(&response, "JobId")
    }

    fn count(&self, job_id: &str, status: TaskStatus) -> usize {
        let tasks = self.simulation.world().tasks("");
        tasks.iter().filter(|task| task.job_id == job_id && task.status == status).count()
    }
}

/// A member of `Data` that is a string.
fn member(response: &Value, name: &str) -> String {
    let member = response.get("Data").and_then(|data| data.get(name));
    member.and_then(Value::scalar).unwrap_or_else(|| panic!("no `{name}` in {response}"))
}

/// A rollout in which one lamp fails whatever happens.
fn rolled_out() -> (Rollout, String) {
    let mut rollout = Rollout::new();
    let package = rollout.verified_package();
    let flashing = Behaviour { fails: Some(DeviceFailure::FlashFailed), ..Behaviour::default() };
    rollout.behave("device2", flashing);
    let job = rollout.job(&package);
    assert_eq!(rollout.count(&job, TaskStatus::Queued), 99);
    for _ in 0..60 {
        rollout.simulation.advance(Duration::from_secs(60));
    }
    (rollout, job)
}

#[test]
fn a_rollout_runs_to_its_end_without_http() {
    let (mut rollout, job) = rolled_out();
    let (succeeded, failed) =
        (rollout.count(&job, TaskStatus::Succeeded), rollout.count(&job, TaskStatus::Failed));
    assert_eq!(succeeded + failed, 99);
    assert!(succeeded > 80 && failed > 1, "{succeeded} succeeded, {failed} failed");
    let tasks = rollout.simulation.world().tasks("");
    let failed = tasks.iter().find(|task| task.job_id == job && task.device_name == "device2");
    assert_eq!(failed.unwrap().description, "device reported -4: flashing failed");
    assert!(
        rollout.simulation.world().jobs("").iter().all(|job| job.status == JobStatus::Completed)
    );

    let counts = rollout.simulation.world().counts();
    assert_eq!(counts.instances[""].tasks["SUCCEEDED"], succeeded + 1);
    let listed = rollout.call("QueryOTAJob", &[("JobId", &job)]);
    assert_eq!(member(&listed, "JobStatus"), "COMPLETED");
}

#[test]
fn the_ledger_says_what_was_done_and_reading_is_not_in_it() {
    let (mut rollout, job) = rolled_out();
    rollout.call("QueryOTAJob", &[("JobId", &job)]);
    let ledger = rollout.simulation.ledger().view(0);
    let done: Vec<&str> = ledger.iter().map(|entry| entry.action.as_str()).collect();
    let expected = [
        "CreateOTAFirmware",
        "setBehaviour",
        "CreateOTAVerifyJob",
        "advance",
        "setBehaviour",
        "CreateOTAStaticUpgradeJob",
    ];
    assert_eq!(done[..6], expected);
    assert!(done[6..].iter().all(|action| *action == "advance"));
    assert_eq!(ledger[5].response["Data"]["JobId"], job.as_str());
    assert_eq!(ledger[0].time.to_string(), "2026-01-02T03:04:05Z");
}

#[test]
fn a_replay_gives_an_equal_world_now_and_later() {
    let (mut rollout, _) = rolled_out();
    let snapshot = serde_json::to_string(&rollout.simulation.snapshot()).unwrap();
    let mut again = Simulation::restore(&serde_json::from_str(&snapshot).unwrap()).unwrap();
    assert_eq!(again.world(), rollout.simulation.world());
    assert_eq!(again.ledger().entries(), rollout.simulation.ledger().entries());

    // The same is still to come, and something else gives another world.
    again.advance(Duration::from_secs(60));
    assert_ne!(again.world(), rollout.simulation.world());
    rollout.simulation.advance(Duration::from_secs(60));
    assert_eq!(again.world(), rollout.simulation.world());
}

#[test]
fn another_number_gives_other_luck() {
    let failures = |number: u64| {
        let mut rollout = Rollout::new();
        let seed = Seed { seed: number, ..Seed::from_json(SEED).unwrap() };
        rollout.simulation = Simulation::new(seed).unwrap();
        let package = rollout.verified_package();
        let job = rollout.job(&package);
        rollout.simulation.advance(Duration::from_secs(3600));
        let tasks = rollout.simulation.world().tasks("").into_iter();
        let failed = tasks.filter(|task| task.job_id == job && task.status == TaskStatus::Failed);
        failed.map(|task| task.device_name).collect::<Vec<_>>()
    };
    assert_eq!(failures(1), failures(1));
    assert_ne!(failures(1), failures(2));
}

#[test]
fn a_call_is_checked_by_its_spec_and_does_nothing_if_it_is_refused() {
    let mut rollout = Rollout::new();
    let mut refused = |action: &str, parameters: &[(&str, &str)]| {
        let response = rollout.simulation.call(&rollout.specs, action, parameters.iter().copied());
        response.unwrap_err()
    };
    let unknown = refused("CreateOTAStaticUpgradeJobs", &[]);
    assert!(unknown.message.contains("`CreateOTAStaticUpgradeJob`"), "{unknown}");
    assert_eq!(refused("QueryOTAJob", &[]).code, "MissingJobId");
    let name = [("ProductKey", "lamp"), ("ModuleName", "a b")];
    assert_eq!(refused("CreateOTAModule", &name).code, "iot.common.InvalidFormattedParameter");
    let product = [("ProductKey", "lamps"), ("ModuleName", "wifi")];
    assert_eq!(refused("CreateOTAModule", &product).code, "iot.prod.NotExistedProduct");
    assert!(rollout.simulation.ledger().entries().is_empty());
}

#[test]
fn a_seed_or_a_snapshot_that_contradicts_itself_says_where() {
    let twice = r#"{ "products": [{ "productKey": "p" }, { "productKey": "p" }] }"#;
    let error = Simulation::new(Seed::from_json(twice).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "invalid seed: product `p` occurs twice");

    let (rollout, _) = rolled_out();
    let snapshot = serde_json::to_string(&rollout.simulation.snapshot()).unwrap();
    let changed = snapshot.replace("\"DestVersion\\\":\\\"2.0.0", "\"DestVersions\\\":\\\"2.0.0");
    let error = Simulation::restore(&serde_json::from_str(&changed).unwrap()).unwrap_err();
    assert!(error.to_string().contains("entry 1 (`CreateOTAFirmware`)"), "{error}");
}

#[test]
fn devices_and_groups_that_cannot_be_are_refused() {
    let products = r#""products": [{ "productKey": "p", "devices": ["a"] }]"#;
    for (seed, part) in [
        (
            r#"{ "products": [{ "productKey": "p", "devices": [
                { "deviceName": "a", "unactive": true, "versions": { "default": "1" } }] }] }"#.to_owned(),
            "device `a` of product `p` is `unactive` and has `versions`",
        ),
        (
            r#"{ "products": [{ "productKey": "p", "devices": [{ "deviceName": "a", "nickname": "" }] }] }"#.to_owned(),
            "the `nickname` of device `a` of product `p` is empty",
        ),
        (
            format!(r#"{{ {products}, "groups": [{{ "groupId": "g", "productKey": "p", "others": [{{ "productKey": "q" }}] }}] }}"#),
            "group `g` is for product `q`, which does not exist",
        ),
        (
            format!(r#"{{ {products}, "groups": [{{ "groupId": "g", "productKey": "p", "others": [{{ "productKey": "p", "devices": ["b"] }}] }}] }}"#),
            "group `g` has device `b`, which product `p` does not have",
        ),
        (
            format!(r#"{{ {products}, "groups": [{{ "groupId": "g", "productKey": "p", "others": [{{ "devices": ["b"] }}] }}] }}"#),
            "the `productKey` of group `g` is empty",
        ),
    ] {
        let error = Simulation::new(Seed::from_json(&seed).unwrap()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

/// What is seen of devices is replayed like everything else.
#[test]
fn who_was_online_when_is_the_same_after_a_replay() {
    let mut rollout = Rollout::new();
    rollout.behave("device2", Behaviour { offline: Some(true), ..Behaviour::default() });
    rollout.simulation.advance(Duration::from_secs(60));
    rollout.behave("device2", Behaviour::default());
    rollout.simulation.advance(Duration::from_secs(60));
    let shown = |simulation: &Simulation, specs: &Spec| {
        let device = [("ProductKey", "lamp"), ("DeviceName", "device2")];
        simulation.look(specs, "QueryDeviceDetail", device).unwrap()
    };
    let before = shown(&rollout.simulation, &rollout.specs);
    let data = before.get("Data").unwrap();
    assert_eq!(data.get("UtcOnline"), Some(&Value::from("2026-01-02T03:05:05.000Z")));
    let again = Simulation::restore(&rollout.simulation.snapshot()).unwrap();
    assert_eq!(shown(&again, &rollout.specs), before);
}
