//! The operations that approve or repeat tasks.

use std::collections::BTreeSet;

use crate::handlers::call::Call;
use crate::handlers::known::illegal;
use crate::refusal::{Fields, Refusal};
use crate::world::{Instance, Job, JobKind, Task, TaskRef, TaskStatus, World};

/// `ConfirmOTATask`: the tasks are approved, and are `QUEUED`.
///
/// All or nothing. Refused (`iot.system.IllegalRequest`), task by task in this order: one that does
/// not exist, one that is not `CONFIRM`, and one of a scheduled job outside of its time. Naming a
/// task twice is fine.
pub(crate) fn confirm(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let mut tasks = BTreeSet::new();
    for id in call.strings("TaskId") {
        let (place, job, task) = find(instance, id)?;
        if task.status != TaskStatus::Confirm {
            return Err(illegal(format!(
                "task `{id}` is `{}`; only `CONFIRM` tasks can be approved, nothing was done",
                task.status
            )));
        }
        let too_early = job.settings.schedule.is_some_and(|start| now < start);
        let too_late = job.settings.finish.is_some_and(|end| now >= end);
        if too_early || too_late {
            return Err(illegal(format!(
                "task `{id}` belongs to a scheduled job, and it is {now}; approve it between `ScheduleTime` and `ScheduleFinishTime`, nothing was done"
            )));
        }
        tasks.insert(place);
    }
    for task in tasks {
        instance.queue_task(task, now);
    }
    Ok(Fields::new())
}

/// `ReupgradeOTATask`: the tasks are `QUEUED` again, or `CONFIRM` where the job needs approval.
///
/// All or nothing. A static job that had ended goes on with its tasks: it is `PLANNED` if it was
/// cancelled and its `ScheduleTime` is still ahead, else `IN_PROGRESS`. A dynamic one whose
/// strategy was cancelled stays `CANCELED` and takes in no more devices while its tasks go on.
///
/// Refused (`iot.system.IllegalRequest`), in this order: a job that does not exist, one that
/// verifies a package, and one past its `ScheduleFinishTime`; then, task by task, one that the job
/// does not have, one that is neither `FAILED` nor `CANCELED`, and one of a device that has an
/// unfinished task that stands in the way. Naming a task twice is fine.
pub(crate) fn upgrade_again(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (number, job_id, job) = call.job(instance)?;
    let why = match job.kind {
        JobKind::Verify => Some("verifies a package"),
        _ if job.settings.finish.is_some_and(|end| now >= end) => Some("has reached its end"),
        _ => None,
    };
    if let Some(why) = why {
        let message = format!("job `{job_id}` {why}, so its tasks cannot be carried out again");
        return Err(illegal(message));
    }
    let needs_approval = job.settings.need_confirm;
    let mut tasks = BTreeSet::new();
    for id in call.strings("TaskId") {
        let (place, _, task) = find(instance, id)?;
        if place.job != number {
            return Err(illegal(format!(
                "job `{job_id}` has no task `{id}`; nothing was done, check `TaskId`"
            )));
        }
        if !matches!(task.status, TaskStatus::Failed | TaskStatus::Canceled) {
            return Err(illegal(format!(
                "task `{id}` is `{}`; only `FAILED` and `CANCELED` tasks can be carried out again, nothing was done",
                task.status
            )));
        }
        if !instance.rivals(number, task.device).is_empty() {
            return Err(illegal(format!(
                "the device of task `{id}` has an unfinished task of another job; cancel it or wait for its end, nothing was done"
            )));
        }
        tasks.insert(place);
    }
    for task in tasks {
        if needs_approval {
            instance.await_approval(task, now)
        } else {
            instance.queue_task(task, now)
        }
    }
    Ok(Fields::new())
}

/// The task with an ID, its place and its job.
fn find<'i>(instance: &'i Instance, id: &str) -> Result<(TaskRef, &'i Job, &'i Task), Refusal> {
    let found = instance
        .find_task(id)
        .and_then(|place| instance.task(place).map(|(job, task)| (place, job, task)));
    found.ok_or_else(|| {
        illegal(format!("there is no task `{id}`; nothing was done, check `TaskId`"))
    })
}
