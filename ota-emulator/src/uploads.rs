//! Files that were uploaded, and the endpoint that takes and gives them.
//!
//! Uploads go by forms like those of OSS: an operation hands out a signed form, which is good for
//! one minute; it is posted to `/` of the emulator as `multipart/form-data`; the file is then known
//! by its address. Files are loaded by signed addresses, as devices do.
//!
//! What is chosen where nothing is documented:
//!
//! - The minute is one of the world's time, or of the clock if the world runs faster than that.
//! - A list of devices can be loaded by a signed address too, but no answer has one.
//! - A file can be uploaded anew under its key while the form is good and no package has it.
//! - Forms and addresses are signed with a key that a data folder keeps, in a file of its own, so
//!   those of an earlier emulator with it are good until they expire. Else it is another one at
//!   every start.
//! - Packages and batches can be made of a file within an hour of its upload, in the instance that
//!   the form was handed out for. A file that no package has an hour after its upload is gone. A
//!   list of devices is needed only until its batch is created, so it goes too.
//! - Files of a seed stay, and all instances have them.
//! - What a file is goes by how its key ends: a package has no file with the ending of a list.

pub(crate) mod content;
mod download;
pub(crate) mod form;
mod names;
mod receive;
mod refusal;
pub(crate) mod site;
pub(crate) mod storage;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Method, Response, header};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::request::Request;
use crate::server::Server;
use crate::time::moment::Moment;

pub(crate) use content::Content;
pub(crate) use form::{Form, Purpose};
pub(crate) use site::Site;
pub(crate) use storage::Storage;

/// How long an upload can be used and waits for a package, in milliseconds.
pub(crate) const KEPT: i64 = 60 * 60 * 1000;

/// What the keys of all uploads start with.
const FOLDER: &str = "ota/";

/// How the key of a list of devices ends.
const LIST: &str = ".csv";

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

/// Where a file comes from.
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

/// The key that an address is for: its path, whatever the host.
pub(crate) fn key(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let (_, path) = rest.split_once('/')?;
    decoded(path.split(['?', '#']).next()?)
}

/// A key as part of an address.
fn encoded(key: &str) -> String {
    const KEPT_OUT: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');
    utf8_percent_encode(key, KEPT_OUT).to_string()
}

fn decoded(path: &str) -> Option<String> {
    percent_decode_str(path).decode_utf8().ok().map(|key| key.into_owned())
}

/// What a request wants of the endpoint for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Errand {
    /// To put a file there.
    Upload,
    /// To get the file with this key.
    Download(String),
}

impl Errand {
    /// Tells it by method, path and type of the body; any other request is none.
    pub(crate) fn of(parts: &Parts) -> Option<Self> {
        let path = parts.uri.path().strip_prefix('/').unwrap_or_default();
        match parts.method {
            Method::GET | Method::HEAD if path.starts_with(FOLDER) => {
                Some(Self::Download(decoded(path)?))
            }
            Method::POST if path.is_empty() && has_form(parts) => Some(Self::Upload),
            _ => None,
        }
    }
}

fn has_form(parts: &Parts) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|value| value.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// Answers a request for the endpoint for files.
pub(crate) async fn serve(
    server: &Arc<Server>,
    errand: Errand,
    parts: &Parts,
    body: Body,
    id: &str,
) -> Response<Body> {
    match errand {
        Errand::Upload => receive::answer(server, parts, body, id).await,
        Errand::Download(key) => {
            let request = Request::new(&parts.method, &parts.uri, &parts.headers, Bytes::new());
            download::answer(server, &key, &request, id).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PACKAGE_SUFFIXES, encoded, is_package_file, key};

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

    #[test]
    fn the_key_is_the_path_of_an_address() {
        let found = |address: &str| key(address).unwrap_or_default();
        assert_eq!(found("https://h.example/ota/a/b.bin"), "ota/a/b.bin");
        assert_eq!(found("http://127.0.0.1:80/ota/a%20b.bin?Expires=1#x"), "ota/a b.bin");
        assert_eq!(found("https://h.example/ota/****/****.bin"), "ota/****/****.bin");
        assert_eq!(key("ota/a/b.bin"), None);
        assert_eq!(key("https://h.example"), None);
        assert_eq!(key("https://h.example/%ff"), None);
        let odd = "ota/ä %?#<>\"`.bin";
        assert_eq!(found(&format!("http://h/{}", encoded(odd))), odd);
    }
}
