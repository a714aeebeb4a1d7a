//! What the operations do. One file for each group of operations.
//!
//! Codes of refusals are documented ones. Which of them the service gives where is not documented;
//! what is chosen is said at each handler.

mod firmware;
mod task;

use ota_spec::Value;

use crate::answer::{Failure, Fields};
use crate::state::State;

/// Acts on the state, all or nothing, and gives the fields of the answer beside its envelope.
///
/// The request is an object by wire name that fits the spec of the operation. Lists of the answer
/// are plain arrays; what the spec puts around their items is added when the answer is written.
pub(crate) type Handler = fn(&mut State, &Value) -> Result<Fields, Failure>;

/// The handler for an action.
pub(crate) fn find(action: &str) -> Option<Handler> {
    match action {
        "CancelOTATaskByDevice" => Some(task::cancel_by_device),
        "DeleteOTAFirmware" => Some(firmware::delete),
        _ => None,
    }
}

/// Refuses an instance that the account does not have. Concerns every operation.
pub(crate) fn check_instance(state: &State, request: &Value) -> Result<(), Failure> {
    match optional_text(request, "IotInstanceId") {
        Some(instance) if !state.instances.contains(instance) => Err(Failure::new(
            "iot.system.InstanceNotFound",
            format!(
                "there is no instance `{instance}`; leave `IotInstanceId` out or name one that exists"
            ),
        )),
        _ => Ok(()),
    }
}

/// The text of a parameter that the request need not carry.
fn optional_text<'a>(request: &'a Value, name: &str) -> Option<&'a str> {
    match request.get(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// The text of a required parameter. It is only absent if the spec in use does not require it.
fn text<'a>(request: &'a Value, name: &str) -> Result<&'a str, Failure> {
    optional_text(request, name).ok_or_else(|| Failure::missing(name))
}

/// The texts of a required list.
fn texts<'a>(request: &'a Value, name: &str) -> Result<Vec<&'a str>, Failure> {
    let Some(Value::Array(items)) = request.get(name) else {
        return Err(Failure::missing(name));
    };
    let text = |item: &'a Value| match item {
        Value::String(text) => Some(text.as_str()),
        _ => None,
    };
    Ok(items.iter().filter_map(text).collect())
}

/// The answer to a package that does not exist.
fn no_package(firmware_id: &str) -> Failure {
    let message = format!("there is no package `{firmware_id}`; check `FirmwareId`");
    Failure::new("iot.ota.FirmwareNotFound", message)
}
