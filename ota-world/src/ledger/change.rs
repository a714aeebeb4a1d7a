//! A change of a world: everything that can be done to one, as a value.

use ota_spec::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::handlers::call::Call;
use crate::handlers::{self, Handler};
use crate::refusal::{Fields, Refusal};
use crate::seed::{Numbered, SeedAddition, SeedDevice};
use crate::world::fleet::changes::DeviceName;
use crate::world::object::{Object, ObjectOrigin};
use crate::world::{Behaviour, Model, World};

/// A change of a world: everything that can be done to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Change {
    /// An operation that writes.
    #[serde(rename_all = "camelCase")]
    Call {
        /// Empty for the instance without a name.
        instance: String,
        /// The operation.
        action: String,
        /// The parameters: an object by wire name that fits the spec.
        #[serde(with = "json_text")]
        request: Value,
    },
    /// A file was uploaded.
    Upload {
        /// Its key.
        key: String,
        /// Its size, digests and origin.
        object: Object,
    },
    /// Time was advanced.
    Advance {
        /// By how much; unknown in ledgers of earlier versions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
    /// The behaviour of all devices changed.
    #[serde(rename_all = "camelCase")]
    SetModel {
        /// The behaviour of all devices that have none of their own.
        model: Model,
    },
    /// The behaviour of one device changed.
    #[serde(rename_all = "camelCase")]
    SetBehaviour {
        /// Empty for the instance without a name.
        #[serde(default)]
        instance: String,
        /// The product.
        product_key: String,
        /// The device.
        device_name: String,
        /// How it behaves from now on.
        behaviour: Behaviour,
    },
    /// A device reported a version by itself.
    #[serde(rename_all = "camelCase")]
    ReportVersion {
        /// Empty for the instance without a name.
        #[serde(default)]
        instance: String,
        /// The product.
        product_key: String,
        /// The device.
        device_name: String,
        /// Empty for the device as a whole.
        #[serde(default)]
        module_name: String,
        /// The version it runs.
        version: String,
    },
    /// Devices were added to a product.
    #[serde(rename_all = "camelCase")]
    AddDevices {
        /// Empty for the instance without a name.
        #[serde(default)]
        instance: String,
        /// The product.
        product_key: String,
        /// Devices by name, or with details.
        #[serde(default)]
        devices: Vec<SeedDevice>,
        /// Many devices at once.
        #[serde(default)]
        numbered: Option<Numbered>,
    },
    /// Products, groups, instances and files were added.
    Seed {
        /// The addition.
        more: Box<SeedAddition>,
    },
}

impl Change {
    /// The operation, or the kind of another change.
    pub fn action(&self) -> &str {
        match self {
            Self::Call { action, .. } => action,
            Self::Upload { .. } => "upload",
            Self::Advance { .. } => "advance",
            Self::SetModel { .. } => "setModel",
            Self::SetBehaviour { .. } => "setBehaviour",
            Self::ReportVersion { .. } => "reportVersion",
            Self::AddDevices { .. } => "addDevices",
            Self::Seed { .. } => "seed",
        }
    }

    /// The request as users see it.
    pub(crate) fn asked(&self) -> Json {
        match self {
            Self::Call { request, .. } => plain(request),
            Self::Upload { key, object } => json!({
                "key": key,
                "size": object.size,
                "md5": object.md5,
                "sha256": object.sha256,
                // There can be a million.
                "names": object.names.len(),
            }),
            Self::Seed { more } => serde_json::to_value(more).unwrap_or_default(),
            other => {
                let mut asked = serde_json::to_value(other).unwrap_or_default();
                if let Some(members) = asked.as_object_mut() {
                    members.remove("kind");
                    if let Some(instance) = members.remove("instance").filter(|name| name != "") {
                        members.insert("iotInstanceId".to_owned(), instance);
                    }
                    if let Some(model) = members.remove("model") {
                        return model;
                    }
                }
                asked
            }
        }
    }

    /// The instance that it is about; empty for the one without a name and where it is about all.
    pub(crate) fn instance(&self) -> &str {
        match self {
            Self::Call { instance, .. }
            | Self::SetBehaviour { instance, .. }
            | Self::ReportVersion { instance, .. }
            | Self::AddDevices { instance, .. } => instance,
            Self::Upload {
                object: Object { origin: ObjectOrigin::Form(instance), .. }, ..
            } => instance,
            Self::Upload { .. }
            | Self::Advance { .. }
            | Self::SetModel { .. }
            | Self::Seed { .. } => "",
        }
    }
}

/// A value as plain JSON.
fn plain(value: &Value) -> Json {
    // A value can always be written as JSON.
    serde_json::from_str(&value.to_string()).unwrap_or_default()
}

impl World {
    /// Applies a change, all or nothing.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<Fields, Refusal> {
        match change {
            Change::Call { instance, action, request } => match handlers::find(action) {
                Some(Handler::Write(handler)) => handler(self, &Call { instance, request }),
                Some(Handler::Read(_) | Handler::Link(_)) | None => Ok(Fields::new()),
            },
            Change::Upload { key, object } => {
                self.add_object(key, object.clone());
                Ok(Fields::new())
            }
            Change::Advance { .. } => Ok(Fields::new()),
            Change::SetModel { model } => self.set_model(model).map(|()| Fields::new()),
            Change::SetBehaviour { instance, product_key, device_name, behaviour } => {
                let name = DeviceName { instance, product_key, device_name };
                self.set_behaviour(name, behaviour).map(|()| Fields::new())
            }
            Change::ReportVersion { instance, product_key, device_name, module_name, version } => {
                let name = DeviceName { instance, product_key, device_name };
                self.report_version(name, module_name, version).map(|()| Fields::new())
            }
            Change::AddDevices { instance, product_key, devices, numbered } => self
                .add_devices(instance, product_key, devices, numbered.as_ref())
                .map(|()| Fields::new()),
            Change::Seed { more } => self.extend(more).map(|()| Fields::new()),
        }
    }
}

/// A request as a JSON string.
mod json_text {
    use ota_spec::Value;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Value, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&value.to_string())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
        Value::from_json(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
