//! What was done to the world, in order. What is in the ledger happened, and nothing else did.

pub(crate) mod commit;
pub(crate) mod history;
pub(crate) mod redaction;

use std::time::SystemTime;

use ota_spec::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::answer::{Failure, Fields};
use crate::fleet::{Behaviour, DeviceName, Model};
use crate::handlers::{self, Call, Handler};
use crate::seed::{Numbered, SeedAddition, SeedDevice};
use crate::time::moment::Moment;
use crate::uploads::{Object, Origin};
use crate::world::World;

/// Something that was done to the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// Counted from 1.
    pub(crate) number: u64,
    /// The world's time.
    pub(crate) at: Moment,
    /// The request that caused it.
    pub(crate) request_id: String,
    /// What [`digest`] makes of the answer, so that a replay can be compared.
    pub(crate) answer: String,
    #[serde(flatten)]
    pub(crate) change: Change,
}

/// What can be done to the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Change {
    /// An operation that writes.
    #[serde(rename_all = "camelCase")]
    Call {
        /// Empty for the instance without a name.
        instance: String,
        action: String,
        #[serde(with = "json_text")]
        request: Value,
    },
    /// A file was uploaded.
    Upload { key: String, object: Object },
    /// Time passed on purpose.
    Advance {
        /// By so much; not known of what earlier versions wrote down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
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
    /// The world got more of everything.
    Seed { more: Box<SeedAddition> },
}

impl Change {
    /// The operation, or what else it is.
    pub(crate) fn action(&self) -> &str {
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

    /// What users see of it beside its action.
    fn asked(&self) -> Json {
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
    fn instance(&self) -> &str {
        match self {
            Self::Call { instance, .. }
            | Self::SetBehaviour { instance, .. }
            | Self::ReportVersion { instance, .. }
            | Self::AddDevices { instance, .. } => instance,
            Self::Upload { object: Object { origin: Origin::Form(instance), .. }, .. } => instance,
            Self::Upload { .. }
            | Self::Advance { .. }
            | Self::SetModel { .. }
            | Self::Seed { .. } => "",
        }
    }
}

/// A value of the wire as users get it.
fn plain(value: &Value) -> Json {
    // It is JSON, or it could not have been sent.
    serde_json::from_str(&value.to_string()).unwrap_or_default()
}

/// A digest of an answer, in lower-case hex.
pub(crate) fn digest(fields: &Fields) -> String {
    hex::encode(Sha256::digest(Value::Object(fields.clone()).to_string()))
}

/// Something that was done, as [`Emulator::ledger`](crate::Emulator::ledger) shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// Its place in the order of what was done, counted from 1.
    pub number: u64,
    /// When it was done, in the world's time.
    pub time: SystemTime,
    /// The ID of the request that did it.
    pub request_id: String,
    /// The operation; in small letters what else was done: `upload`, `advance`, `setModel`,
    /// `setBehaviour`, `reportVersion`, `addDevices`, `seed`.
    pub action: String,
    /// The `IotInstanceId` that the call named, or the one that asked for the form of an upload;
    /// empty if it named none.
    pub instance: String,
    /// What was asked. Of a call the parameters by their names, where addresses end before their
    /// query; of anything else what it set, as the body of the request under `/_ota/` names it. Of
    /// an upload `key`, `size`, `md5`, `sha256` and, for a list of devices, the number of its
    /// `names`.
    pub request: Json,
    /// What the call answered beside `RequestId` and `Success`, so the IDs that were made, such as
    /// `Data.FirmwareId`; empty for what answers nothing more.
    pub answer: Json,
}

/// Everything that was done.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    /// What each of them answered. It is not kept: doing them again tells it.
    answers: Vec<Fields>,
    /// How many of them, from the first, will survive.
    committed: usize,
    /// Whether there is anything that they could survive in.
    is_kept: bool,
}

impl Ledger {
    /// A ledger of entries that are there already, with what each of them answered; `is_kept` says
    /// whether new ones have to be committed.
    pub(crate) fn new(entries: Vec<Entry>, answers: Vec<Fields>, is_kept: bool) -> Self {
        Self { committed: entries.len(), entries, answers, is_kept }
    }

    /// Writes down what was done and what it answered.
    pub(crate) fn add(&mut self, at: Moment, request_id: &str, change: Change, answer: &Fields) {
        let number = self.entries.len() as u64 + 1;
        self.answers.push(answer.clone());
        let (request_id, answer) = (request_id.to_owned(), digest(answer));
        self.entries.push(Entry { number, at, request_id, answer, change });
        if !self.is_kept {
            self.committed = self.entries.len();
        }
    }

    /// Whether what was done has to be committed.
    pub(crate) fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// What was done, in order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was done and may still be lost.
    pub(crate) fn uncommitted(&self) -> &[Entry] {
        self.entries.get(self.committed..).unwrap_or_default()
    }

    /// The next so many entries will survive.
    pub(crate) fn commit(&mut self, count: usize) {
        self.committed = self.entries.len().min(self.committed + count);
    }

    /// Forgets what was not committed.
    pub(crate) fn roll_back(&mut self) {
        self.entries.truncate(self.committed);
        self.answers.truncate(self.committed);
    }

    /// What was done after an entry, in order, as users see it.
    pub(crate) fn view(&self, after: u64) -> Vec<LedgerEntry> {
        let view = |(entry, answer): (&Entry, &Fields)| LedgerEntry {
            number: entry.number,
            time: entry.at.into(),
            request_id: entry.request_id.clone(),
            action: entry.change.action().to_owned(),
            instance: entry.change.instance().to_owned(),
            request: entry.change.asked(),
            answer: plain(&Value::Object(answer.clone())),
        };
        let skipped = usize::try_from(after).unwrap_or(usize::MAX);
        self.entries.iter().zip(&self.answers).skip(skipped).map(view).collect()
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

/// A request as JSON text.
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
