//! How devices behave, and what they do by themselves.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Call, Denied};
use crate::fleet::{Behaviour, Model};
use crate::ledger::Change;
use crate::seed::{Numbered, SeedDevice};

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

pub(super) fn model(call: &Call<'_>) -> Result<Value, Denied> {
    let model: Model = call.body()?;
    change(call, Change::SetModel { model })
}

pub(super) fn behaviour(call: &Call<'_>) -> Result<Value, Denied> {
    let Behaves { iot_instance_id: instance, product_key, device_name, behaviour } = call.body()?;
    change(call, Change::SetBehaviour { instance, product_key, device_name, behaviour })
}

pub(super) fn devices(call: &Call<'_>) -> Result<Value, Denied> {
    let Devices { iot_instance_id: instance, product_key, devices, numbered } = call.body()?;
    if devices.is_empty() && numbered.as_ref().is_none_or(|many| many.count == 0) {
        return Err(Denied::bad(
            "there is no device to add; send `devices` with names, or `numbered` with a `count` \
             such as 100",
        ));
    }
    change(call, Change::AddDevices { instance, product_key, devices, numbered })
}

pub(super) fn report(call: &Call<'_>) -> Result<Value, Denied> {
    let Report { iot_instance_id: instance, product_key, device_name, module_name, version } =
        call.body()?;
    let change_made =
        Change::ReportVersion { instance, product_key, device_name, module_name, version };
    change(call, change_made)
}

/// Does it and says when.
pub(super) fn change(call: &Call<'_>, change: Change) -> Result<Value, Denied> {
    call.server.change(call.id, change)??;
    Ok(json!({ "time": call.server.inner().world.now.to_string() }))
}
