//! Forms for uploads, which are good for a short time only, and what may be uploaded by them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The end of the keys of lists of devices.
const LIST: &str = ".csv";

/// The fields of a form that a note is about.
#[derive(Default)]
pub struct Form {
    policy: Option<String>,
    key: Option<String>,
}

impl Form {
    /// Keeps a field that belongs to a form.
    pub fn take(&mut self, name: &str, text: &str) {
        match name {
            "Data.Policy" => self.policy = Some(text.to_owned()),
            "Data.Key" => self.key = Some(text.to_owned()),
            _ => {}
        }
    }

    /// A note on how long the form is good, if there is one, and on the size of a list of devices. How many
    /// names a list may have is documented twice, so more than the fewer are not refused.
    pub fn note(&self) -> Option<String> {
        let policy = STANDARD.decode(self.policy.as_deref()?).ok()?;
        let policy: serde_json::Value = serde_json::from_slice(&policy).ok()?;
        let expiration = policy.get("expiration")?.as_str()?;
        let mut note = format!(
            "the form expires at {expiration}; all of the file has to be there before, else ask for \
             another form"
        );
        if self.key.as_deref().is_some_and(|key| key.ends_with(LIST)) {
            note.push_str(
                "; the list may have 5 MB, and 10,000 names by one page of the documentation and \
                 1,000,000 by another, so split a longer one",
            );
        }
        Some(note)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::Form;

    #[test]
    fn a_form_says_until_when_it_is_good() {
        let policy = STANDARD.encode(r#"{"expiration":"2026-01-02T03:05:05.000Z"}"#);
        let form = |policy: &str| Form { policy: Some(policy.to_owned()), key: None };
        let shown = form(&policy).note().unwrap();
        assert!(shown.contains("expires at 2026-01-02T03:05:05.000Z"), "{shown}");
        assert!(!shown.contains("names"), "{shown}");
        for other in ["", "eyJleHBpcmF****", "e30=", "MQ=="] {
            assert_eq!(form(other).note(), None, "{other}");
        }
    }

    #[test]
    fn a_form_for_a_list_says_how_long_the_list_may_be() {
        let mut form = Form::default();
        form.take("Data.Policy", &STANDARD.encode(r#"{"expiration":"2026-01-02T03:05:05.000Z"}"#));
        form.take("Data.Key", "ota/a/b.csv");
        let shown = form.note().unwrap();
        assert!(shown.contains("10,000 names"), "{shown}");
    }
}
