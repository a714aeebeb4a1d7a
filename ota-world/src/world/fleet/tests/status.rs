//! Whether devices are online, and since when.

use super::*;
use crate::seed::{DetailedDevice, SeedDevice};
use crate::world::DeviceStatus;
use crate::world::fleet::status::DeviceState;

const SECOND_DEVICE: u32 = 1;

fn state(fleet: &Fleet, device: u32) -> DeviceState {
    fleet.instance().device_state((0, device), fleet.world.now, &fleet.world.model).unwrap()
}

/// The state, and since when, last online and first online in seconds after the beginning.
fn seen(fleet: &Fleet, device: u32) -> (DeviceStatus, i64, Option<i64>, Option<i64>) {
    let state = state(fleet, device);
    let seconds = |moment: Moment| moment.since(fleet.beginning) / 1000;
    (
        state.status,
        seconds(state.since),
        state.last_online.map(seconds),
        state.first_online.map(seconds),
    )
}

fn offline(time: Option<Seconds>) -> Behaviour {
    Behaviour { offline: Some(true), offline_for: time, ..Behaviour::default() }
}

#[test]
fn a_device_goes_and_comes_back_by_its_behaviour() {
    use DeviceStatus::{Offline, Online};
    let mut fleet = Fleet::new(2, Model::default());
    assert_eq!(seen(&fleet, 0), (Online, 0, Some(0), Some(0)));
    fleet.settle(10_000);
    fleet.behave("device1", offline(Some(30.into())));
    assert_eq!(seen(&fleet, 0), (Offline, 10, Some(0), Some(0)));
    fleet.settle(39_999);
    assert_eq!(seen(&fleet, 0).0, Offline);
    fleet.settle(50_000);
    assert_eq!(seen(&fleet, 0), (Online, 40, Some(40), Some(0)));
    // It stays so when it is told something else.
    fleet.behave("device1", Behaviour { delay: Some(1.into()), ..Behaviour::default() });
    assert_eq!(seen(&fleet, 0), (Online, 40, Some(40), Some(0)));
    fleet.behave("device1", offline(None));
    fleet.settle(1_000_000_000);
    assert_eq!(seen(&fleet, 0), (Offline, 50, Some(40), Some(0)));
    fleet.behave("device1", Behaviour::default());
    assert_eq!(seen(&fleet, 0), (Online, 1_000_000, Some(1_000_000), Some(0)));
    // The other one has been there all the time.
    assert_eq!(seen(&fleet, SECOND_DEVICE), (Online, 0, Some(0), Some(0)));
}

#[test]
fn by_the_model_a_device_is_offline_while_a_task_waits_for_it() {
    let model = Model {
        offline_share: 1.0,
        offline_for: Some(60.into()),
        delay: 1.into(),
        ..Model::default()
    };
    let mut fleet = Fleet::new(1, model);
    assert_eq!(state(&fleet, 0).status, DeviceStatus::Online);
    fleet.settle(5000);
    let job = fleet.start(Settings::default());
    assert_eq!(seen(&fleet, 0), (DeviceStatus::Offline, 5, Some(0), Some(0)));
    fleet.settle(64_999);
    assert_eq!(fleet.status(job, 0), TaskStatus::Queued);
    assert_eq!(state(&fleet, 0).status, DeviceStatus::Offline);
    fleet.settle(66_500);
    assert_eq!(fleet.status(job, 0), TaskStatus::Notified);
    assert_eq!(state(&fleet, 0).status, DeviceStatus::Online);
}

#[test]
fn a_device_that_was_never_online_is_told_nothing_until_it_reports() {
    let mut fleet = Fleet::new(1, Model::default());
    fleet.settle(1000);
    let device = DetailedDevice {
        device_name: "new".to_owned(),
        unactive: true,
        ..DetailedDevice::default()
    };
    fleet.world.add_devices("", "p", &[SeedDevice::from(device)], None).unwrap();
    let new = SECOND_DEVICE;
    assert_eq!(seen(&fleet, new), (DeviceStatus::Unactive, 1, None, None));
    assert_eq!(fleet.instance().products["p"].version(new, "default"), None);
    let job = fleet.start_as(JobKind::Static, "f", Settings::default(), [new]);
    fleet.settle(500_000);
    assert_eq!(fleet.status(job, 0), TaskStatus::Queued);
    // Being called reachable is not being active.
    fleet.behave("new", Behaviour { offline: Some(false), ..Behaviour::default() });
    assert_eq!(state(&fleet, new).status, DeviceStatus::Unactive);
    fleet.report("new", "1.0.0");
    assert_eq!(seen(&fleet, new), (DeviceStatus::Online, 500, Some(500), Some(500)));
    assert_eq!(fleet.version(new), "1.0.0");
    fleet.settle(1_000_000);
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
}
