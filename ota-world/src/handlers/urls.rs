//! Addresses of files, which the host of a world gives.

use crate::time::Moment;
use crate::world::object::key::encoded;

/// Where the files of a world can be reached. Nothing that changes a world depends on it.
pub trait FileUrls {
    /// The address of a file, which names it and does not open it.
    fn url(&self, key: &str) -> String;

    /// An address that opens a file for a day.
    fn signed_url(&self, key: &str, now: Moment) -> String;

    /// A form for the upload of one file; `None` if there is nowhere to upload to.
    fn upload_form(&self, upload: Upload<'_>, now: Moment) -> Option<UploadForm>;
}

/// The upload that a form is for.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The purpose of the file.
    pub purpose: Purpose,
    /// The instance that can use the file; empty for the one without a name.
    pub instance: &'a str,
    /// The last part of the file's name, without the dot.
    pub suffix: &'a str,
}

/// The purpose of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A file of a package.
    Package,
    /// A list of devices.
    List,
}

/// A signed form, good for a minute.
#[derive(Debug, Clone)]
pub struct UploadForm {
    /// The address to post the form to.
    pub host: String,
    /// The key of the file.
    pub key: String,
    /// Base64 of what the form allows.
    pub policy: String,
    /// The ID of the key that signed it.
    pub key_id: String,
    /// The signature of the policy.
    pub signature: String,
}

/// The addresses of files where there is no host for them: they name a file, and nothing is served
/// there.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl FileUrls for NoHost {
    fn url(&self, key: &str) -> String {
        format!("https://files.invalid/{}", encoded(key))
    }

    fn signed_url(&self, key: &str, _: Moment) -> String {
        self.url(key)
    }

    fn upload_form(&self, _: Upload<'_>, _: Moment) -> Option<UploadForm> {
        None
    }
}
