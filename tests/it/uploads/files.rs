//! Files that cannot be uploaded, and files that change while they are.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use ota_api::{Upload, UploadForm};
use tokio::sync::Notify;

use super::stub::{Plan, Stub};
use super::{builder, bytes, client, file, quick, taken, upload_to};

fn sparse(path: &Path, size: u64) {
    File::create(path).unwrap().set_len(size).unwrap();
}

#[tokio::test]
async fn what_cannot_be_uploaded_is_refused_before_anything_is_sent() {
    let emulator = quick().await;
    let client = client(&emulator);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    File::create(at("empty.bin")).unwrap();
    sparse(&at("large.bin"), 1000 * 1024 * 1024 + 1);
    sparse(&at("large.csv"), 5 * 1024 * 1024 + 1);
    std::fs::create_dir(at("folder.bin")).unwrap();
    std::fs::write(at("lamp.exe"), "x").unwrap();
    for (name, says) in [
        ("empty.bin", "it is empty"),
        ("large.bin", "1048576001 bytes; at most 1048576000"),
        ("folder.bin", "no regular file"),
        ("missing.bin", "cannot be read"),
        ("lamp.exe", "allowed: `.bin`"),
        ("lamp", "no known suffix"),
        ("missing\0.bin", "cannot be read"),
    ] {
        let error = client.upload_firmware(at(name)).await.unwrap_err();
        assert!(error.is_usage() && error.to_string().contains(says), "{name}: {error}");
        assert_eq!((error.path(), error.attempts()), (Some(&*at(name)), 0));
    }
    let error = client.upload_device_list(at("large.csv")).await.unwrap_err();
    assert!(error.to_string().contains("5242881 bytes; at most 5242880"), "{error}");
    let files = [at("lamp.exe"), at("empty.bin")];
    assert!(client.upload_firmware_files(files).await.unwrap_err().is_usage());
    let many = vec![at("lamp.bin"); 21];
    let error = client.upload_firmware_files(many).await.unwrap_err();
    assert!(error.to_string().contains("at most 20"), "{error}");
    assert_eq!(emulator.requests().requests.len(), 0);
    let kind = client.upload_firmware_as(at("lamp.exe"), "bin").await.unwrap();
    assert!(kind.url().ends_with(".bin"));
}

#[cfg(unix)]
#[tokio::test]
async fn names_with_anything_in_them_are_uploaded() {
    let emulator = quick().await;
    let client = client(&emulator);
    for name in
        ["лампа.bin", "a \"b\".bin", "a\nb\r\n--x.bin", "${filename}.bin", "%22.bin", "-.bin"]
    {
        let contents = bytes(1000);
        let (_folder, path) = file(name, &contents);
        let uploaded = client.upload_firmware(&path).await.unwrap();
        let last = taken(&emulator).pop().unwrap();
        assert_eq!(last.request["sha256"], uploaded.sha256(), "{name:?}");
    }
    let error = client.upload_firmware("a\nb\u{202e}.bin").await.unwrap_err();
    assert!(error.to_string().chars().all(|c| !c.is_control() && c != '\u{202e}'), "{error}");
}

/// A change of the file at a path.
type Change = fn(&Path);

const CHANGES: [(&str, Change, &str); 4] = [
    ("truncated", |path| sparse_to(path, 1000), "become"),
    ("emptied", |path| sparse_to(path, 0), "become"),
    ("grown", |path| open(path).write_all(b"more").unwrap(), "now has"),
    ("rewritten", |path| sparse_to(path, 8_000_000), "written to"),
];

fn open(path: &Path) -> File {
    OpenOptions::new().append(true).open(path).unwrap()
}

fn sparse_to(path: &Path, size: u64) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(size).unwrap();
    file.set_modified(SystemTime::now()).unwrap();
}

/// A file that was written long ago.
fn old_file() -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, path) = file("lamp.bin", b"x");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let file = open(&path);
    file.set_len(8_000_000).unwrap();
    file.set_modified(long_ago).unwrap();
    (folder, path)
}

#[tokio::test]
async fn nothing_is_made_from_a_file_that_changes_while_it_is_sent() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    for (name, change, says) in CHANGES {
        let (_folder, path) = old_file();
        let go = Arc::new(Notify::new());
        let stub = Stub::start(Plan::Hold(go.clone())).await;
        let changed = AtomicBool::new(false);
        // The storage reads nothing before that, so the file has not been read to its end.
        let upload = upload_to(&client, &path, &stub.host).on_progress(|_| {
            if !changed.swap(true, Ordering::Relaxed) {
                change(&path);
                go.notify_one();
            }
        });
        let error = upload.await.unwrap_err();
        assert!(error.is_file() && !error.is_retryable() && !error.is_usage(), "{name}: {error}");
        let text = error.to_string();
        assert!(text.contains("changed during its upload"), "{name}: {text}");
        assert!(text.contains(says) || text.contains("shorter"), "{name}: {text}");
        assert_eq!(stub.uploads(), 1);
    }
}

#[tokio::test]
async fn a_file_that_changes_before_its_form_comes_is_not_sent() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    for (name, change, _) in CHANGES {
        let (_folder, path) = old_file();
        let stub = Stub::start(Plan::Silent).await;
        let (host, at) = (stub.host.as_str(), path.clone());
        let upload = Upload::new(&client, &path, 1 << 30, move || {
            change(&at);
            async move { Ok(UploadForm::new(host, "u")) }
        });
        let error = upload.await.unwrap_err();
        assert!(error.is_file(), "{name}: {error}");
        assert_eq!(stub.uploads(), 0, "{name}");
    }
}
