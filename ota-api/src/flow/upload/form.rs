//! The signed form of an upload.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ring::rand::{SecureRandom, SystemRandom};

use crate::call::created::seconds;
use crate::error::Error;
use crate::value::secret::Secret;

/// How long a form is good unless it says otherwise.
const MINUTE: Duration = Duration::from_secs(60);

/// The most bytes of all fields before the file.
const LARGEST_FIELDS: usize = 1024 * 1024;

/// A form that a service has signed, by which one file can be uploaded without a key: its fields go before the file
/// in a `POST` of `multipart/form-data`. `Debug` shows no field.
///
/// A program makes one from the response of an operation; for those of this crate, [`Client`](crate::Client) has
/// methods that do.
#[derive(Clone)]
#[must_use = "a form does nothing until an upload has it"]
pub struct UploadForm {
    pub(super) host: String,
    pub(super) url: String,
    fields: Vec<(String, Secret)>,
    pub(super) good_for: Duration,
}

impl UploadForm {
    /// A form that is posted to `host`, such as `https://bucket.oss-cn-shanghai.aliyuncs.com`, after which the file is
    /// at `url`. It is good for a minute.
    pub fn new(host: impl Into<String>, url: impl Into<String>) -> Self {
        Self { host: host.into(), url: url.into(), fields: Vec::new(), good_for: MINUTE }
    }

    /// Adds a field. They are sent in the order in which they were added; `file` follows as the last one.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Sets how long the form is good, from before it was asked for.
    pub fn good_for(mut self, time: Duration) -> Self {
        self.good_for = time;
        self
    }

    /// Shortens the time for which the form is good to that of its policy, the Base64 of a JSON object with
    /// `expiration`. `created` is when it was made by the same clock, so that the clock of this machine does not
    /// matter. A policy or a time that cannot be read changes nothing.
    pub fn policy_until(mut self, policy: &str, created: &str) -> Self {
        if let Some(life) = life(policy, created) {
            self.good_for = self.good_for.min(life);
        }
        self
    }

    /// What goes before the file and after it, and the content type that names what is between them.
    pub(super) fn around(&self) -> Result<Around, Error> {
        let boundary = boundary()?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let mut head = String::new();
        for (name, value) in &self.fields {
            if name.is_empty() || !name.bytes().all(is_plain) {
                return Err(Error::configuration(format!(
                    "the form of the upload has a field named `{}`; allowed are ASCII letters, digits, `-` and `_`",
                    name.escape_debug()
                )));
            }
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n",
                value.expose()
            ));
        }
        if head.len() > LARGEST_FIELDS {
            return Err(Error::configuration(format!(
                "the fields of the form of the upload have {} bytes; at most {LARGEST_FIELDS} are allowed",
                head.len()
            )));
        }
        // The storage names the file by the form; how it is called on this machine is nobody's business, and the
        // quotes and line breaks of some names would have to be escaped.
        head.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        ));
        Ok(Around {
            head: Bytes::from(head),
            tail: Bytes::from(format!("\r\n--{boundary}--\r\n")),
            content_type: format!("multipart/form-data; boundary={boundary}"),
        })
    }

    /// Its fields.
    #[cfg(feature = "mock")]
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.expose()))
    }

    /// The values of its fields that must not be shown.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(_, value)| value.expose())
    }
}

impl fmt::Debug for UploadForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadForm")
            .field("host", &self.host)
            .field("good_for", &self.good_for)
            .finish_non_exhaustive()
    }
}

/// What surrounds the file in the body of the request.
pub(super) struct Around {
    pub(super) head: Bytes,
    pub(super) tail: Bytes,
    pub(super) content_type: String,
}

/// A line that no file has, since nobody can foresee it.
fn boundary() -> Result<String, Error> {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::configuration("the system gives no random numbers"))?;
    Ok(format!("ota-api-{:032x}", u128::from_be_bytes(bytes)))
}

/// How long a policy is good, from when it was made.
fn life(policy: &str, created: &str) -> Option<Duration> {
    let policy = STANDARD.decode(policy.trim()).ok()?;
    let policy: serde_json::Value = serde_json::from_slice(&policy).ok()?;
    let until = *seconds(policy.get("expiration")?.as_str()?)?.start();
    let life = until.checked_sub(*seconds(created)?.end())?;
    Some(Duration::from_secs(u64::try_from(life).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::UploadForm;

    fn form() -> UploadForm {
        UploadForm::new("https://bucket.example.com", "https://bucket.example.com/a.bin")
    }

    #[test]
    fn a_policy_shortens_the_life_of_a_form_and_what_is_no_policy_does_not() {
        let policy = |until: &str| STANDARD.encode(format!("{{\"expiration\":\"{until}\"}}"));
        let created = "2019-11-04T06:21:54.607Z";
        for (policy, created, seconds) in [
            (policy("2019-11-04T06:22:24.000Z"), created, 30),
            (policy("2019-11-04T06:52:24.000Z"), created, 60),
            (policy("2019-11-04T06:21:54.000Z"), created, 0),
            (policy("2019-11-04T05:21:54.000Z"), created, 0),
            (policy("soon"), created, 60),
            (policy("2019-11-04T06:22:24.000Z"), "", 60),
            ("eyJleHBpcmF****".to_owned(), created, 60),
            (STANDARD.encode("[]"), created, 60),
        ] {
            let form = form().policy_until(&policy, created);
            assert_eq!(form.good_for, Duration::from_secs(seconds), "{policy}");
        }
    }

    #[test]
    fn the_file_is_the_last_field_and_no_name_breaks_out_of_its_line() {
        let around = form().field("key", "a/b").field("Signature", "x\r\ny").around().unwrap();
        let head = String::from_utf8(around.head.to_vec()).unwrap();
        let at = |part: &str| head.find(part).unwrap();
        assert!(at("name=\"key\"\r\n\r\na/b\r\n") < at("name=\"Signature\""));
        assert!(at("name=\"Signature\"") < at("name=\"file\""));
        assert!(head.ends_with("\r\n\r\n"));
        for name in ["", "a\"b", "a\r\nb", "ключ"] {
            let error = form().field(name, "x").around().err().unwrap();
            assert!(error.is_usage(), "{error}");
        }
        let long = "x".repeat(1024 * 1024);
        assert!(form().field("key", long).around().err().unwrap().is_usage());
    }

    #[test]
    fn no_field_is_shown() {
        let form = form().field("policy", "canary-policy").field("Signature", "canary-signature");
        assert!(!format!("{form:?}").contains("canary"));
    }
}
