//! Operations on the tasks of devices.

use std::collections::BTreeSet;

use ota_spec::Value;

use super::{no_package, optional_text, text, texts};
use crate::answer::{Failure, Fields};
use crate::state::{State, TaskStatus};

/// `CancelOTATaskByDevice`: the unfinished tasks of the devices for the package end as `CANCELED`.
///
/// Devices without such a task are no mistake. These are, and then nothing is cancelled, looked
/// for in this order: a product that does not exist (`iot.prod.NotExistedProduct`), a package that
/// the product does not have (`iot.ota.FirmwareNotFound`), a batch that the package does not have
/// (`iot.system.IllegalRequest`; no code for batches is documented), and a device that the product
/// does not have (`iot.device.NotExistedDevice`).
pub(super) fn cancel_by_device(state: &mut State, request: &Value) -> Result<Fields, Failure> {
    let product_key = text(request, "ProductKey")?;
    let firmware_id = text(request, "FirmwareId")?;
    let job_id = optional_text(request, "JobId");
    let names: BTreeSet<&str> = texts(request, "DeviceName")?.into_iter().collect();

    let Some(devices) = state.products.get(product_key) else {
        let message = format!("there is no product `{product_key}`; check `ProductKey`");
        return Err(Failure::new("iot.prod.NotExistedProduct", message));
    };
    if !state
        .packages
        .iter()
        .any(|known| known.firmware_id == firmware_id && known.product_key == product_key)
    {
        return Err(no_package(firmware_id));
    }
    if let Some(job_id) = job_id
        && !state
            .jobs
            .iter()
            .any(|known| known.job_id == job_id && known.firmware_id == firmware_id)
    {
        let message = format!("package `{firmware_id}` has no batch `{job_id}`; check `JobId`");
        return Err(Failure::new("iot.system.IllegalRequest", message));
    }
    if let Some(unknown) = names.iter().find(|name| !devices.contains(**name)) {
        let message = format!(
            "product `{product_key}` has no device `{unknown}`; nothing was cancelled, check `DeviceName`"
        );
        return Err(Failure::new("iot.device.NotExistedDevice", message));
    }

    for task in &mut state.tasks {
        // A package is for one product, which is the right one.
        if task.firmware_id == firmware_id
            && job_id.is_none_or(|job_id| task.job_id == job_id)
            && names.contains(task.device_name.as_str())
            && task.status.is_unfinished()
        {
            task.status = TaskStatus::Canceled;
        }
    }
    Ok(Fields::new())
}
