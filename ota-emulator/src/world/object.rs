//! An uploaded file.

pub(crate) mod content;
pub(crate) mod key;

use sha2::{Digest, Sha256};

use crate::time::moment::Moment;

use content::Content;

/// How long an upload can be used and waits for a package, in milliseconds.
pub(crate) const KEPT: i64 = 60 * 60 * 1000;

/// How the keys of files of packages end: after a dot, as `GenerateOTAUploadURL` gives them.
pub(crate) const PACKAGE_SUFFIXES: [&str; 8] =
    ["bin", "dav", "apk", "tar", "gz", "tar.gz", "zip", "gzip"];

/// An uploaded file: what is known of it without its content.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Object {
    pub(crate) size: u64,
    /// In lower-case hex; empty if it is not known.
    pub(crate) md5: String,
    /// In lower-case hex; empty if it is not known.
    pub(crate) sha256: String,
    pub(crate) uploaded: Moment,
    #[serde(default)]
    pub(crate) origin: Origin,
    /// The device names of a list; nothing for a package.
    pub(crate) names: Vec<String>,
    /// Where its bytes are.
    #[serde(default)]
    pub(crate) content: Content,
    /// How many files of packages are this one.
    #[serde(skip)]
    pub(crate) uses: u32,
}

/// Where an object comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Origin {
    /// A seed: it stays, and all instances have it.
    Seed,
    /// A form that was handed out for this instance; empty for the one without a name.
    Form(String),
}

impl Default for Origin {
    /// For ledgers that do not say it.
    fn default() -> Self {
        Self::Form(String::new())
    }
}

impl Object {
    /// The name of the file with the content of the object under `key`: another one for other
    /// content.
    pub(crate) fn file_name(&self, key: &str) -> String {
        hex::encode(Sha256::digest(format!("{key}\n{}", self.sha256)))
    }

    /// Whether a call for an instance can still make a package or a batch of it.
    pub(crate) fn serves(&self, instance: &str, now: Moment) -> bool {
        match &self.origin {
            Origin::Seed => true,
            Origin::Form(owner) => owner == instance && now.since(self.uploaded) < KEPT,
        }
    }
}

/// Whether the file with a key can be one of a package.
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
        let files = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/types.json"));
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
