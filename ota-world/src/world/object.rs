//! An uploaded file.

pub(crate) mod content;
pub(crate) mod key;

use sha2::{Digest, Sha256};

use crate::time::Moment;

use content::Content;

/// How long an upload can be used without a package, in milliseconds.
pub(crate) const KEPT: i64 = 60 * 60 * 1000;

/// The suffixes of package files, after a dot, as `GenerateOTAUploadURL` gives them.
pub(crate) const PACKAGE_SUFFIXES: [&str; 10] =
    ["bin", "dav", "apk", "tar", "gz", "tar.gz", "zip", "gzip", "tar.xz", "pack"];

/// The metadata of an uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// In bytes.
    pub size: u64,
    /// In lower-case hex; empty if it is not known.
    pub md5: String,
    /// In lower-case hex; empty if it is not known.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded: Moment,
    /// Where it comes from.
    #[serde(default)]
    pub origin: ObjectOrigin,
    /// The device names of a list; nothing for a package.
    pub names: Vec<String>,
    /// Where its content is.
    #[serde(default)]
    pub content: Content,
    /// The number of package files that refer to it.
    #[serde(skip)]
    pub(crate) uses: u32,
}

/// Where an object comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ObjectOrigin {
    /// A seed: it stays, and all instances have it.
    Seed,
    /// A form that was handed out for this instance; empty for the one without a name.
    Form(String),
}

impl Default for ObjectOrigin {
    /// For ledgers of earlier versions, which do not have it.
    fn default() -> Self {
        Self::Form(String::new())
    }
}

impl Object {
    /// A file that was uploaded by a form for an instance; its digests are MD5 and SHA-256, in
    /// lower-case hex. The names are those of a list of devices.
    pub fn uploaded(
        instance: &str,
        at: Moment,
        size: u64,
        (md5, sha256): (String, String),
        names: Vec<String>,
    ) -> Self {
        let (origin, content) = (ObjectOrigin::Form(instance.to_owned()), Content::Stored);
        Self { size, md5, sha256, uploaded: at, origin, names, content, uses: 0 }
    }

    /// Whether a package has the file.
    pub fn is_in_use(&self) -> bool {
        self.uses > 0
    }

    /// The name of the file with the content of the object under `key`: another one for other
    /// content.
    pub fn file_name(&self, key: &str) -> String {
        hex::encode(Sha256::digest(format!("{key}\n{}", self.sha256)))
    }

    /// Whether a call for an instance can still create a package or a job from it.
    pub(crate) fn serves(&self, instance: &str, now: Moment) -> bool {
        match &self.origin {
            ObjectOrigin::Seed => true,
            ObjectOrigin::Form(owner) => owner == instance && now.since(self.uploaded) < KEPT,
        }
    }
}

/// Whether the file with a key can be a package file.
pub(crate) fn is_package_file(key: &str) -> bool {
    PACKAGE_SUFFIXES
        .iter()
        .any(|suffix| key.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::{PACKAGE_SUFFIXES, is_package_file};

    #[test]
    fn packages_have_files_with_the_endings_that_can_be_asked_for() {
        let files = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/specs/types.json"));
        let types: serde_json::Value = serde_json::from_slice(&files.unwrap()).unwrap();
        let types = types["types"].as_array().unwrap();
        let asked = types.iter().find(|one| one["name"] == "FileSuffix").unwrap();
        let asked = asked["values"].as_array().unwrap().iter();
        let asked: Vec<&str> = asked.map(|one| one["value"].as_str().unwrap()).collect();
        assert_eq!(asked, PACKAGE_SUFFIXES);
        assert!(is_package_file("ota/a/b.tar.gz"));
        assert!(!is_package_file("ota/a/b.csv") && !is_package_file("ota/a/bin"));
    }
}
