//! Everything that belongs to one attempt at an update, and ends with it.

use super::*;
use crate::world::Cause;

#[test]
fn an_attempt_that_failed_by_a_wrong_version_does_not_go_on() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(retrying());
    fleet.settle(8 * SECOND);
    fleet.report("device1", "9.9.9");
    // It would have succeeded 16 seconds after the beginning.
    fleet.settle(MINUTE);
    assert_eq!((fleet.status(job, 0), fleet.version(0)), (TaskStatus::InProgress, "9.9.9"));
    fleet.settle(10 * MINUTE + 22 * SECOND);
    assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
    fleet.settle(10 * MINUTE + 23 * SECOND);
    assert_eq!((fleet.status(job, 0), fleet.version(0)), (TaskStatus::Succeeded, "2.0.0"));
    assert_eq!(fleet.task(job, 0).retries, 1);
}

#[test]
fn the_failure_of_an_attempt_that_is_over_uses_up_no_retry() {
    let mut fleet = Fleet::new(1, steady());
    let fails = Some(DeviceFailure::UpdateFailed);
    let behaviour = Behaviour { fails, failed_attempts: Some(1), ..Behaviour::default() };
    fleet.behave("device1", behaviour);
    let job = fleet.start(retrying());
    fleet.settle(6 * SECOND);
    fleet.report("device1", "9.9.9");
    fleet.settle(10 * MINUTE);
    assert_eq!(fleet.task(job, 0).retries, 1);
    fleet.settle(11 * MINUTE);
    let task = fleet.task(job, 0);
    assert_eq!((task.status, task.retries), (TaskStatus::Succeeded, 1));
}

#[test]
fn wrong_versions_between_two_attempts_are_no_failures() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(retrying());
    fleet.settle(8 * SECOND);
    fleet.report("device1", "9.9.9");
    let planned = fleet.instance().agenda.len();
    for version in ["9.9.8", "9.9.7", "9.9.9"] {
        fleet.settle(fleet.world.now.since(fleet.beginning) + MINUTE);
        fleet.report("device1", version);
        assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
        assert_eq!(fleet.task(job, 0).retries, 1);
    }
    assert!(fleet.instance().agenda.len() <= planned);
    fleet.settle(11 * MINUTE);
    let task = fleet.task(job, 0);
    assert_eq!((task.status, task.retries), (TaskStatus::Succeeded, 1));
}

#[test]
fn a_device_that_gets_to_the_version_between_two_attempts_is_done() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(retrying());
    fleet.settle(8 * SECOND);
    fleet.report("device1", "9.9.9");
    fleet.report("device1", "2.0.0");
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    fleet.settle(20 * MINUTE);
    assert_eq!(fleet.task(job, 0).retries, 1);
}

#[test]
fn each_wrong_version_of_an_attempt_uses_up_a_retry() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(retrying());
    // Attempts begin 6 seconds, 10 minutes and 13 seconds, 20 minutes and 20 seconds from the
    // beginning.
    for (retries, at) in [(1, 8), (2, 615)] {
        fleet.settle(at * SECOND);
        fleet.report("device1", &format!("9.9.{retries}"));
        let task = fleet.task(job, 0);
        assert_eq!((task.status, task.retries), (TaskStatus::InProgress, retries));
    }
    fleet.settle(1222 * SECOND);
    fleet.report("device1", "9.9.3");
    let task = fleet.task(job, 0);
    assert_eq!((task.status, task.cause), (TaskStatus::Failed, Cause::WrongVersion));
}
