//! Files that were uploaded.

use crate::moment::Moment;

/// An uploaded file: what is known of it without its content.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Object {
    pub(crate) size: u64,
    /// In lower-case hex.
    pub(crate) md5: String,
    /// In lower-case hex.
    pub(crate) sha256: String,
    pub(crate) uploaded: Moment,
    /// The device names of a list; nothing for a package.
    pub(crate) names: Vec<String>,
}
