//! When jobs begin and end.

use super::*;
use crate::world::Cause;

fn scheduled(fleet: &Fleet, start: i64, finish: Option<i64>) -> Settings {
    Settings {
        schedule: Some(fleet.beginning.after(start)),
        finish: finish.map(|finish| fleet.beginning.after(finish)),
        ..Settings::default()
    }
}

#[test]
fn a_planned_job_begins_at_its_time() {
    let mut fleet = Fleet::new(2, steady());
    let job = fleet.start(scheduled(&fleet, 10 * MINUTE, None));
    fleet.settle(10 * MINUTE - 1);
    assert_eq!(fleet.job(job).status, JobStatus::Planned);
    assert_eq!(fleet.count(job, TaskStatus::Queued), 2);
    fleet.settle(10 * MINUTE);
    assert_eq!(fleet.job(job).status, JobStatus::InProgress);
    assert_eq!(fleet.job(job).started, Some(fleet.beginning.after(10 * MINUTE)));
    assert_eq!(fleet.count(job, TaskStatus::Queued), 2);
    fleet.settle(11 * MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Succeeded), 2);
    assert_eq!(fleet.job(job).status, JobStatus::Completed);
}

#[test]
fn what_has_not_ended_at_the_end_of_the_job_is_cancelled() {
    let mut fleet = Fleet::new(25, steady());
    let settings = Settings {
        maximum_per_minute: 10,
        ..scheduled(&fleet, 10 * MINUTE, Some(11 * MINUTE + 10 * SECOND))
    };
    let job = fleet.start(settings);
    fleet.settle(11 * MINUTE + 10 * SECOND - 1);
    assert_eq!(fleet.count(job, TaskStatus::InProgress), 10);
    fleet.settle(11 * MINUTE + 10 * SECOND);
    assert_eq!(fleet.count(job, TaskStatus::Succeeded), 10);
    assert_eq!(fleet.count(job, TaskStatus::Canceled), 15);
    let mut tasks = fleet.job(job).tasks();
    assert!(
        tasks.all(|task| {
            (task.cause == Cause::Finished) == (task.status == TaskStatus::Canceled)
        })
    );
    drop(tasks);
    assert_eq!(fleet.job(job).status, JobStatus::Completed);
    fleet.settle(100 * MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Canceled), 15);
}

#[test]
fn a_job_that_was_cancelled_before_its_time_does_not_begin() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(scheduled(&fleet, 10 * MINUTE, Some(100 * MINUTE)));
    let now = fleet.world.now;
    let instance = fleet.world.instances.get_mut("").unwrap();
    let task = TaskRef { job, position: 0 };
    instance.end_task(task, TaskStatus::Canceled, Cause::Cancelled, now);
    instance.job_at_mut(job).unwrap().status = JobStatus::Canceled;
    fleet.settle(200 * MINUTE);
    assert_eq!(fleet.job(job).status, JobStatus::Canceled);
    assert_eq!(fleet.task(job, 0).cause, Cause::Cancelled);
}

#[test]
fn planning_twice_changes_nothing() {
    let mut fleet = Fleet::new(2, steady());
    let job = fleet.start(scheduled(&fleet, 10 * MINUTE, Some(100 * MINUTE)));
    let now = fleet.world.now;
    let instance = fleet.world.instances.get_mut("").unwrap();
    let before = instance.agenda.len();
    instance.fill_agenda(job, now);
    assert_eq!(instance.agenda.len(), before);
}
