//! Operations on packages.

mod create;
mod describe;
mod upload;

use super::call::Call;
use super::known::{check_name, no_package};
use crate::refusal::{Fields, Refusal};
use crate::world::World;

pub(super) use create::create;
pub(super) use describe::{list, query};
pub(super) use upload::{device_list_form, upload_form};

/// `DeleteOTAFirmware`: deletes the package; its jobs and tasks stay as they are.
///
/// The documentation names no condition, so a package with open tasks is deleted too. A package
/// that does not exist, or no longer, is `iot.ota.FirmwareNotFound`. Its files go with it, unless
/// another package has them, they were uploaded within the hour, or they are of the seed.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let firmware_id = call.string("FirmwareId")?;
    let instance = call.instance_mut(world)?;
    let package = instance.packages.shift_remove(firmware_id);
    let package = package.ok_or_else(|| no_package(firmware_id))?;
    world.release_objects(&package.files);
    Ok(Fields::new())
}

/// `ModifyOTAFirmware`: replaces what is given and leaves the rest; `UtcModified` is the time of
/// it.
///
/// One page calls the name of a package unchangeable, yet this operation takes a new one; here it
/// can be changed. These are refused, checked in this order: a product that does not exist
/// (`iot.prod.NotExistedProduct`), a package that the product does not have
/// (`iot.ota.FirmwareNotFound`; one that was created for no product fits all of them), and a name
/// that another package of the account has (`iot.system.IllegalRequest`).
pub(super) fn modify(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let name = call.optional_string("FirmwareName");
    let instance = call.instance(world)?;
    let (product_key, _) = call.product(instance)?;
    let (firmware_id, package) = call.package_of(instance, product_key)?;
    if let Some(name) = name.filter(|name| *name != package.name) {
        check_name(world, name)?;
    }
    let now = world.now;
    if let Some(package) = call.instance_mut(world)?.packages.get_mut(firmware_id) {
        let replace = |field: &mut Option<String>, value: Option<&str>| {
            if let Some(value) = value {
                *field = Some(value.to_owned());
            }
        };
        replace(&mut package.description, call.optional_string("FirmwareDesc"));
        replace(&mut package.udi, call.optional_string("FirmwareUdi"));
        if let Some(name) = name {
            name.clone_into(&mut package.name);
        }
        package.modified = now;
    }
    Ok(Fields::new())
}
