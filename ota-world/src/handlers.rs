//! The handlers of the operations. One file, or folder, for each group of operations.
//!
//! Codes of refusals are documented ones. Which of them the service gives where is not documented;
//! what is chosen is said at each handler. All instances can do everything: the one without a name
//! counts as a new public one, so `iot.common.APINotSupportedInInstance` is never given.

pub(crate) mod call;
mod device;
mod fields;
mod firmware;
mod job;
mod known;
mod module;
mod paging;
#[cfg(test)]
mod random_calls;
mod task;
pub(crate) mod urls;

use crate::refusal::{Fields, Refusal};
use crate::world::World;

use call::Call;
use urls::FileUrls;

/// The handler of an operation. It gives the fields of the response without its envelope.
///
/// Lists are plain arrays; the wrappers that the spec puts around their items are added when the
/// response is written.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Looks at the world.
    Read(fn(&World, &Call<'_>) -> Result<Fields, Refusal>),
    /// Looks at the world and gives addresses of files.
    Link(fn(&World, &Call<'_>, &dyn FileUrls) -> Result<Fields, Refusal>),
    /// Acts on the world, all or nothing. The same call on an equal world does the same.
    Write(fn(&mut World, &Call<'_>) -> Result<Fields, Refusal>),
}

/// The handler for an action.
pub(crate) fn find(action: &str) -> Option<Handler> {
    use Handler::{Link, Read, Write};
    Some(match action {
        "BatchGetDeviceState" => Read(device::states),
        "CancelOTAStrategyByJob" => Write(job::cancel_strategy),
        "CancelOTATaskByDevice" => Write(task::cancel_by_device),
        "CancelOTATaskByJob" => Write(task::cancel_by_job),
        "ConfirmOTATask" => Write(task::confirm),
        "CreateOTADynamicUpgradeJob" => Write(job::create_dynamic),
        "CreateOTAFirmware" => Write(firmware::create),
        "CreateOTAModule" => Write(module::create),
        "CreateOTAStaticUpgradeJob" => Write(job::create_static),
        "CreateOTAVerifyJob" => Write(job::create_verify),
        "DeleteOTAFirmware" => Write(firmware::delete),
        "DeleteOTAModule" => Write(module::delete),
        "GenerateDeviceNameListURL" => Link(firmware::device_list_form),
        "GenerateOTAUploadURL" => Link(firmware::upload_form),
        "ListOTAFirmware" => Link(firmware::list),
        "ListOTAJobByDevice" => Read(job::list_by_device),
        "ListOTAJobByFirmware" => Read(job::list_by_firmware),
        "ListOTAModuleByProduct" => Read(module::list_by_product),
        "ListOTAModuleVersionsByDevice" => Read(module::list_versions),
        "ListOTATaskByJob" => Read(task::list_by_job),
        "ListOTAUnfinishedTaskByDevice" => Read(task::list_unfinished),
        "ModifyOTAFirmware" => Write(firmware::modify),
        "QueryDevice" => Read(device::list),
        "QueryDeviceDetail" => Read(device::detail),
        "QueryDeviceListByDeviceGroup" => Read(device::of_static_group),
        "QueryDeviceStatistics" => Read(device::statistics),
        "QueryDynamicGroupDevices" => Read(device::of_dynamic_group),
        "QueryOTAFirmware" => Link(firmware::query),
        "QueryOTAJob" => Read(job::query),
        "QueryProductList" => Read(device::products),
        "ReupgradeOTATask" => Write(task::upgrade_again),
        "UpdateOTAJob" => Write(job::update),
        "UpdateOTAModule" => Write(module::update),
        _ => return None,
    })
}
