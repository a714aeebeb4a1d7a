//! What the operations do. One file, or folder, for each group of operations.
//!
//! Codes of refusals are documented ones. Which of them the service gives where is not documented;
//! what is chosen is said at each handler. All instances can do everything: the one without a name
//! counts as a new public one, so `iot.common.APINotSupportedInInstance` is never given.

mod firmware;
mod job;
mod known;
mod module;
mod paging;
#[cfg(test)]
mod random_calls;
mod task;

use ota_spec::Value;

use crate::answer::{Failure, Fields};
use crate::uploads::Site;
use crate::world::{Instance, World};

/// A call that passed all checks of its spec.
pub(crate) struct Call<'a> {
    /// The instance it names; empty if it names none.
    pub(crate) instance: &'a str,
    /// An object by wire name that fits the spec of the operation.
    pub(crate) request: &'a Value,
}

/// What answers an operation: the fields of the answer beside its envelope.
///
/// Lists of the answer are plain arrays; what the spec puts around their items is added when the
/// answer is written.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Looks at the world.
    Read(fn(&World, &Call<'_>) -> Result<Fields, Failure>),
    /// Looks at the world and gives addresses of this emulator.
    Link(fn(&World, &Call<'_>, &Site) -> Result<Fields, Failure>),
    /// Acts on the world, all or nothing. The same call on an equal world does the same.
    Write(fn(&mut World, &Call<'_>) -> Result<Fields, Failure>),
}

/// The handler for an action.
pub(crate) fn find(action: &str) -> Option<Handler> {
    use Handler::{Link, Read, Write};
    Some(match action {
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
        "QueryOTAFirmware" => Link(firmware::query),
        "QueryOTAJob" => Read(job::query),
        "ReupgradeOTATask" => Write(task::upgrade_again),
        "UpdateOTAJob" => Write(job::update),
        "UpdateOTAModule" => Write(module::update),
        _ => return None,
    })
}

impl Call<'_> {
    /// The instance that the call names, or the refusal.
    pub(crate) fn instance<'w>(&self, world: &'w World) -> Result<&'w Instance, Failure> {
        world.instances.get(self.instance).ok_or_else(|| self.no_instance())
    }

    /// The instance that the call names, to be changed, or the refusal.
    pub(crate) fn instance_mut<'w>(
        &self,
        world: &'w mut World,
    ) -> Result<&'w mut Instance, Failure> {
        world.instances.get_mut(self.instance).ok_or_else(|| self.no_instance())
    }

    /// The refusal of a call that names an instance that the account does not have.
    pub(crate) fn no_instance(&self) -> Failure {
        Failure::new(
            "iot.system.InstanceNotFound",
            format!(
                "there is no instance `{}`; leave `IotInstanceId` out or name one that exists",
                self.instance
            ),
        )
    }

    /// The text of a parameter that the request need not carry.
    fn optional_text(&self, name: &str) -> Option<&str> {
        self.request.get(name).and_then(text)
    }

    /// The text of a required parameter. It is only absent if the spec in use does not require it.
    fn text(&self, name: &str) -> Result<&str, Failure> {
        self.optional_text(name).ok_or_else(|| Failure::missing(name))
    }

    /// A whole number, if the request carries it and it fits.
    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        match self.request.get(name) {
            Some(Value::Number(digits)) => digits.parse().ok(),
            _ => None,
        }
    }

    /// Yes or no, if the request says so.
    fn flag(&self, name: &str) -> Option<bool> {
        match self.request.get(name) {
            Some(Value::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// The texts of a list; none if the request does not carry it.
    fn texts(&self, name: &str) -> Vec<&str> {
        let Some(Value::Array(items)) = self.request.get(name) else { return Vec::new() };
        items.iter().filter_map(text).collect()
    }
}

/// The answer to a package that does not exist.
fn no_package(firmware_id: &str) -> Failure {
    let message = format!("there is no package `{firmware_id}`; check `FirmwareId`");
    Failure::new("iot.ota.FirmwareNotFound", message)
}

/// The answer to a product that does not exist.
fn no_product(product_key: &str) -> Failure {
    let message = format!("there is no product `{product_key}`; check `ProductKey`");
    Failure::new("iot.prod.NotExistedProduct", message)
}

/// A field of an answer that is a text.
fn text_field(name: &str, text: &str) -> (String, Value) {
    (name.to_owned(), Value::from(text))
}

/// A field of an answer that is a whole number.
fn number(name: &str, number: impl std::fmt::Display) -> (String, Value) {
    (name.to_owned(), Value::Number(number.to_string()))
}

/// The text that a value is.
fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
