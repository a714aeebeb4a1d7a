//! How tasks that the seed has begun go on.

use super::*;
use crate::world::Cause;

/// A world in which `known` was notified and `begun` is in progress, of a job with five minutes.
fn world(model: &str) -> World {
    let text = format!(
        r#"{{
            "seed": 1,
            "model": {model},
            "products": [{{
                "productKey": "p",
                "devices": ["known", "begun"],
                "packages": [{{ "firmwareId": "f", "jobs": [{{
                    "jobId": "j",
                    "timeoutInMinutes": 5,
                    "tasks": [
                        {{ "deviceName": "known", "status": "NOTIFIED" }},
                        {{ "deviceName": "begun", "status": "IN_PROGRESS" }}
                    ]
                }}] }}]
            }}]
        }}"#
    );
    World::new(&Seed::from_json(&text).unwrap(), Moment(0)).unwrap()
}

fn tasks(world: &World) -> Vec<(TaskStatus, Cause)> {
    let (_, job) = world.instances[""].job_at(0).unwrap();
    job.tasks().map(|task| (task.status, task.cause)).collect()
}

#[test]
fn a_seeded_update_has_the_time_of_its_job_from_the_start_of_the_world() {
    let mut world = world(r#"{ "silentShare": 1, "delay": { "from": 1, "to": 1 } }"#);
    let (going_on, late) =
        ((TaskStatus::InProgress, Cause::None), (TaskStatus::Failed, Cause::TimedOut));
    world.settle(Moment(5 * MINUTE - 1));
    assert_eq!(tasks(&world), [going_on, going_on]);
    world.settle(Moment(5 * MINUTE));
    assert_eq!(tasks(&world), [going_on, late]);
    world.settle(Moment(5 * MINUTE + SECOND));
    assert_eq!(tasks(&world), [late, late]);
}

#[test]
fn a_seeded_update_that_is_fast_enough_succeeds() {
    let mut world = world(r#"{ "duration": { "from": 60, "to": 60 } }"#);
    world.settle(Moment(10 * MINUTE));
    assert_eq!(tasks(&world), [(TaskStatus::Succeeded, Cause::None); 2]);
}
