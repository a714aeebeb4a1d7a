//! The folder with the contents of uploaded files.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir, TempPath};

use super::Object;

/// The folder with the contents of uploaded files. Names of files are digests, so no key leads
/// out of it.
#[derive(Debug)]
pub(crate) struct Storage {
    folder: PathBuf,
    /// Deletes the folder when the emulator ends, if it is a temporary one.
    _temporary: Option<TempDir>,
}

impl Storage {
    /// A temporary folder.
    pub(crate) fn temporary() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("ota-emulator-").tempdir()?;
        Ok(Self { folder: folder.path().to_owned(), _temporary: Some(folder) })
    }

    /// A folder that stays; it is made if it does not exist.
    pub(crate) fn at(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), _temporary: None })
    }

    /// An empty file to write an upload to. It is deleted unless it is kept.
    pub(super) fn create(&self) -> io::Result<(File, TempPath)> {
        Ok(NamedTempFile::new_in(&self.folder)?.into_parts())
    }

    /// Keeps a file that was written and brought to the disk.
    pub(super) fn keep(&self, written: TempPath, name: &str) -> io::Result<()> {
        written.persist(self.folder.join(name)).map_err(|error| error.error)?;
        // The name has to be on the disk too. Other systems than Unix do not open folders.
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// Where a file is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Deletes a file. One that is not there, or cannot be deleted now, does no harm.
    pub(crate) fn remove(&self, name: &str) {
        drop(std::fs::remove_file(self.path(name)));
    }
}

/// The name of the file with the content of an object: another one for other content.
pub(crate) fn file_name(key: &str, object: &Object) -> String {
    hex::encode(Sha256::digest(format!("{key}\n{}", object.sha256)))
}
