//! The folder with the contents of uploaded files.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};

/// The beginning of the names of files that are still being written.
const UNFINISHED: &str = "unfinished-";

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
        std::fs::read_dir(folder)?;
        Ok(Self { folder: folder.to_owned(), _temporary: None })
    }

    /// Deletes uploads that broke off with an earlier emulator, and files that are not among the
    /// known ones. One that cannot be deleted now does no harm.
    pub(crate) fn tidy(&self, known: &BTreeSet<String>) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for name in entries.flatten().map(|entry| entry.file_name()) {
            let Some(name) = name.to_str() else { continue };
            // What somebody else put there stays.
            let is_kept = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if name.starts_with(UNFINISHED) || (is_kept && !known.contains(name)) {
                self.remove(name);
            }
        }
    }

    /// An empty file to write an upload to. It is deleted unless it is kept.
    pub(crate) fn create(&self) -> io::Result<(File, TempPath)> {
        let written = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        Ok(written.into_parts())
    }

    /// Keeps a file that was written and brought to the disk.
    pub(crate) fn keep(&self, written: TempPath, name: &str) -> io::Result<()> {
        written.persist(self.folder.join(name)).map_err(|error| error.error)?;
        // The name has to be on the disk too. Other systems than Unix do not open folders.
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Deletes a file. One that is not there, or cannot be deleted now, does no harm.
    pub(crate) fn remove(&self, name: &str) {
        drop(std::fs::remove_file(self.path(name)));
    }
}
