//! Addresses of files, which the host of a world gives.

use crate::time::moment::Moment;

/// Where the files of a world can be reached. Nothing that changes a world depends on it.
pub(crate) trait FileUrls {
    /// The address of a file, which names it and does not open it.
    fn url(&self, key: &str) -> String;

    /// An address that opens a file for a day.
    fn signed_url(&self, key: &str, now: Moment) -> String;

    /// A form for the upload of one file; `None` if there is nowhere to upload to.
    fn upload_form(&self, upload: Upload<'_>, now: Moment) -> Option<UploadForm>;
}

/// The upload that a form is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Upload<'a> {
    pub(crate) purpose: Purpose,
    /// The instance that can use the file; empty for the one without a name.
    pub(crate) instance: &'a str,
    /// The last part of the file's name, without the dot.
    pub(crate) suffix: &'a str,
}

/// The purpose of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A file of a package.
    Package,
    /// A list of devices.
    List,
}

/// A signed form, good for a minute.
#[derive(Debug, Clone)]
pub(crate) struct UploadForm {
    /// The address to post the form to.
    pub(crate) host: String,
    pub(crate) key: String,
    /// Base64 of what the form allows.
    pub(crate) policy: String,
    /// The ID of the key that signed it.
    pub(crate) key_id: String,
    pub(crate) signature: String,
}
