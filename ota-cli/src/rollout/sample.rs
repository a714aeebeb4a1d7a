//! A rollout that tests show.

use ota_rollout::service::{JobTarget, NewJob, Verification};
use ota_rollout::{Counts, EndedTask, Event, Failure, Moment, Order, Plan, Why};

/// 2026-05-01, 22:00 UTC.
const START: Moment = Moment(1_777_672_800_000);

const PLAN: &str = r#"
name = "lamp-2.0"
product = "a1Lamp"
[package]
firmware-id = "T0F5b5tpFnHQrgfk030100"
[limits]
failures = "5%"
minimum-executed = 50
[[wave]]
name = "first"
percent = 10
soak = "2h"
approval = true
[[wave]]
name = "rest"
all-remaining = true
"#;

/// A time of the rollout.
pub(super) fn minute(minutes: i64) -> Moment {
    START.after(minutes * 60_000)
}

/// How many tasks are queued, told, in progress, succeeded and failed.
pub(super) fn counted(stage: usize, counts: [u64; 5]) -> Event {
    let [queued, notified, in_progress, succeeded, failed] = counts;
    let counts = Counts { queued, notified, in_progress, succeeded, failed, ..Counts::default() };
    Event::Counted { stage, counts }
}

fn created(stage: usize, job_id: &str) -> Event {
    Event::Created { stage, job_id: job_id.to_owned(), found: false }
}

fn listed(stage: usize, devices: std::ops::Range<u32>, at: Moment) -> Event {
    let task = |number: u32| EndedTask {
        device: format!("lamp{number}"),
        task_id: format!("t{number}"),
        is_canceled: false,
        at: Some(at),
    };
    Event::Listed { stage, tasks: devices.map(task).collect(), left_out: 0, failures: Vec::new() }
}

/// Lamps in two waves: the first is through and was approved, the second is under way. `names` are the devices that fail.
pub(super) fn lamps(names: [&str; 2]) -> Vec<(Moment, Event)> {
    let plan = Plan::parse("plan.toml", PLAN, &|_| Err(String::new())).unwrap();
    let id = "lamp-2.0-20260501T220000".to_owned();
    let firmware_id = "T0F5b5tpFnHQrgfk030100".to_owned();
    let job = NewJob {
        firmware_id: firmware_id.clone(),
        target: JobTarget::Percent("10".to_owned()),
        label: format!("{id}/1/1"),
        source_versions: Vec::new(),
        held_back: false,
        overwrite: false,
        delivery: plan.delivery.clone(),
    };
    let failure = |device: &str, why: &str| Failure {
        device: device.to_owned(),
        task_id: format!("task of {device}"),
        why: why.to_owned(),
        at: Some(minute(33)),
    };
    let failures = vec![
        failure(names[0], "device reported -2: download failed"),
        failure(names[1], "report version is not conform"),
    ];
    let by = Some("kim on build7".to_owned());
    let event = |minutes, event| (minute(minutes), event);
    vec![
        event(0, Event::Planned { id, plan: Box::new(plan) }),
        event(0, Event::TakenOn { by: "process 42 on build7".to_owned() }),
        event(
            0,
            Event::PackageKnown {
                firmware_id,
                version: "2.0.0".to_owned(),
                verification: Verification::Passed,
            },
        ),
        event(0, Event::Passed { stage: 0 }),
        event(1, Event::Creating { stage: 1, job: Box::new(job) }),
        event(1, created(1, "wahVIzGkCMuAUE2gDERM02")),
        event(2, counted(1, [40, 60, 0, 0, 0])),
        event(10, counted(1, [0, 30, 40, 30, 0])),
        event(20, counted(1, [0, 5, 15, 79, 1])),
        event(35, counted(1, [0, 0, 0, 98, 2])),
        event(35, listed(1, 1..6, minute(30))),
        event(35, Event::Finished { stage: 1, failures }),
        event(155, Event::Stopped { why: Why::Approval { stage: 1 } }),
        event(170, Event::Ordered { order_id: 1, order: Order::Approve, by }),
        event(170, Event::Passed { stage: 1 }),
        event(171, created(2, "b2QzLm0kCMuAUE2gDERM77")),
        event(172, counted(2, [800, 100, 0, 0, 0])),
        event(180, counted(2, [640, 90, 60, 108, 2])),
        event(190, counted(2, [480, 100, 80, 235, 5])),
    ]
}
