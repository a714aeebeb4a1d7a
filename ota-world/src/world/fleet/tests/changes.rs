//! Changes to devices from outside are written down and can be replayed.

use super::*;
use crate::ledger::Change;
use crate::seed::{DetailedDevice, SeedDevice};

/// One of each, most with all that they can say.
fn changes() -> Vec<Change> {
    let device = DetailedDevice {
        device_name: "lamp".to_owned(),
        iot_id: Some("chosen".to_owned()),
        versions: [("default".to_owned(), "0.9.0".to_owned())].into(),
        behaviour: Some(Behaviour {
            delay: Some(Seconds { from: 1, to: 2 }),
            ..Default::default()
        }),
        nickname: Some("the lamp".to_owned()),
        unactive: false,
    };
    vec![
        Change::SetModel {
            model: Model {
                failure_rate: 0.1,
                failure: DeviceFailure::FlashFailed,
                offline_share: 1.0 / 3.0,
                offline_for: Some(7.into()),
                ..Model::default()
            },
        },
        Change::SetBehaviour {
            instance: String::new(),
            product_key: "p".to_owned(),
            device_name: "device1".to_owned(),
            behaviour: Behaviour {
                fails: Some(DeviceFailure::WrongVersion),
                failed_attempts: Some(1),
                offline: Some(true),
                offline_for: Some(Seconds { from: 60, to: 90 }),
                ..Default::default()
            },
        },
        Change::ReportVersion {
            instance: String::new(),
            product_key: "p".to_owned(),
            device_name: "device2".to_owned(),
            module_name: "camera".to_owned(),
            version: "0.1".to_owned(),
        },
        Change::AddDevices {
            instance: String::new(),
            product_key: "p".to_owned(),
            devices: vec![SeedDevice::from("bell"), SeedDevice::from(device)],
            numbered: Some(Numbered { prefix: "gate".to_owned(), count: 3 }),
        },
    ]
}

#[test]
fn a_change_that_was_written_down_does_the_same_again() {
    let run = |changes: &[Change]| {
        let mut fleet = Fleet::new(20, steady());
        for change in changes {
            assert!(fleet.world.apply(change).is_ok());
            fleet.world.settle(fleet.world.now.after(MINUTE));
        }
        fleet.start(Settings::default());
        fleet.world.settle(fleet.world.now.after(10 * MINUTE));
        format!("{:?}", fleet.world)
    };
    let again: Vec<Change> = changes()
        .iter()
        .map(|change| serde_json::from_str(&serde_json::to_string(change).unwrap()).unwrap())
        .collect();
    assert_eq!(run(&again), run(&changes()));
}

#[test]
fn a_change_may_leave_out_what_is_usual() {
    for text in [
        r#"{"kind": "setModel", "model": {}}"#,
        r#"{"kind": "setBehaviour", "productKey": "p", "deviceName": "device1", "behaviour": {}}"#,
        r#"{"kind": "reportVersion", "productKey": "p", "deviceName": "device1", "version": "3"}"#,
        r#"{"kind": "addDevices", "productKey": "p", "devices": ["lamp"]}"#,
        r#"{"kind": "addDevices", "productKey": "p", "numbered": {"prefix": "n", "count": 2}}"#,
    ] {
        let mut fleet = Fleet::new(1, steady());
        let change: Change = serde_json::from_str(text).unwrap();
        assert!(fleet.world.apply(&change).is_ok(), "{text}");
    }
}

#[test]
fn a_behaviour_of_the_default_is_none() {
    let mut fleet = Fleet::new(1, steady());
    fleet.behave("device1", Behaviour { silent: Some(true), ..Behaviour::default() });
    fleet.behave("device1", Behaviour::default());
    assert!(fleet.instance().products["p"].devices[0].behaviour.is_none());
}

#[test]
fn time_can_pass_to_its_end() {
    let mut fleet = Fleet::new(25, steady());
    fleet.start(Settings { maximum_per_minute: 10, ..Settings::default() });
    fleet.world.settle(Moment(i64::MAX));
    // Nothing can be later than this, also not the next minute of a job.
    let job =
        fleet.start(Settings { maximum_per_minute: 10, overwrites: true, ..Default::default() });
    fleet.world.settle(Moment(i64::MAX));
    assert_eq!(fleet.count(job, TaskStatus::Succeeded), 10);
}
