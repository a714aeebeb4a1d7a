//! What a publication has done so far, in a file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ota_api::operations::CreateOtaFirmwareMultiFiles;
use ota_spec::visible;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::failure::Failure;

/// How long an upload is good: the storage removes what no package uses after an hour.
const LIFE: Duration = Duration::from_secs(55 * 60);

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    /// Where they were uploaded: the endpoint, and the instance if one is named.
    #[serde(default)]
    service: String,
    /// The files as they were when they were uploaded.
    files: Vec<Look>,
    /// When they were uploaded, in seconds since 1970.
    uploaded: u64,
    pub(super) sent: Vec<Sent>,
    /// The call that makes the package, from just before it is sent.
    pub(super) intent: Option<String>,
}

/// A file as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Look {
    path: String,
    size: u64,
    /// In nanoseconds since 1970.
    modified: u64,
}

/// A file that was uploaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Sent {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) size: u64,
    pub(super) md5: String,
}

impl Sent {
    /// The file as one of several of a package.
    pub(super) fn of_package(&self) -> CreateOtaFirmwareMultiFiles {
        CreateOtaFirmwareMultiFiles::default()
            .name(self.name.clone())
            .url(self.url.clone())
            .size(i32::try_from(self.size).unwrap_or(i32::MAX))
            .file_md5(self.md5.clone())
            .sign_value(self.md5.clone())
    }

    pub(super) fn shown(&self) -> serde_json::Value {
        json!({ "Name": self.name, "Url": self.url, "Size": self.size, "Md5": self.md5 })
    }
}

impl State {
    /// The state after an upload.
    pub(super) fn of(files: &[PathBuf], sent: Vec<Sent>, service: &str) -> Result<Self, Failure> {
        let (files, service) = (look(files)?, service.to_owned());
        Ok(Self { version: 1, service, files, uploaded: now(), sent, intent: None })
    }

    /// The state that an earlier run has left, if it is still of use.
    ///
    /// # Errors
    ///
    /// It cannot be read; or it is of other files or another service, and a package may have been made of those or there.
    pub(super) fn read(
        at: &Path,
        files: &[PathBuf],
        service: &str,
    ) -> Result<Option<Self>, Failure> {
        let text = match fs::read_to_string(at) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(at, &error.to_string())),
        };
        let state: Self = serde_json::from_str(&text)
            .map_err(|_| unusable(at, "it is damaged or something else"))?;
        let is_same = state.version == 1 && state.service == service && state.files == look(files)?;
        let is_fresh = now().saturating_sub(state.uploaded) < LIFE.as_secs();
        match (&state.intent, is_same) {
            (Some(_), false) => Err(unusable(
                at,
                "it is of other files or another service, or these have changed; whether their package was made, it does not know",
            )),
            (Some(_), true) => Ok(Some(state)),
            (None, _) => Ok((is_same && is_fresh).then_some(state)),
        }
    }

    /// Writes it, whole or not at all, and returns when it is on the disk: what is noted is sent next.
    pub(super) fn write(&self, at: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string(self).map_err(|error| unusable(at, &error.to_string()))?;
        let mut new = at.as_os_str().to_owned();
        new.push(".new");
        let write = || {
            let mut file = File::create(&new)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, at)
        };
        write().map_err(|error| unusable(at, &error.to_string()))
    }
}

/// Removes the state of what is done.
pub(super) fn remove(at: &Path) -> Result<(), Failure> {
    match fs::remove_file(at) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(unusable(at, &error.to_string()))
        }
        _ => Ok(()),
    }
}

fn unusable(at: &Path, why: &str) -> Failure {
    let at = at.display().to_string();
    Failure::usage(format!(
        "the state of the publication `{}` cannot be used: {why}; look at `ota firmware list`, then remove it, or name \
         another file with `--state`",
        visible::line(&at)
    ))
}

fn look(files: &[PathBuf]) -> Result<Vec<Look>, Failure> {
    let one = |path: &PathBuf| {
        let shown = path.display().to_string();
        let metadata = fs::metadata(path).map_err(|error| {
            Failure::usage(format!("cannot read `{}`: {error}", visible::line(&shown)))
        })?;
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = u64::try_from(modified.unwrap_or_default().as_nanos()).unwrap_or_default();
        Ok(Look { path: shown, size: metadata.len(), modified })
    };
    files.iter().map(one).collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
