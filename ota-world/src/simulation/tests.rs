//! Replaying a ledger gives the world that it was written in.

use std::collections::BTreeSet;

use ota_spec::Value;
use proptest::prelude::*;
use serde_json::json;

use super::Simulation;
use crate::ledger::Change;
use crate::ledger::snapshot::Snapshot;
use crate::seed::{Numbered, Seed, SeedPackage, SeedPackageStatus, SeedProduct};
use crate::time::Moment;
use crate::world::{Behaviour, DeviceFailure, Instance, Model, Seconds, TaskRef, World};

const START: Moment = Moment(1_767_323_045_000);
const DEVICES: u32 = 30;

fn seed(number: u64) -> Seed {
    let package = |id: &str, version: &str| SeedPackage {
        firmware_id: id.to_owned(),
        dest_version: Some(version.to_owned()),
        ..SeedPackage::default()
    };
    let unverified = SeedPackage { status: SeedPackageStatus::Unverified, ..package("g", "3.0.0") };
    Seed {
        seed: number,
        model: Model {
            failure_rate: 0.3,
            silent_share: 0.1,
            offline_share: 0.3,
            offline_for: Some(Seconds { from: 10, to: 2000 }),
            ..Model::default()
        },
        products: vec![SeedProduct {
            product_key: "p".to_owned(),
            numbered: Some(Numbered { count: DEVICES, ..Numbered::default() }),
            packages: vec![package("f", "2.0.0"), unverified],
            ..SeedProduct::default()
        }],
        ..Seed::default()
    }
}

/// All that an instance shows, and so all that later responses can depend on but the agenda.
fn seen(world: &World) -> String {
    let seen = |(id, instance): (&String, &Instance)| {
        let (products, groups) = (&instance.products, &instance.groups);
        format!("{id} {products:?} {groups:?} {:?} {:?}", instance.packages, instance.jobs)
    };
    let instances: Vec<String> = world.instances.iter().map(seen).collect();
    format!("{:?} {:?} {instances:?} {:?}", world.now, world.model, world.objects)
}

/// Something that is tried: what, two choices, how many seconds after the one before, and whether
/// somebody looks in between.
type Try = (u8, u8, u8, i64, bool);

fn change(world: &World, (kind, one, two, ..): Try) -> Change {
    let instance = &world.instances[""];
    let job = u32::from(one) % (instance.jobs.len().max(1) as u32);
    let job_id = instance.job_at(job).map_or("none", |(id, _)| id);
    let tasks: Vec<String> = (0..u32::from(two % 4))
        .map(|position| instance.task_id(TaskRef { job, position: position * 3 }))
        .collect();
    let package = if one % 2 == 0 { "f" } else { "g" };
    let device = format!("device{}", u32::from(two) % (DEVICES + 2) + 1);
    let module = format!("module{}", two % 4);
    let now = world.now.0;
    let (action, request) = match kind {
        0 => (
            "CreateOTAStaticUpgradeJob",
            json!({ "FirmwareId": package, "ProductKey": "p", "TargetSelection": "ALL",
                "MaximumPerMinute": 10 + u32::from(two % 7), "RetryInterval": 10, "RetryCount": 2,
                "TimeoutInMinutes": 20, "OverwriteMode": 1 + u32::from(two % 2) }),
        ),
        1 => (
            "CreateOTAStaticUpgradeJob",
            json!({ "FirmwareId": package, "ProductKey": "p", "TargetSelection": "GRAY",
                "GrayPercent": "33.33", "ScheduleTime": now + 600_000,
                "ScheduleFinishTime": now + 7_200_000 }),
        ),
        2 => (
            "CreateOTADynamicUpgradeJob",
            json!({ "FirmwareId": package, "ProductKey": "p", "TargetSelection": "ALL",
                "SrcVersion": ["1.0.0"], "DynamicMode": 1 + u32::from(two % 2) }),
        ),
        3 => (
            "CreateOTAVerifyJob",
            json!({ "FirmwareId": package, "ProductKey": "p", "TargetDeviceName": [device] }),
        ),
        4 => ("CancelOTAStrategyByJob", json!({ "JobId": job_id })),
        5 => (
            "CancelOTATaskByJob",
            json!({ "JobId": job_id, "CancelScheduledTask": true,
                "CancelQueuedTask": true, "CancelInProgressTask": true,
                "CancelNotifiedTask": true, "CancelUnconfirmedTask": true }),
        ),
        6 => (
            "CancelOTATaskByDevice",
            json!({ "FirmwareId": package, "ProductKey": "p", "DeviceName": [device] }),
        ),
        7 => ("ReupgradeOTATask", json!({ "JobId": job_id, "TaskId": tasks })),
        8 => ("CreateOTAModule", json!({ "ProductKey": "p", "ModuleName": module })),
        9 => ("DeleteOTAModule", json!({ "ProductKey": "p", "ModuleName": module })),
        10 => ("DeleteOTAFirmware", json!({ "FirmwareId": package })),
        11 => {
            let behaviour =
                Behaviour { fails: Some(DeviceFailure::FlashFailed), ..Behaviour::default() };
            return Change::SetBehaviour {
                instance: String::new(),
                product_key: "p".to_owned(),
                device_name: device,
                behaviour,
            };
        }
        12 => {
            return Change::ReportVersion {
                instance: String::new(),
                product_key: "p".to_owned(),
                device_name: device,
                module_name: String::new(),
                version: if one % 2 == 0 { "1.0.0" } else { "2.0.0" }.to_owned(),
            };
        }
        13 => {
            return Change::AddDevices {
                instance: String::new(),
                product_key: "p".to_owned(),
                devices: match two % 3 {
                    0 => vec![device.as_str().into(), "new".into()],
                    _ => vec![format!("new{one}-{two}").as_str().into()],
                },
                numbered: None,
            };
        }
        _ => return Change::Advance { seconds: None },
    };
    let request = Value::from_json(&request.to_string()).unwrap();
    Change::Call { instance: String::new(), action: action.to_owned(), request }
}

/// Does all that is tried; gives the world, and a snapshot of it that went through JSON.
fn lived(number: u64, tries: &[Try]) -> (Simulation, Snapshot) {
    let mut simulation = Simulation::starting_at(START, seed(number)).unwrap();
    for step in tries {
        let (.., seconds, looks) = *step;
        let now = simulation.now();
        if looks {
            simulation.settle(now.after(seconds * 500));
        }
        simulation.settle(now.after(seconds * 1000));
        let change = change(simulation.world(), *step);
        let before = seen(simulation.world());
        if simulation.change("request", change.clone()).is_err() {
            let after = seen(simulation.world());
            assert_eq!(after, before, "{change:?} was refused and did something");
        }
    }
    simulation.settle(simulation.now().after(300_000));
    let text = serde_json::to_string(&simulation.snapshot()).unwrap();
    (simulation, serde_json::from_str(&text).unwrap())
}

#[test]
fn what_is_tried_in_the_next_test_mostly_works() {
    let step = |one| move |kind| (kind, one, one + 1, 60, false);
    let tries: Vec<Try> = (0..4).flat_map(|one| (0..15).map(step(one))).collect();
    let (_, snapshot) = lived(1, &tries);
    let done: BTreeSet<&str> = snapshot.ledger.iter().map(|entry| entry.change.action()).collect();
    assert_eq!(done.len(), 14, "{done:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn replaying_what_was_done_gives_the_same_world(
        number: u64,
        tries in prop::collection::vec((0_u8..15, any::<u8>(), any::<u8>(), 0_i64..900, any::<bool>()), 0..40),
    ) {
        let (mut lived, snapshot) = lived(number, &tries);
        let mut restored = Simulation::restore(&snapshot).unwrap();
        prop_assert_eq!(seen(restored.world()), seen(lived.world()));
        // Also what is still to come.
        for simulation in [&mut lived, &mut restored] {
            simulation.settle(simulation.now().after(24 * 3_600_000));
        }
        prop_assert_eq!(seen(restored.world()), seen(lived.world()));
    }
}
