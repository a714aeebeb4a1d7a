//! Operations on the tasks of devices.

use std::collections::BTreeSet;

use super::{Call, no_package, no_product};
use crate::answer::{Failure, Fields};
use crate::world::{Cause, TaskRef, TaskStatus, World};

/// `CancelOTATaskByDevice`: the unfinished tasks of the devices for the package end as `CANCELED`.
///
/// Devices without such a task are no mistake. These are, and then nothing is cancelled, looked
/// for in this order: a product that does not exist (`iot.prod.NotExistedProduct`), a package that
/// the product does not have (`iot.ota.FirmwareNotFound`), a batch that the package does not have
/// (`iot.system.IllegalRequest`; no code for batches is documented), and a device that the product
/// does not have (`iot.device.NotExistedDevice`).
pub(super) fn cancel_by_device(world: &mut World, call: &Call<'_>) -> Result<Fields, Failure> {
    let product_key = call.text("ProductKey")?;
    let firmware_id = call.text("FirmwareId")?;
    let job_id = call.optional_text("JobId");
    let names: BTreeSet<&str> = call.texts("DeviceName").into_iter().collect();
    let now = world.now;
    let instance = call.instance_mut(world)?;

    let product = instance.products.get(product_key).ok_or_else(|| no_product(product_key))?;
    let package = instance.packages.get(firmware_id);
    if package.is_none_or(|package| package.product_key.as_deref() != Some(product_key)) {
        return Err(no_package(firmware_id));
    }
    if let Some(job_id) = job_id
        && instance.jobs.get(job_id).is_none_or(|job| job.firmware_id != firmware_id)
    {
        let message = format!("package `{firmware_id}` has no batch `{job_id}`; check `JobId`");
        return Err(Failure::new("iot.system.IllegalRequest", message));
    }
    let mut open: Vec<TaskRef> = Vec::new();
    for name in names {
        let Some(device) = product.devices.get(name) else {
            let message = format!(
                "product `{product_key}` has no device `{name}`; nothing was cancelled, check `DeviceName`"
            );
            return Err(Failure::new("iot.device.NotExistedDevice", message));
        };
        open.extend(device.open.iter().filter(|task| {
            instance.job_at(task.job).is_some_and(|(id, job)| {
                job.firmware_id == firmware_id && job_id.is_none_or(|wanted| wanted == id)
            })
        }));
    }
    for task in open {
        instance.end_task(task, TaskStatus::Canceled, Cause::Cancelled, now);
    }
    Ok(Fields::new())
}
