use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{FileStore, JournalStore as _};

/// A new folder among temporary files.
pub(crate) fn folder(name: &str) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let own = format!("ota-api-test-{name}-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(own);
    fs::create_dir(&folder).unwrap();
    folder
}

fn refused(path: &Path) -> String {
    FileStore::open(path).unwrap_err().to_string()
}

#[test]
fn a_journal_is_for_its_owner_and_for_one_run_at_a_time() {
    let folder = folder("store");
    let path = folder.join("journal");
    let mut store = FileStore::open(&path).unwrap();
    store.append(b"one\n").unwrap();
    store.append(b"two\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(refused(&path).starts_with("another run has it; "));
    drop(store);
    let mut store = FileStore::open(&path).unwrap();
    let mut read = String::new();
    store.read().unwrap().read_to_string(&mut read).unwrap();
    assert_eq!(read, "one\ntwo\n");
    store.truncate(4).unwrap();
    store.append(b"three\n").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"one\nthree\n");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_file_of_its_own_is_refused() {
    let folder = folder("store");
    assert!(refused(&folder).starts_with("it is a link or no plain file"));
    assert!(FileStore::open(&folder.join("none").join("journal")).is_err());
    #[cfg(unix)]
    {
        let (target, link) = (folder.join("target"), folder.join("link"));
        fs::write(&target, b"precious").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(refused(&link).starts_with("it is a link or no plain file"));
        assert_eq!(fs::read(&target).unwrap(), b"precious");
        // One that leads nowhere makes nothing there.
        let (nowhere, away) = (folder.join("nowhere"), folder.join("away"));
        std::os::unix::fs::symlink(&away, &nowhere).unwrap();
        assert!(refused(&nowhere).starts_with("it is a link or no plain file"));
        assert!(!away.exists());
    }
    fs::remove_dir_all(folder).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_write_that_failed_nothing_more_is_written() {
    // A device that is always full.
    let file = fs::OpenOptions::new().append(true).open("/dev/full").unwrap();
    let mut store = FileStore { file, length: 0, is_broken: false };
    assert_eq!(store.append(b"one\n").unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    let error = store.append(b"two\n").unwrap_err().to_string();
    assert_eq!(error, "a line before could not be written");
}
