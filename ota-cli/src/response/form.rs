//! Forms for uploads, which are good for a short time only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The field with the policy of a form.
pub(super) const POLICY: &str = "Data.Policy";

/// A note on how long the form with this policy is good.
pub(super) fn note(policy: &str) -> Option<String> {
    let policy: serde_json::Value = serde_json::from_slice(&STANDARD.decode(policy).ok()?).ok()?;
    let expiration = policy.get("expiration")?.as_str()?;
    Some(format!(
        "the form expires at {expiration}; all of the file has to be there before, else ask for \
         another form"
    ))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::note;

    #[test]
    fn a_form_says_until_when_it_is_good() {
        let policy = STANDARD.encode(r#"{"expiration":"2026-01-02T03:05:05.000Z"}"#);
        let shown = note(&policy).unwrap();
        assert!(shown.contains("expires at 2026-01-02T03:05:05.000Z"), "{shown}");
        for other in ["", "eyJleHBpcmF****", "e30=", "MQ=="] {
            assert_eq!(note(other), None, "{other}");
        }
    }
}
