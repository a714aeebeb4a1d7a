//! The uploads of this product: files of packages, and lists of devices. How the two forms are filled in is written
//! here by hand; the spec language has no word for it.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::error::kind::Kind;
use crate::flow::upload::Upload;
use crate::flow::upload::form::UploadForm;
use crate::flow::upload::several::Uploads;
use crate::flow::upload::uploaded::Uploaded;
use crate::operations::{
    Client, CreateOtaFirmwareFiles, CreateOtaFirmwareMultiFiles, FileSuffix,
    GenerateDeviceNameListUrlResponseData, GenerateOtaUploadUrlResponseData,
};
use crate::value::secret::Secret;
use crate::value::string_enum::StringEnum;

/// The largest file of a package, in bytes: 1,000 MB.
const LARGEST_FILE: u64 = 1000 * 1024 * 1024;

/// The largest list of devices, in bytes: 5 MB.
const LARGEST_LIST: u64 = 5 * 1024 * 1024;

/// The most files of a package.
const MOST_FILES: usize = 20;

impl Client {
    /// Uploads the file of a package: asks for a form with `GenerateOTAUploadURL`, and sends the file by it. Create the
    /// package within an hour, or the file is removed.
    ///
    /// The file has 1 byte to 1,000 MB. Its name ends in one of the suffixes that the operation takes, such as `.bin` or
    /// `.tar.gz`, in any letter case; of a client [with unlisted values](crate::product::Core::with_unlisted_values)
    /// in any other as well.
    ///
    /// # Errors
    ///
    /// The file cannot be uploaded as it is ([`Error::is_usage`], nothing was sent), or it changed meanwhile
    /// ([`Error::is_file`]); or the form was refused, or the transfer failed for good.
    pub fn upload_firmware(&self, path: impl Into<PathBuf>) -> Upload<'_> {
        let path = path.into();
        match suffix(&path, self.settings.defaults.unlisted_values) {
            Ok(suffix) => self.upload_firmware_as(path, suffix),
            Err(error) => self.upload_firmware_as(path, FileSuffix::Bin).refused(Some(error)),
        }
    }

    /// The same for a file whose name does not say what it is.
    ///
    /// # Errors
    ///
    /// As [`upload_firmware`](Self::upload_firmware).
    pub fn upload_firmware_as(
        &self,
        path: impl Into<PathBuf>,
        suffix: impl Into<FileSuffix>,
    ) -> Upload<'_> {
        let suffix = suffix.into();
        Upload::new(self, path, LARGEST_FILE, move || {
            let suffix = suffix.clone();
            async move {
                let response = self.generate_ota_upload_url().file_suffix(suffix).send().await?;
                response.into_inner().data.unwrap_or_default().form()
            }
        })
    }

    /// Uploads the files of a package, up to 20: all or none of them, the largest first.
    ///
    /// # Errors
    ///
    /// As [`upload_firmware`](Self::upload_firmware), for each of them; or there are too many.
    pub fn upload_firmware_files<P: Into<PathBuf>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Uploads<'_> {
        let uploads: Vec<Upload<'_>> =
            paths.into_iter().map(|path| self.upload_firmware(path)).collect();
        let count = uploads.len();
        let refused = (count > MOST_FILES).then(|| {
            Error::configuration(format!(
                "{count} files for a package; at most {MOST_FILES} are allowed"
            ))
        });
        Uploads::new(uploads).refused(refused)
    }

    /// Uploads a list of devices: asks for a form with `GenerateDeviceNameListURL`, and sends the file by it. Create the
    /// job within an hour with its [address](Uploaded::url) as `DnListFileUrl`, or the list is removed. The file has 1
    /// byte to 5 MB, and one device name on each line.
    ///
    /// # Errors
    ///
    /// As [`upload_firmware`](Self::upload_firmware), but the name of the file does not matter.
    pub fn upload_device_list(&self, path: impl Into<PathBuf>) -> Upload<'_> {
        Upload::new(self, path, LARGEST_LIST, move || async move {
            let response = self.generate_device_name_list_url().send().await?;
            response.into_inner().data.unwrap_or_default().form()
        })
    }
}

impl GenerateOtaUploadUrlResponseData {
    fn form(self) -> Result<UploadForm, Error> {
        let url = there("FirmwareUrl", self.firmware_url)?;
        let key_id = there("OSSAccessKeyId", self.oss_access_key_id)?;
        let (key, created) = (there("Key", self.key)?, self.utc_create);
        fill(self.host, url, key, key_id, self.policy, self.signature, created)
    }
}

impl GenerateDeviceNameListUrlResponseData {
    fn form(self) -> Result<UploadForm, Error> {
        let url = there("FileUrl", self.file_url)?;
        let key_id = there("AccessKeyId", self.access_key_id)?;
        let (key, created) = (there("Key", self.key)?, self.utc_create);
        fill(self.host, url, key, key_id, self.policy, self.signature, created)
    }
}

/// Fills in the form of the storage.
fn fill(
    host: Option<String>,
    url: String,
    key: String,
    key_id: String,
    policy: Option<Secret>,
    signature: Option<Secret>,
    created: Option<String>,
) -> Result<UploadForm, Error> {
    let policy = there("Policy", policy)?;
    let form = UploadForm::new(there("Host", host)?, url)
        .policy_until(policy.expose(), &created.unwrap_or_default())
        .field("key", key)
        .field("policy", policy)
        .field("OSSAccessKeyId", key_id)
        .field("Signature", there("Signature", signature)?)
        .field("success_action_status", "200");
    Ok(form)
}

/// A field without which there is no form.
fn there<T>(name: &str, field: Option<T>) -> Result<T, Error> {
    field.ok_or_else(|| Error::new(Kind::Undecodable(format!("it has no `{name}`"))))
}

/// What the name of a file says of its kind: the longest suffix that is known, so that `a.tar.gz` is no `gz`.
fn suffix(path: &Path, unlisted: bool) -> Result<FileSuffix, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let ends = |suffix: &str| {
        name.strip_suffix(suffix).and_then(|start| start.strip_suffix('.')).is_some()
    };
    let known = FileSuffix::SPELLINGS.iter().filter(|known| ends(known));
    if let Some(known) = known.max_by_key(|known| known.len()) {
        return Ok(FileSuffix::from(*known));
    }
    match name.rsplit_once('.') {
        Some((_, other)) if unlisted && !other.is_empty() => Ok(FileSuffix::from(other)),
        _ => Err(Error::configuration(format!(
            "its name ends in no known suffix; allowed: `.{}`; rename it, or name the kind with \
             `upload_firmware_as`",
            FileSuffix::SPELLINGS.join("`, `.")
        ))),
    }
}

impl Uploaded {
    /// The file as one of several of a package, under this name.
    pub fn named(&self, name: impl Into<String>) -> CreateOtaFirmwareMultiFiles {
        CreateOtaFirmwareMultiFiles::default()
            .name(name)
            .url(self.url())
            .size(self.size_of_package())
            .file_md5(self.md5())
            .sign_value(self.md5())
    }

    /// No package has a file that is too large for this.
    fn size_of_package(&self) -> i32 {
        i32::try_from(self.size()).unwrap_or(i32::MAX)
    }
}

/// The only file of a package, with its size and its MD5, which is what `SignMethod` means unless it is set.
impl From<&Uploaded> for CreateOtaFirmwareFiles {
    fn from(file: &Uploaded) -> Self {
        Self::Single {
            firmware_url: file.url().to_owned(),
            firmware_sign: Some(file.md5().to_owned()),
            firmware_size: Some(file.size_of_package()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::suffix;

    #[test]
    fn the_suffix_is_the_longest_that_is_known_in_any_letter_case() {
        let of =
            |name: &str, unlisted| suffix(Path::new(name), unlisted).map(|kind| kind.to_string());
        for (name, kind) in [
            ("/a.b/lamp.bin", "bin"),
            ("LAMP.BIN", "bin"),
            ("lamp-2.0.1.tar.gz", "tar.gz"),
            ("lamp.tar.xz", "tar.xz"),
            ("lamp.gz", "gz"),
            ("лампа \"2\"\n.zip", "zip"),
        ] {
            assert_eq!(of(name, false).unwrap(), kind);
        }
        for name in ["lamp", "lamp-2.0.1", "lamp.", "lampbin", "lamp.exe", "", "..", "a.bin/"] {
            if name == "a.bin/" {
                assert!(of(name, false).is_ok(), "a folder, which is noticed later");
                continue;
            }
            let error = of(name, false).unwrap_err();
            assert!(error.is_usage() && error.to_string().contains("`.tar.gz`"), "{name}: {error}");
        }
        assert_eq!(of("lamp.tar.zst", true).unwrap(), "zst");
        assert_eq!(of("lamp.tar.gz", true).unwrap(), "tar.gz");
        assert!(of("lamp", true).is_err());
    }
}
