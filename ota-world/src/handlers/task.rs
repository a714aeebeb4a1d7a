//! Operations on the tasks of devices.

mod again;
mod show;

use std::collections::BTreeSet;

use super::call::Call;
use super::known::{illegal, no_device};
use crate::refusal::{Fields, Refusal};
use crate::time::Moment;
use crate::world::{Cause, Instance, JobKind, TaskRef, TaskStatus, World};

pub(super) use again::{confirm, upgrade_again};
pub(super) use show::{list_by_job, list_unfinished};

/// `CancelOTATaskByDevice`: the unfinished tasks of the devices for the package end as `CANCELED`.
///
/// Devices without such a task are fine. These are refused, checked in this order, and then nothing
/// is cancelled: a product that does not exist (`iot.prod.NotExistedProduct`), a package that
/// the product does not have (`iot.ota.FirmwareNotFound`), a job that the package does not have
/// (`iot.system.IllegalRequest`; no code for jobs is documented), and a device that the product
/// does not have (`iot.device.NotExistedDevice`). A `PLANNED` job that has no task left is
/// `CANCELED`, unless a task of it has succeeded.
pub(super) fn cancel_by_device(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let job_id = call.optional_string("JobId");
    let names: BTreeSet<&str> = call.strings("DeviceName").into_iter().collect();
    let now = world.now;
    let instance = call.instance_mut(world)?;

    let (product_key, product) = call.product(instance)?;
    let (firmware_id, _) = call.package_of(instance, product_key)?;
    let of_product = |number: u32| {
        let found = instance.job_at(number);
        found.filter(|(_, job)| job.firmware_id == firmware_id && job.product_key == product_key)
    };
    if let Some(job_id) = job_id
        && instance.job_number(job_id).and_then(of_product).is_none()
    {
        let message = format!("package `{firmware_id}` has no job `{job_id}`; check `JobId`");
        return Err(illegal(message));
    }
    let mut open: Vec<TaskRef> = Vec::new();
    for name in names {
        let device = product.devices.get(name);
        let device = device.ok_or_else(|| no_device(product_key, name, "DeviceName"))?;
        let is_meant = |task: &&TaskRef| {
            of_product(task.job).is_some_and(|(id, _)| job_id.is_none_or(|wanted| wanted == id))
        };
        open.extend(device.open.iter().filter(is_meant));
    }
    cancel(instance, &open, now);
    Ok(Fields::new())
}

/// `CancelOTATaskByJob`: the unfinished tasks of the job in the chosen states end as `CANCELED`.
///
/// Tasks that wait for their `ScheduleTime` are `QUEUED` like others, so `CancelQueuedTask` cancels
/// them too. Which tasks of a job with a `ScheduleTime` are scheduled ones is not documented. Here
/// they are those that no device knows of, before the start and after it: `CancelScheduledTask`
/// cancels `QUEUED` and `CONFIRM` ones, and in jobs without a `ScheduleTime` it does nothing.
/// `CancelUnconfirmedTask` decides about `CONFIRM` tasks if it is sent; else they go with the
/// `QUEUED` ones.
///
/// A `PLANNED` job that has no task left is `CANCELED`, unless a task of it has succeeded. A call
/// that finds no task in the chosen states, or chooses none, succeeds.
///
/// A job that does not exist, or that verifies a package, is refused
/// (`iot.system.IllegalRequest`).
pub(super) fn cancel_by_job(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (number, id, job) = call.job(instance)?;
    if job.kind == JobKind::Verify {
        return Err(illegal(format!(
            "job `{id}` verifies a package; only tasks of update jobs can be cancelled here"
        )));
    }
    let flag = |name: &str| call.flag(name).unwrap_or(false);
    let scheduled = job.settings.schedule.is_some() && flag("CancelScheduledTask");
    let queued = scheduled || flag("CancelQueuedTask");
    let unconfirmed = call.flag("CancelUnconfirmedTask").unwrap_or(queued);
    let (notified, in_progress) = (flag("CancelNotifiedTask"), flag("CancelInProgressTask"));
    let is_meant = |status: TaskStatus| match status {
        TaskStatus::Confirm => unconfirmed,
        TaskStatus::Queued => queued,
        TaskStatus::Notified => notified,
        TaskStatus::InProgress => in_progress,
        TaskStatus::Succeeded | TaskStatus::Failed | TaskStatus::Canceled => false,
    };
    let tasks: Vec<TaskRef> = (0..)
        .zip(job.tasks())
        .filter(|(_, task)| is_meant(task.status))
        .map(|(position, _)| TaskRef { job: number, position })
        .collect();
    cancel(instance, &tasks, now);
    Ok(Fields::new())
}

fn cancel(instance: &mut Instance, tasks: &[TaskRef], now: Moment) {
    for task in tasks {
        instance.end_task(*task, TaskStatus::Canceled, Cause::Cancelled, now);
    }
}
