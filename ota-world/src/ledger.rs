//! Everything that was done to a world, in order. What is in the ledger happened, and nothing else
//! did.

pub(crate) mod change;
pub(crate) mod replay;
pub(crate) mod snapshot;

use jiff::Timestamp;
use ota_spec::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::refusal::Fields;
use crate::time::Moment;

pub use change::Change;

/// Something that was done to the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Counted from 1.
    pub number: u64,
    /// The world's time.
    pub at: Moment,
    /// The request that caused it.
    pub request_id: String,
    /// The digest of the response, so that a replay can be compared.
    #[serde(rename = "answer")]
    pub digest: String,
    /// The change.
    #[serde(flatten)]
    pub change: Change,
}

/// The fields of a response as JSON, which takes less memory than the fields do.
pub(crate) fn written(fields: &Fields) -> Box<str> {
    Value::Object(fields.clone()).to_string().into_boxed_str()
}

/// The digest of a response that was written, in lower-case hex.
pub(crate) fn digest(response: &str) -> String {
    hex::encode(Sha256::digest(response))
}

/// Something that was done to a world, as users see it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// Its number, counted from 1.
    pub number: u64,
    /// When it was done, in the world's time.
    pub time: Timestamp,
    /// The ID of the request that did it.
    pub request_id: String,
    /// The operation; for other changes, in camel case: `upload`, `advance`, `setModel`,
    /// `setBehaviour`, `reportVersion`, `addDevices`, `seed`.
    pub action: String,
    /// The `IotInstanceId` that the call named, or the one that asked for the form of an upload;
    /// empty if it named none.
    pub instance: String,
    /// The request. Of a call the parameters by their names, where addresses end before their
    /// query; of anything else what it set, as the body of the request under `/_ota/` names it. Of
    /// an upload `key`, `size`, `md5`, `sha256` and, for a list of devices, the number of its
    /// `names`.
    pub request: Json,
    /// The response of the call without `RequestId` and `Success`: the IDs that were made, such as
    /// `Data.FirmwareId`; empty where there is nothing more to say.
    pub response: Json,
}

/// Everything that was done, in order. It stays in memory and has no end: an entry of an ordinary
/// call takes about a kilobyte.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    /// The response of each entry, written. They are not kept: doing it again gives them.
    responses: Vec<Box<str>>,
}

impl Ledger {
    /// A ledger of entries that are there already, with the response of each, written.
    pub(crate) fn new(entries: Vec<Entry>, responses: Vec<Box<str>>) -> Self {
        Self { entries, responses }
    }

    /// Adds a change, and the fields of the response.
    pub(crate) fn add(&mut self, at: Moment, request_id: &str, change: Change, response: &Fields) {
        let number = self.entries.len() as u64 + 1;
        let response = written(response);
        let (request_id, digest) = (request_id.to_owned(), digest(&response));
        self.responses.push(response);
        self.entries.push(Entry { number, at, request_id, digest, change });
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Forgets all but the first `count` entries.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.entries.truncate(count);
        self.responses.truncate(count);
    }

    /// The entries with a greater number than `after`, as users see them.
    pub fn view(&self, after: u64) -> Vec<LedgerEntry> {
        let view = |(entry, response): (&Entry, &str)| LedgerEntry {
            number: entry.number,
            time: entry.at.timestamp(),
            request_id: entry.request_id.clone(),
            action: entry.change.action().to_owned(),
            instance: entry.change.instance().to_owned(),
            request: entry.change.asked(),
            response: serde_json::from_str(response).unwrap_or_default(),
        };
        let skipped = usize::try_from(after).unwrap_or(usize::MAX);
        let responses = self.responses.iter().map(|response| &**response);
        self.entries.iter().zip(responses).skip(skipped).map(view).collect()
    }
}
