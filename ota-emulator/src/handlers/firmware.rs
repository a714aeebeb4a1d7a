//! Operations on packages.

use super::{Call, no_package};
use crate::answer::{Failure, Fields};
use crate::world::World;

/// `DeleteOTAFirmware`: the package is gone; its batches and tasks stay as they are.
///
/// The documentation names no condition, so a package with open tasks is deleted too. A package
/// that does not exist, or no longer, is `iot.ota.FirmwareNotFound`.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Fields, Failure> {
    let firmware_id = call.text("FirmwareId")?;
    let instance = call.instance_mut(world)?;
    match instance.packages.shift_remove(firmware_id) {
        Some(_) => Ok(Fields::new()),
        None => Err(no_package(firmware_id)),
    }
}
