//! A form that was filled in, and whether it allows the upload.

use ota_world::Moment;

use super::error::FileError;
use crate::uploads::UrlSigner;
use crate::uploads::form::Policy;

/// The fields of a form that came before the file; names are in lower case.
#[derive(Default)]
pub(super) struct Filled {
    fields: Vec<(String, String)>,
}

/// The permission that a valid form gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Permit {
    pub(super) key: String,
    /// Whose file it is; empty for the instance without a name.
    pub(super) instance: String,
    /// The size of the smallest and the largest file, in bytes.
    pub(super) sizes: (u64, u64),
    /// The status of the response: 200, 201 or 204.
    pub(super) status: u16,
}

impl Filled {
    /// Adds a field. None may come twice, as it would be open which counts.
    pub(super) fn add(&mut self, name: String, value: String) -> Result<(), FileError> {
        // A sample of the documentation names it like this.
        let name = if name == "accesskeyid" { "ossaccesskeyid".to_owned() } else { name };
        if self.get(&name).is_some() {
            return Err(FileError::invalid(format!(
                "the field `{name}` comes twice; send it once"
            )));
        }
        self.fields.push((name, value));
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the form allows an upload now. `grace` is how many milliseconds late it may come.
    pub(super) fn permit(
        &self,
        signer: &UrlSigner,
        now: Moment,
        grace: i64,
    ) -> Result<Permit, FileError> {
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
            return Err(FileError::invalid(format!(
                "the form lacks {} before the file; send `file` last",
                missing.join(", ")
            )));
        };
        if key_id != signer.key_id() {
            return Err(FileError::unknown_key());
        }
        if !signer.verify(policy, signature) {
            let message = "the signature is not that of this policy; send both as they were given";
            return Err(FileError::denied(message));
        }
        let policy = Policy::read(policy)
            .ok_or_else(|| FileError::denied("the policy is not from this emulator"))?;
        if now > policy.expires.after(grace) {
            let message = format!(
                "Invalid according to Policy: Policy expired. it was good until {}; ask for a new \
                 form",
                policy.expires
            );
            return Err(FileError::denied(message));
        }
        if key != policy.key {
            let message = format!(
                "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"{}\"]",
                policy.key
            );
            return Err(FileError::denied(message));
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
