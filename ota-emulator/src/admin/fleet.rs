//! The behaviour of devices, and their reports.

use ota_world::{Behaviour, Change, Model, Numbered, SeedDevice};
use serde::Deserialize;
use serde_json::Value;

use super::call::{AdminError, Call};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Behaves {
    #[serde(default)]
    iot_instance_id: String,
    product_key: String,
    device_name: String,
    behaviour: Behaviour,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Devices {
    #[serde(default)]
    iot_instance_id: String,
    product_key: String,
    #[serde(default)]
    devices: Vec<SeedDevice>,
    #[serde(default)]
    numbered: Option<Numbered>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Report {
    #[serde(default)]
    iot_instance_id: String,
    product_key: String,
    device_name: String,
    #[serde(default)]
    module_name: String,
    version: String,
}

pub(super) fn model(call: &Call<'_>) -> Result<Value, AdminError> {
    let model: Model = call.body()?;
    call.change(Change::SetModel { model })
}

pub(super) fn behaviour(call: &Call<'_>) -> Result<Value, AdminError> {
    let Behaves { iot_instance_id: instance, product_key, device_name, behaviour } = call.body()?;
    call.change(Change::SetBehaviour { instance, product_key, device_name, behaviour })
}

pub(super) fn devices(call: &Call<'_>) -> Result<Value, AdminError> {
    let Devices { iot_instance_id: instance, product_key, devices, numbered } = call.body()?;
    if devices.is_empty() && numbered.as_ref().is_none_or(|many| many.count == 0) {
        return Err(AdminError::bad(
            "there is no device to add; send `devices` with names, or `numbered` with a `count` \
             such as 100",
        ));
    }
    call.change(Change::AddDevices { instance, product_key, devices, numbered })
}

pub(super) fn report(call: &Call<'_>) -> Result<Value, AdminError> {
    let Report { iot_instance_id: instance, product_key, device_name, module_name, version } =
        call.body()?;
    let change = Change::ReportVersion { instance, product_key, device_name, module_name, version };
    call.change(change)
}
