//! When devices get to know of their tasks.

use super::*;

#[test]
fn a_task_is_pushed_begins_and_succeeds() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(Settings::default());
    let mut seen = Vec::new();
    for second in [0, 1, 5, 6, 11, 15, 16] {
        fleet.settle(second * SECOND);
        let task = fleet.task(job, 0);
        seen.push((second, task.status, task.progress_at(fleet.world.now)));
    }
    use TaskStatus::{InProgress, Notified, Queued, Succeeded};
    assert_eq!(
        seen,
        [
            (0, Queued, 0),
            (1, Notified, 0),
            (5, Notified, 0),
            (6, InProgress, 0),
            (11, InProgress, 50),
            (15, InProgress, 90),
            (16, Succeeded, 100),
        ]
    );
    assert_eq!(fleet.version(0), "2.0.0");
    assert_eq!(fleet.job(job).status, JobStatus::Completed);
    assert_eq!(fleet.job(job).ended, Some(fleet.beginning.after(16 * SECOND)));
}

#[test]
fn no_minute_has_more_pushes_than_the_job_allows() {
    let mut fleet = Fleet::new(25, steady());
    let job = fleet.start(Settings { maximum_per_minute: 10, ..Settings::default() });
    for (millis, left) in
        [(SECOND, 15), (MINUTE - 1, 15), (MINUTE, 5), (2 * MINUTE - 1, 5), (2 * MINUTE, 0)]
    {
        fleet.settle(millis);
        assert_eq!(fleet.count(job, TaskStatus::Queued), left, "after {millis} ms");
    }
}

#[test]
fn a_task_that_is_queued_later_counts_in_the_minute_it_is_pushed_in() {
    let mut fleet = Fleet::new(12, Model { delay: 1.into(), duration: 1.into(), ..steady() });
    let job = fleet.start(Settings { maximum_per_minute: 10, ..Settings::default() });
    fleet.settle(10 * SECOND);
    assert_eq!(fleet.count(job, TaskStatus::Succeeded), 10);
    fleet.queue(job, 0);
    fleet.settle(MINUTE - 1);
    assert_eq!(fleet.count(job, TaskStatus::Queued), 3);
    fleet.settle(MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Queued), 0);
}

#[test]
fn a_job_of_many_devices_has_few_events() {
    let mut fleet = Fleet::new(1000, steady());
    let job = fleet.start(Settings { maximum_per_minute: 10, ..Settings::default() });
    assert_eq!(fleet.instance().agenda.len(), 1);
    fleet.settle(MINUTE);
    assert!(fleet.instance().agenda.len() < 25);
    fleet.settle(100 * MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Succeeded), 1000);
    assert_eq!(fleet.instance().agenda.len(), 0);
}

#[test]
fn without_push_each_device_asks_by_itself_and_the_limit_does_not_hold() {
    let mut fleet = Fleet::new(25, steady());
    let settings = Settings { need_push: false, maximum_per_minute: 10, ..Settings::default() };
    let job = fleet.start(settings);
    fleet.settle(20 * SECOND);
    assert_eq!(fleet.count(job, TaskStatus::Queued), 25);
    fleet.settle(21 * SECOND);
    assert_eq!(fleet.count(job, TaskStatus::Notified), 25);
}

#[test]
fn a_device_that_is_offline_for_a_while_is_pushed_to_when_it_is_back() {
    for need_push in [true, false] {
        let offline = Model { offline_share: 1.0, offline_for: Some(300.into()), ..steady() };
        let mut fleet = Fleet::new(3, offline);
        let job = fleet.start(Settings { need_push, ..Settings::default() });
        fleet.settle(300 * SECOND - 1);
        assert_eq!(fleet.count(job, TaskStatus::Queued), 3);
        fleet.settle(302 * SECOND);
        assert_eq!(fleet.count(job, TaskStatus::Notified), 3);
        fleet.settle(400 * SECOND);
        assert_eq!(fleet.count(job, TaskStatus::Succeeded), 3);
    }
}

#[test]
fn offline_devices_do_not_use_up_the_limit() {
    let mut fleet = Fleet::new(30, steady());
    for number in 1..=20 {
        let offline = Behaviour { offline: Some(true), ..Behaviour::default() };
        fleet.behave(&format!("device{number}"), offline);
    }
    let job = fleet.start(Settings { maximum_per_minute: 10, ..Settings::default() });
    fleet.settle(SECOND);
    assert_eq!(fleet.count(job, TaskStatus::Notified), 10);
    fleet.settle(1000 * MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Queued), 20);
}

#[test]
fn a_device_that_is_told_to_come_online_gets_its_task() {
    for need_push in [true, false] {
        let mut fleet = Fleet::new(2, steady());
        let offline = Behaviour { offline: Some(true), ..Behaviour::default() };
        fleet.behave("device1", offline.clone());
        let job = fleet.start(Settings { need_push, ..Settings::default() });
        fleet.settle(10 * MINUTE);
        assert_eq!(fleet.status(job, 0), TaskStatus::Queued);
        assert_eq!(fleet.status(job, 1), TaskStatus::Succeeded);
        fleet.behave("device1", Behaviour::default());
        fleet.settle(20 * MINUTE);
        assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
    }
}

#[test]
fn devices_that_are_offline_for_ever_come_back_with_another_model() {
    for need_push in [true, false] {
        let mut fleet = Fleet::new(2, Model { offline_share: 1.0, ..steady() });
        let job = fleet.start(Settings { need_push, ..Settings::default() });
        fleet.settle(10 * MINUTE);
        assert_eq!(fleet.count(job, TaskStatus::Queued), 2);
        fleet.world.set_model(&steady()).unwrap();
        fleet.settle(20 * MINUTE);
        assert_eq!(fleet.count(job, TaskStatus::Succeeded), 2);
    }
}

#[test]
fn a_device_can_be_offline_for_a_time_counted_from_when_it_is_told() {
    let mut fleet = Fleet::new(1, steady());
    fleet.settle(MINUTE);
    let offline_for = Some(Seconds::from(120));
    fleet.behave("device1", Behaviour { offline: Some(true), offline_for, ..Behaviour::default() });
    fleet.settle(2 * MINUTE);
    let job = fleet.start(Settings::default());
    fleet.settle(3 * MINUTE - 1);
    assert_eq!(fleet.status(job, 0), TaskStatus::Queued);
    fleet.settle(3 * MINUTE + SECOND);
    assert_eq!(fleet.status(job, 0), TaskStatus::Notified);
}

#[test]
fn a_task_that_is_cancelled_goes_no_further() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(Settings::default());
    fleet.settle(8 * SECOND);
    assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
    let (now, task) = (fleet.world.now, TaskRef { job, position: 0 });
    let instance = fleet.world.instances.get_mut("").unwrap();
    instance.end_task(task, TaskStatus::Canceled, crate::world::Cause::Cancelled, now);
    fleet.settle(MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Canceled);
    assert_eq!(fleet.task(job, 0).progress, 20);
    assert_eq!(fleet.version(0), "1.0.0");
}

#[test]
fn tasks_that_need_approval_wait_for_it() {
    let mut fleet = Fleet::new(2, steady());
    let job = fleet.start(Settings { need_confirm: true, ..Settings::default() });
    fleet.settle(10 * MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Confirm), 2);
    fleet.queue(job, 1);
    fleet.settle(11 * MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Confirm);
    assert_eq!(fleet.status(job, 1), TaskStatus::Succeeded);
    assert_eq!(fleet.job(job).status, JobStatus::InProgress);
}
