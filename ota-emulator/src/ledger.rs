//! What was done to the world, in order. What is in the ledger happened, and nothing else did.

use ota_spec::Value;
use serde::{Deserialize, Serialize};

use crate::answer::{Failure, Fields};
use crate::fleet::{Behaviour, DeviceName, Model};
use crate::handlers::{self, Call, Handler};
use crate::moment::Moment;
use crate::seed::{Numbered, SeedDevice};
use crate::uploads::Object;
use crate::world::World;

/// Something that was done to the world.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// Counted from 1.
    pub(crate) number: u64,
    /// The world's time.
    pub(crate) at: Moment,
    /// The request that caused it.
    pub(crate) request_id: String,
    #[serde(flatten)]
    pub(crate) change: Change,
}

/// What can be done to the world.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Change {
    /// An operation that writes.
    #[serde(rename_all = "camelCase")]
    Call {
        /// Empty for the instance without a name.
        instance: String,
        action: String,
        #[serde(with = "json")]
        request: Value,
    },
    /// A file was uploaded.
    Upload { key: String, object: Object },
    /// Time passed on purpose.
    Advance {},
    /// Devices behave so from now on.
    #[serde(rename_all = "camelCase")]
    SetModel { model: Model },
    /// A device behaves so from now on.
    #[serde(rename_all = "camelCase")]
    SetBehaviour {
        /// Empty for the instance without a name.
        #[serde(default)]
        instance: String,
        product_key: String,
        device_name: String,
        behaviour: Behaviour,
    },
    /// A device reported by itself what it runs.
    #[serde(rename_all = "camelCase")]
    ReportVersion {
        /// Empty for the instance without a name.
        #[serde(default)]
        instance: String,
        product_key: String,
        device_name: String,
        /// Empty for the device as a whole.
        #[serde(default)]
        module_name: String,
        version: String,
    },
    /// A product got more devices.
    #[serde(rename_all = "camelCase")]
    AddDevices {
        /// Empty for the instance without a name.
        #[serde(default)]
        instance: String,
        product_key: String,
        #[serde(default)]
        devices: Vec<SeedDevice>,
        #[serde(default)]
        numbered: Option<Numbered>,
    },
}

/// Everything that was done.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// Writes down what was done.
    pub(crate) fn add(&mut self, at: Moment, request_id: &str, change: Change) {
        let number = self.entries.len() as u64 + 1;
        self.entries.push(Entry { number, at, request_id: request_id.to_owned(), change });
    }
}

impl World {
    /// Does a change, all or nothing.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<Fields, Failure> {
        match change {
            Change::Call { instance, action, request } => match handlers::find(action) {
                Some(Handler::Write(handler)) => handler(self, &Call { instance, request }),
                Some(Handler::Read(_) | Handler::Link(_)) | None => Ok(Fields::new()),
            },
            Change::Upload { key, object } => {
                self.add_object(key, object.clone());
                Ok(Fields::new())
            }
            Change::Advance {} => Ok(Fields::new()),
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
        }
    }
}

/// A request as JSON text.
mod json {
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
