//! The signed form: what it allows, and whether an upload is allowed by it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::site::Site;
use crate::time::moment::Moment;

/// The largest file of a package, in bytes: 1,000 MB.
const LARGEST_FILE: u64 = 1000 * 1024 * 1024;

/// The largest list of devices, in bytes: 5 MB.
const LARGEST_LIST: u64 = 5 * 1024 * 1024;

/// How long a form is good, in milliseconds.
const GOOD_FOR: i64 = 60 * 1000;

/// What a form is handed out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Package,
    List,
}

impl Purpose {
    /// The size of the smallest and the largest file, in bytes.
    fn sizes(self) -> (u64, u64) {
        match self {
            Self::Package => (1, LARGEST_FILE),
            Self::List => (1, LARGEST_LIST),
        }
    }
}

/// A form as it is handed out.
pub(crate) struct Form {
    pub(crate) key: String,
    /// Base64 of what it allows.
    pub(crate) policy: String,
    pub(crate) signature: String,
}

impl Form {
    /// A form for one file of an instance with that suffix, good for a minute.
    pub(crate) fn new(
        site: &Site,
        purpose: Purpose,
        instance: &str,
        suffix: &str,
        now: Moment,
    ) -> Self {
        let key = site.new_key(suffix);
        let (least, most) = purpose.sizes();
        let policy = json!({
            "expiration": now.after(GOOD_FOR).to_string(),
            "conditions": [{ "key": key }, ["content-length-range", least, most]],
            "instance": instance,
        });
        let policy = STANDARD.encode(policy.to_string());
        let signature = site.sign(&policy);
        Self { key, policy, signature }
    }
}

/// The fields of a form that came before the file; names are in lower case.
#[derive(Default)]
pub(super) struct Filled {
    fields: Vec<(String, String)>,
}

/// What a form that was found good allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Permit {
    pub(super) key: String,
    /// Whose file it is; empty for the instance without a name.
    pub(super) instance: String,
    /// The size of the smallest and the largest file, in bytes.
    pub(super) sizes: (u64, u64),
    /// What status the answer has: 200, 201 or 204.
    pub(super) status: u16,
}

impl Filled {
    /// Adds a field. None may come twice, as it would be open which counts.
    pub(super) fn add(&mut self, name: String, value: String) -> Result<(), Refusal> {
        // A sample of the documentation names it like this.
        let name = if name == "accesskeyid" { "ossaccesskeyid".to_owned() } else { name };
        if self.get(&name).is_some() {
            return Err(Refusal::invalid(format!("the field `{name}` comes twice; send it once")));
        }
        self.fields.push((name, value));
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the form allows an upload now. `grace` is how many milliseconds late it may come.
    pub(super) fn permit(&self, site: &Site, now: Moment, grace: i64) -> Result<Permit, Refusal> {
        let known = ["key", "policy", "OSSAccessKeyId", "Signature"];
        let value = |name: &str| self.get(&name.to_ascii_lowercase());
        let missing: Vec<String> = known
            .into_iter()
            .filter(|name| value(name).is_none())
            .map(|name| format!("`{name}`"))
            .collect();
        let (Some(key), Some(policy), Some(key_id), Some(signature)) =
            (value("key"), value("policy"), value("OSSAccessKeyId"), value("Signature"))
        else {
            return Err(Refusal::invalid(format!(
                "the form lacks {} before the file; send `file` last",
                missing.join(", ")
            )));
        };
        if key_id != site.key_id() {
            return Err(Refusal::unknown_key());
        }
        if !site.verify(policy, signature) {
            let message = "the signature is not that of this policy; send both as they were given";
            return Err(Refusal::denied(message));
        }
        let policy = Policy::read(policy)?;
        if now > policy.expires.after(grace) {
            let message = format!(
                "Invalid according to Policy: Policy expired. it was good until {}; ask for a new \
                 form",
                policy.expires
            );
            return Err(Refusal::denied(message));
        }
        if key != policy.key {
            let message = format!(
                "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"{}\"]",
                policy.key
            );
            return Err(Refusal::denied(message));
        }
        let status = match value("success_action_status") {
            Some("200") => 200,
            Some("201") => 201,
            _ => 204,
        };
        let Policy { key, instance, sizes, .. } = policy;
        Ok(Permit { key, instance, sizes, status })
    }
}

/// What a form allows.
struct Policy {
    expires: Moment,
    key: String,
    instance: String,
    sizes: (u64, u64),
}

impl Policy {
    /// Reads what [`Form::new`] wrote.
    fn read(policy: &str) -> Result<Self, Refusal> {
        let read = || {
            let policy: Value = serde_json::from_slice(&STANDARD.decode(policy).ok()?).ok()?;
            let expires: jiff::Timestamp = policy["expiration"].as_str()?.parse().ok()?;
            let conditions = &policy["conditions"];
            Some(Self {
                expires: Moment(expires.as_millisecond()),
                key: conditions[0]["key"].as_str()?.to_owned(),
                instance: policy["instance"].as_str()?.to_owned(),
                sizes: (conditions[1][1].as_u64()?, conditions[1][2].as_u64()?),
            })
        };
        read().ok_or_else(|| Refusal::denied("the policy is none of this emulator's"))
    }
}
