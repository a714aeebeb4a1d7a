//! What was done to the world, in order. What is in the ledger happened, and nothing else did.

use ota_spec::Value;
use serde::{Deserialize, Serialize};

use crate::answer::{Failure, Fields};
use crate::handlers::{self, Call, Handler};
use crate::moment::Moment;
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
                Some(Handler::Read(_)) | None => Ok(Fields::new()),
            },
            Change::Upload { key, object } => {
                self.objects.insert(key.clone(), object.clone());
                Ok(Fields::new())
            }
            Change::Advance {} => Ok(Fields::new()),
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
