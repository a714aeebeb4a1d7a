//! The version that a task starts from.

use super::*;
use crate::world::Cause;

fn source(fleet: &Fleet, job: u32) -> &str {
    let versions = &fleet.instance().products["p"].versions;
    let number = fleet.task(job, 0).source.unwrap();
    versions.get_index(number as usize).unwrap()
}

#[test]
fn a_task_that_is_carried_out_again_starts_from_what_the_device_runs_now() {
    for needs_approval in [false, true] {
        let mut fleet = Fleet::new(1, steady());
        let job = fleet.start(Settings::default());
        fleet.settle(8 * SECOND);
        fleet.report("device1", "9.9.9");
        assert_eq!((fleet.task(job, 0).cause, source(&fleet, job)), (Cause::WrongVersion, "1.0.0"));
        if needs_approval {
            let now = fleet.world.now;
            let instance = fleet.world.instances.get_mut("").unwrap();
            instance.await_approval(TaskRef { job, position: 0 }, now);
            assert_eq!(source(&fleet, job), "9.9.9");
        }
        fleet.queue(job, 0);
        assert_eq!(source(&fleet, job), "9.9.9");
        fleet.settle(16 * SECOND);
        fleet.report("device1", "9.9.9");
        assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
        fleet.settle(MINUTE);
        assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
        assert_eq!(source(&fleet, job), "9.9.9");
    }
}

#[test]
fn a_retry_starts_from_what_the_device_runs_when_it_begins() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(retrying());
    fleet.settle(8 * SECOND);
    fleet.report("device1", "9.9.8");
    fleet.settle(5 * MINUTE);
    fleet.report("device1", "9.9.9");
    assert_eq!(source(&fleet, job), "1.0.0");
    // The next attempt begins after 10 minutes and 13 seconds.
    fleet.settle(10 * MINUTE + 15 * SECOND);
    assert_eq!(source(&fleet, job), "9.9.9");
    fleet.report("device1", "9.9.9");
    assert_eq!((fleet.status(job, 0), fleet.task(job, 0).retries), (TaskStatus::InProgress, 1));
    fleet.report("device1", "1.0.0");
    assert_eq!((fleet.status(job, 0), fleet.task(job, 0).retries), (TaskStatus::InProgress, 2));
    fleet.settle(30 * MINUTE);
    assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded);
}

#[test]
fn an_update_starts_from_what_the_device_ran_at_its_first_progress() {
    let mut fleet = Fleet::new(1, steady());
    let job = fleet.start(Settings::default());
    fleet.report("device1", "1.1.0");
    fleet.settle(8 * SECOND);
    assert_eq!((fleet.status(job, 0), source(&fleet, job)), (TaskStatus::InProgress, "1.1.0"));
    fleet.report("device1", "1.1.0");
    assert_eq!(fleet.status(job, 0), TaskStatus::InProgress);
}
