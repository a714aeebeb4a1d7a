//! The signed form, and the policy that says what it allows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ota_world::Moment;
use ota_world::files::{FileUrls, Purpose, Upload, UploadForm};
use serde_json::{Value, json};

use super::signer::Site;

/// The largest file of a package, in bytes: 1,000 MB.
const LARGEST_FILE: u64 = 1000 * 1024 * 1024;

/// The largest list of devices, in bytes: 5 MB.
const LARGEST_LIST: u64 = 5 * 1024 * 1024;

/// How long a form is good, in milliseconds.
const GOOD_FOR: i64 = 60 * 1000;

impl FileUrls for Site<'_> {
    fn url(&self, key: &str) -> String {
        self.address(key)
    }

    fn signed_url(&self, key: &str, now: Moment) -> String {
        self.signed_address(key, now)
    }

    fn upload_form(&self, upload: Upload<'_>, now: Moment) -> Option<UploadForm> {
        let key = self.signer.new_key(upload.suffix);
        let most = match upload.purpose {
            Purpose::Package => LARGEST_FILE,
            Purpose::List => LARGEST_LIST,
        };
        let policy = json!({
            "expiration": now.after(GOOD_FOR).to_string(),
            "conditions": [{ "key": key }, ["content-length-range", 1, most]],
            "instance": upload.instance,
        });
        let policy = STANDARD.encode(policy.to_string());
        let signature = self.signer.sign(&policy);
        let (host, key_id) = (self.endpoint.clone(), self.signer.key_id());
        Some(UploadForm { host, key, policy, key_id, signature })
    }
}

/// The permission that a form gives.
pub(crate) struct Policy {
    pub(crate) expires: Moment,
    pub(crate) key: String,
    /// The instance whose file it is; empty for the one without a name.
    pub(crate) instance: String,
    /// The size of the smallest and the largest file, in bytes.
    pub(crate) sizes: (u64, u64),
}

impl Policy {
    /// Reads the policy of a form; `None` for anything else.
    pub(crate) fn read(policy: &str) -> Option<Self> {
        let policy: Value = serde_json::from_slice(&STANDARD.decode(policy).ok()?).ok()?;
        let expires: jiff::Timestamp = policy["expiration"].as_str()?.parse().ok()?;
        let conditions = &policy["conditions"];
        Some(Self {
            expires: Moment(expires.as_millisecond()),
            key: conditions[0]["key"].as_str()?.to_owned(),
            instance: policy["instance"].as_str()?.to_owned(),
            sizes: (conditions[1][1].as_u64()?, conditions[1][2].as_u64()?),
        })
    }
}
