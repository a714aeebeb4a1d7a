//! Operations on packages.

use ota_spec::Value;

use super::{no_package, text};
use crate::answer::{Failure, Fields};
use crate::state::State;

/// `DeleteOTAFirmware`: the package is gone; its batches and tasks stay as they are.
///
/// The documentation names no condition, so a package with open tasks is deleted too. A package
/// that does not exist, or no longer, is `iot.ota.FirmwareNotFound`.
pub(super) fn delete(state: &mut State, request: &Value) -> Result<Fields, Failure> {
    let firmware_id = text(request, "FirmwareId")?;
    let position = state
        .packages
        .iter()
        .position(|package| package.firmware_id == firmware_id)
        .ok_or_else(|| no_package(firmware_id))?;
    state.packages.remove(position);
    Ok(Fields::new())
}
