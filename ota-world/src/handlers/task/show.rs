//! The operations that show tasks.

use std::collections::BTreeSet;

use ota_spec::Value;

use crate::handlers::call::Call;
use crate::handlers::fields::{number, string};
use crate::handlers::paging;
use crate::refusal::{Fields, Refusal};
use crate::time::Moment;
use crate::world::{Instance, Job, Task, TaskRef, TaskStatus, World};

/// `ListOTATaskByJob`: the tasks of a job in the order of their creation.
///
/// With `DeviceNames` it is those of the named devices, all on one page; names without a task in
/// the job are passed over. `TaskStatus` picks from them as well. `Timeout` and `SrcVersion` are
/// left out where there is none. `Progress` has no decimals but `.00`.
///
/// A job that does not exist is refused (`iot.system.IllegalRequest`), then an invalid page
/// (`iot.common.InvalidPageParams`), also if the page is not used.
pub(crate) fn list_by_job(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let (number, _, job) = call.job(instance)?;
    let status = call.optional_string("TaskStatus");
    let status = TaskStatus::ALL.into_iter().find(|known| Some(known.as_str()) == status);
    let names = call.strings("DeviceNames");
    let row = |position: u32| row(instance, TaskRef { job: number, position }, world.now);
    let (positions, mut fields): (Vec<u32>, Fields) = if names.is_empty() {
        match status {
            None => {
                let (positions, fields) = paging::page(call, 0..job.tasks().len())?;
                (positions.filter_map(|position| u32::try_from(position).ok()).collect(), fields)
            }
            Some(status) => {
                let (mut places, fields) = paging::page(call, 0..job.count(status) as usize)?;
                let (_, most) = places.size_hint();
                let first = places.next().unwrap_or_default();
                let positions = job.positions(status, first).take(most.unwrap_or_default());
                (positions.collect(), fields)
            }
        }
    } else {
        let product = instance.products.get(&job.product_key);
        let position = |name: &&str| job.position(product?.device(name)?);
        let positions: BTreeSet<u32> = names.iter().filter_map(position).collect();
        let is_meant = |position: &u32| {
            let task = job.task(*position);
            task.is_some_and(|task| status.is_none_or(|status| task.status == status))
        };
        let positions: Vec<u32> = positions.into_iter().filter(is_meant).collect();
        let fields = one_page(positions.len());
        (positions, fields)
    };
    let rows = positions.into_iter().filter_map(row).collect();
    fields.push(("Data".to_owned(), Value::Array(rows)));
    Ok(fields)
}

/// The fields of a list that is all on one page.
fn one_page(total: usize) -> Fields {
    vec![
        number("CurrentPage", 1),
        number("PageSize", total),
        number("PageCount", total.min(1)),
        number("Total", total),
    ]
}

/// A task as the list of a job shows it.
fn row(instance: &Instance, place: TaskRef, now: Moment) -> Option<Value> {
    let (job, task) = instance.task(place)?;
    let mut fields = common(instance, place, job, task)?;
    fields.push(string("Progress", format!("{}.00", task.progress_at(now))));
    fields.push(string("TaskDesc", task.cause.as_str()));
    let timeout = job.settings.timeout_minutes;
    fields.extend(timeout.map(|minutes| string("Timeout", minutes.to_string())));
    Some(Value::Object(fields))
}

/// `ListOTAUnfinishedTaskByDevice`: the open tasks of a device, the newest first.
///
/// `ModuleName` is compared without letter case; a module that does not exist has no tasks.
///
/// Refused, checked in this order: an `IotId` of no device (`iot.device.InvalidIoTId`), or
/// without one a product that does not exist (`iot.prod.NotExistedProduct`) and a device that it
/// does not have (`iot.device.NotExistedDevice`).
pub(crate) fn list_unfinished(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let (product, device) = call.device(instance)?;
    let module = call.optional_string("ModuleName");
    let mut statuses = call.strings("TaskStatusList");
    statuses.extend(call.optional_string("TaskStatus"));
    let found = instance.products.get_index(product as usize);
    let found = found.and_then(|(_, product)| product.devices.get_index(device as usize));
    let mut open = found.map_or_else(Vec::new, |(_, device)| device.open.clone());
    // Jobs and their tasks are numbered in the order of their creation.
    open.sort_unstable_by(|one, other| other.cmp(one));
    let row = |place: TaskRef| {
        let (job, task) = instance.task(place)?;
        let is_meant = module.is_none_or(|module| job.module.eq_ignore_ascii_case(module))
            && (statuses.is_empty() || statuses.contains(&task.status.as_str()));
        if !is_meant {
            return None;
        }
        let mut fields = common(instance, place, job, task)?;
        fields.push(string("ModuleName", &job.module));
        Some(Value::Object(fields))
    };
    let rows = open.into_iter().filter_map(row).collect();
    Ok(vec![("Data".to_owned(), Value::Array(rows))])
}

/// The fields of a task that both lists show.
fn common(instance: &Instance, place: TaskRef, job: &Job, task: &Task) -> Option<Fields> {
    let (job_id, _) = instance.job_at(place.job)?;
    let (product_number, product_key, product) = instance.products.get_full(&job.product_key)?;
    let product_number = u32::try_from(product_number).ok()?;
    let mut fields = vec![
        string("TaskId", instance.task_id(place)),
        string("TaskStatus", task.status.as_str()),
        string("JobId", job_id),
        string("FirmwareId", &job.firmware_id),
        string("DestVersion", &job.dest_version),
        string("ProductKey", product_key),
        string("ProductName", &product.name),
        string("DeviceName", product.device_name(task.device)),
        string("IotId", instance.device_id(product_number, task.device)),
        string("UtcCreate", task.created.to_string()),
        string("UtcModified", task.modified.to_string()),
    ];
    let source = task.source.and_then(|source| product.versions.get_index(source as usize));
    fields.extend(source.map(|version| string("SrcVersion", &**version)));
    Some(fields)
}
