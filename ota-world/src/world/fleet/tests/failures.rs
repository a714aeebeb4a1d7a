//! Failures and retries.

use super::*;
use crate::world::Cause;

fn failing(failure: DeviceFailure) -> Behaviour {
    Behaviour { fails: Some(failure), ..Behaviour::default() }
}

#[test]
fn each_failure_has_its_cause() {
    for (failure, cause) in [
        (DeviceFailure::UpdateFailed, Cause::UpdateFailed),
        (DeviceFailure::DownloadFailed, Cause::DownloadFailed),
        (DeviceFailure::CheckFailed, Cause::CheckFailed),
        (DeviceFailure::FlashFailed, Cause::FlashFailed),
        (DeviceFailure::WrongVersion, Cause::WrongVersion),
    ] {
        let mut fleet = Fleet::new(1, steady());
        fleet.behave("device1", failing(failure));
        let job = fleet.start(Settings::default());
        fleet.settle(MINUTE);
        let task = fleet.task(job, 0);
        assert_eq!((task.status, task.cause), (TaskStatus::Failed, cause));
        assert_eq!(task.progress == 100, failure == DeviceFailure::WrongVersion);
        assert_ne!(fleet.version(0), "2.0.0");
        assert_eq!(fleet.job(job).status, JobStatus::Completed);
    }
}

#[test]
fn a_device_that_got_the_wrong_version_before_can_fail_so_again() {
    let mut fleet = Fleet::new(1, steady());
    fleet.behave("device1", failing(DeviceFailure::WrongVersion));
    for _ in 0..2 {
        let job = fleet.start(Settings::default());
        fleet.world.settle(fleet.world.now.after(MINUTE));
        assert_eq!(fleet.task(job, 0).cause, Cause::WrongVersion);
    }
}

#[test]
fn the_rate_of_failures_is_about_that_of_the_model() {
    let model = Model { failure_rate: 0.25, failure: DeviceFailure::CheckFailed, ..steady() };
    let mut fleet = Fleet::new(2000, model);
    let job = fleet.start(Settings::default());
    fleet.settle(10 * MINUTE);
    let failed = fleet.count(job, TaskStatus::Failed);
    assert_eq!(failed + fleet.count(job, TaskStatus::Succeeded), 2000);
    assert!((400..600).contains(&failed), "{failed}");
    assert!(
        fleet.job(job).tasks().all(|task| {
            (task.cause == Cause::CheckFailed) == (task.status == TaskStatus::Failed)
        })
    );
}

#[test]
fn a_job_that_names_start_versions_retries_and_the_state_stays() {
    let mut fleet = Fleet::new(1, steady());
    fleet.behave("device1", Behaviour { failed_attempts: Some(2), ..failing(Default::default()) });
    let job = fleet.start(retrying());
    fleet.settle(6 * SECOND);
    let begun = fleet.task(job, 0).generation;
    for minute in 1..=20 {
        fleet.settle(minute * MINUTE);
        let task = fleet.task(job, 0);
        assert_eq!(task.status, TaskStatus::InProgress, "after {minute} minutes");
        assert_eq!(task.generation, begun);
        assert_eq!(task.retries, if minute <= 10 { 1 } else { 2 });
    }
    fleet.settle(22 * MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    assert_eq!(fleet.task(job, 0).retries, 2);
}

#[test]
fn a_task_fails_when_no_retry_is_left() {
    let mut fleet = Fleet::new(1, steady());
    fleet.behave("device1", failing(DeviceFailure::WrongVersion));
    let job = fleet.start(retrying());
    fleet.settle(20 * MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
    fleet.settle(22 * MINUTE);
    let task = fleet.task(job, 0);
    assert_eq!(
        (task.status, task.cause, task.retries),
        (TaskStatus::Failed, Cause::WrongVersion, 2)
    );
}

#[test]
fn a_job_without_start_versions_does_not_retry() {
    let mut fleet = Fleet::new(1, steady());
    fleet.behave("device1", failing(DeviceFailure::DownloadFailed));
    let job = fleet.start(Settings { src_versions: Vec::new(), ..retrying() });
    fleet.settle(MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Failed);
    assert_eq!(fleet.task(job, 0).retries, 0);
}

#[test]
fn a_task_that_is_started_anew_has_another_chance() {
    let mut fleet = Fleet::new(64, Model { failure_rate: 0.5, ..steady() });
    let job = fleet.start(Settings::default());
    fleet.settle(MINUTE);
    let failed: Vec<u32> =
        (0..64).filter(|position| fleet.status(job, *position) == TaskStatus::Failed).collect();
    assert!(!failed.is_empty());
    for position in &failed {
        fleet.queue(job, *position);
    }
    assert_eq!(fleet.job(job).status, JobStatus::InProgress);
    fleet.settle(5 * MINUTE);
    assert!(failed.iter().any(|position| fleet.status(job, *position) == TaskStatus::Succeeded));
}

#[test]
fn a_silent_device_times_out_after_its_first_progress_and_is_not_retried() {
    let mut fleet = Fleet::new(1, Model { silent_share: 1.0, ..steady() });
    let job = fleet.start(Settings { timeout_minutes: Some(5), ..retrying() });
    // It is pushed after a second and reports progress five seconds later.
    let deadline = 6 * SECOND + 5 * MINUTE;
    fleet.settle(deadline - 1);
    let progress = fleet.task(job, 0).progress_at(fleet.world.now);
    assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
    assert!((5..95).contains(&progress), "{progress}");
    fleet.settle(deadline);
    let task = fleet.task(job, 0);
    assert_eq!((task.status, task.cause), (TaskStatus::Failed, Cause::TimedOut));
    assert_eq!((task.retries, task.progress), (0, progress));
}

#[test]
fn a_silent_device_without_a_time_limit_stays_in_progress() {
    let mut fleet = Fleet::new(1, steady());
    fleet.behave("device1", Behaviour { silent: Some(true), ..Behaviour::default() });
    let job = fleet.start(Settings::default());
    fleet.settle(100_000 * MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
}

#[test]
fn the_time_limit_ends_a_slow_update_and_one_that_waits_for_its_retry() {
    let mut fleet = Fleet::new(2, steady());
    fleet.behave("device1", Behaviour { duration: Some(3600.into()), ..Behaviour::default() });
    fleet.behave("device2", failing(DeviceFailure::UpdateFailed));
    let job = fleet.start(Settings { timeout_minutes: Some(15), ..retrying() });
    fleet.settle(15 * MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::InProgress), 2);
    fleet.settle(16 * MINUTE);
    for position in 0..2 {
        let task = fleet.task(job, position);
        assert_eq!((task.status, task.cause), (TaskStatus::Failed, Cause::TimedOut));
    }
}

#[test]
fn a_device_that_reports_another_version_meanwhile_has_failed() {
    let mut fleet = Fleet::new(3, steady());
    let job = fleet.start(Settings::default());
    fleet.settle(8 * SECOND);
    fleet.report("device1", "9.9.9");
    fleet.report("device2", "1.0.0");
    fleet.report("device3", "2.0.0");
    assert_eq!(fleet.task(job, 0).cause, Cause::WrongVersion);
    assert_eq!(fleet.status(job, 0), TaskStatus::Failed);
    assert_eq!(fleet.status(job, 1), TaskStatus::InProgress);
    assert_eq!(fleet.status(job, 2), TaskStatus::Succeeded);
}
