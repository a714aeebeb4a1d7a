//! How dynamic jobs take in devices that report.

use super::*;
use crate::seed::SeedDevice;
use crate::world::Cause;

const LATER_ONES: JobKind = JobKind::Dynamic { with_present: false };

fn from_version(version: &str) -> Settings {
    Settings { src_versions: vec![version.to_owned()], ..Settings::default() }
}

#[test]
fn a_device_that_reports_a_start_version_is_taken_in() {
    let mut fleet = Fleet::new(2, steady());
    let job = fleet.start_as(LATER_ONES, "f", from_version("1.5.0"), []);
    fleet.report("device1", "1.4.0");
    assert_eq!(fleet.job(job).tasks().len(), 0);
    fleet.report("device2", "1.5.0");
    fleet.report("device2", "1.5.0");
    assert_eq!(fleet.job(job).tasks().len(), 1);
    fleet.settle(MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    assert_eq!((fleet.version(0), fleet.version(1)), ("1.4.0", "2.0.0"));
    assert_eq!(fleet.job(job).status, JobStatus::InProgress);
}

#[test]
fn a_device_that_reports_what_it_ran_before_the_job_is_not_taken_in_as_a_later_one() {
    let mut fleet = Fleet::new(2, steady());
    let job = fleet.start_as(LATER_ONES, "f", from_version("1.0.0"), []);
    fleet.report("device1", "1.0.0");
    assert_eq!(fleet.job(job).tasks().len(), 0);
    fleet.report("device1", "0.9.0");
    fleet.report("device1", "1.0.0");
    assert_eq!(fleet.job(job).tasks().len(), 1);
    assert_eq!(fleet.task(job, 0).device, 0);
}

#[test]
fn a_device_that_reports_what_it_ran_before_is_taken_in_where_those_take_part() {
    let mut fleet = Fleet::new(2, steady());
    let kind = JobKind::Dynamic { with_present: true };
    let older = fleet.start_as(kind, "f", from_version("1.0.0"), []);
    let newer = fleet.start_as(LATER_ONES, "g", from_version("1.0.0"), []);
    fleet.report("device1", "1.0.0");
    assert_eq!((fleet.job(older).tasks().len(), fleet.job(newer).tasks().len()), (1, 0));
}

#[test]
fn the_first_report_of_a_module_is_a_new_version() {
    let mut fleet = Fleet::new(1, steady());
    let instance = fleet.world.instances.get_mut("").unwrap();
    instance.packages.get_mut("f").unwrap().module = "camera".to_owned();
    let job = fleet.start_as(LATER_ONES, "f", from_version("1.0.0"), []);
    fleet.world.report_version(name("device1"), "camera", "1.0.0").unwrap();
    assert_eq!(fleet.job(job).tasks().len(), 1);
}

#[test]
fn a_device_of_the_group_is_taken_in_whatever_it_reports_but_the_new_version() {
    let mut fleet = Fleet::new(2, steady());
    let settings = Settings { group_id: Some("members".to_owned()), ..Settings::default() };
    let job = fleet.start_as(LATER_ONES, "f", settings, []);
    fleet.report("device1", "1.5.0");
    fleet.report("device2", "2.0.0");
    assert_eq!(fleet.job(job).tasks().len(), 0);
    fleet.report("device2", "0.1.0");
    assert_eq!(fleet.job(job).tasks().len(), 1);
    assert_eq!(fleet.task(job, 0).device, 1);
}

#[test]
fn a_device_that_goes_back_to_an_old_version_is_updated_again_up_to_ten_times() {
    let mut fleet = Fleet::new(1, steady());
    let kind = JobKind::Dynamic { with_present: true };
    let job = fleet.start_as(kind, "f", from_version("1.0.0"), []);
    for round in 1..=12 {
        fleet.report("device1", "1.0.0");
        fleet.settle(round * MINUTE);
        let version = if round <= 10 { "2.0.0" } else { "1.0.0" };
        assert_eq!(fleet.version(0), version, "{round}");
        assert_eq!(fleet.job(job).tasks().len(), 1);
        assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    }
}

#[test]
fn a_device_whose_update_failed_is_updated_again_and_a_cancelled_one_is_not() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start_as(LATER_ONES, "f", from_version("1.0.0"), []);
    let once = Behaviour { fails: Some(DeviceFailure::WrongVersion), ..Behaviour::default() };
    fleet.behave("device1", once);
    fleet.report("device1", "0.9.0");
    fleet.report("device1", "1.0.0");
    fleet.settle(MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Failed);
    fleet.behave("device1", Behaviour::default());
    fleet.report("device1", "1.0.0");
    fleet.settle(2 * MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    fleet.report("device1", "1.0.0");
    let task = TaskRef { job, position: 0 };
    let instance = fleet.world.instances.get_mut("").unwrap();
    instance.end_task(task, TaskStatus::Canceled, Cause::Cancelled, Moment(2 * MINUTE));
    fleet.report("device1", "0.9.0");
    fleet.report("device1", "1.0.0");
    assert_eq!(fleet.status(job, 0), TaskStatus::Canceled);
}

#[test]
fn a_job_that_follows_a_group_updates_a_device_once() {
    let mut fleet = Fleet::new(2, steady());
    let settings = Settings { group_id: Some("members".to_owned()), ..Settings::default() };
    let job = fleet.start_as(LATER_ONES, "f", settings, []);
    fleet.report("device2", "0.1.0");
    fleet.settle(MINUTE);
    assert_eq!(fleet.version(1), "2.0.0");
    fleet.report("device2", "0.1.0");
    fleet.settle(2 * MINUTE);
    assert_eq!((fleet.version(1), fleet.status(job, 0)), ("0.1.0", TaskStatus::Succeeded));
}

#[test]
fn the_newest_of_several_matching_jobs_wins() {
    let mut fleet = Fleet::new(1, steady());
    let older = fleet.start_as(LATER_ONES, "f", from_version("1.5.0"), []);
    let newer = fleet.start_as(LATER_ONES, "g", from_version("1.5.0"), []);
    fleet.report("device1", "1.5.0");
    assert_eq!(fleet.job(older).tasks().len(), 0);
    fleet.settle(MINUTE);
    assert_eq!(fleet.status(newer, 0), TaskStatus::Succeeded);
    assert_eq!(fleet.version(0), "3.0.0");
}

#[test]
fn jobs_can_follow_each_other() {
    let mut fleet = Fleet::new(1, steady());
    let second = fleet.start_as(LATER_ONES, "g", from_version("2.0.0"), []);
    fleet.start_as(LATER_ONES, "f", from_version("1.5.0"), []);
    fleet.report("device1", "1.5.0");
    fleet.settle(MINUTE);
    assert_eq!(fleet.status(second, 0), TaskStatus::Succeeded);
    assert_eq!(fleet.version(0), "3.0.0");
}

#[test]
fn a_cancelled_job_takes_in_nobody_but_its_tasks_go_on() {
    let mut fleet = Fleet::new(2, steady());
    let job = fleet.start_as(LATER_ONES, "f", from_version("1.5.0"), []);
    fleet.report("device1", "1.5.0");
    fleet.world.instances.get_mut("").unwrap().job_at_mut(job).unwrap().status =
        JobStatus::Canceled;
    fleet.report("device2", "1.5.0");
    fleet.settle(MINUTE);
    assert_eq!(fleet.job(job).tasks().len(), 1);
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    assert_eq!(fleet.job(job).status, JobStatus::Canceled);
}

#[test]
fn a_new_device_is_taken_in() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start_as(LATER_ONES, "f", from_version("1.0.0"), []);
    fleet.world.add_devices("", "p", &[SeedDevice::from("lamp")], None).unwrap();
    fleet.settle(MINUTE);
    assert_eq!(fleet.job(job).tasks().len(), 1);
    assert_eq!(fleet.version(1), "2.0.0");
}

#[test]
fn devices_are_added_all_or_none() {
    let mut fleet = Fleet::new(1, steady());
    let devices = ["lamp", "device1"].map(SeedDevice::from);
    let failure = fleet.world.add_devices("", "p", &devices, None).unwrap_err();
    assert!(failure.message.contains("`device1`"), "{}", failure.message);
    assert_eq!(fleet.instance().products["p"].devices.len(), 1);
}
