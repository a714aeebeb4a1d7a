//! Uploads by signed forms, against the emulator and against storages that lie, break off or stand still.

mod crash_points;
mod files;
mod large;
mod several;
mod storage;
mod stub;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ota_api::hook::{Attempt, Hook, Outcome};
use ota_api::operations::CreateOtaStaticUpgradeJobTarget;
use ota_api::{Client, ClientBuilder, Credentials, Quota, RetryPolicy, Upload, UploadForm};
use ota_emulator::{Emulator, LedgerEntry};
use tempfile::TempDir;

const PRODUCT: &str = "a1V4kdeAbCd";

/// The usual policy without its pauses.
fn at_once() -> RetryPolicy {
    RetryPolicy::default().base_pause(Duration::ZERO)
}

fn builder(endpoint: &str) -> ClientBuilder {
    Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::new("testid", "testsecret"))
        .quota(Quota::off())
        .retry(at_once())
}

fn client(emulator: &Emulator) -> Client {
    builder(emulator.endpoint()).build().unwrap()
}

async fn quick() -> Emulator {
    Emulator::builder().without_quota().allow_host("127.0.0.1").start().await.unwrap()
}

/// Bytes without a pattern, the same each time.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 42_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// A folder with one file.
fn file(name: &str, contents: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, contents).unwrap();
    (folder, path)
}

/// The uploads that the emulator has taken.
fn taken(emulator: &Emulator) -> Vec<LedgerEntry> {
    emulator.ledger().into_iter().filter(|entry| entry.action == "upload").collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

/// An upload to any storage, whose form has secrets.
fn upload_to<'c>(client: &'c Client, path: &Path, host: &'c str) -> Upload<'c> {
    Upload::new(client, path, 1 << 30, move || async move {
        Ok(UploadForm::new(host, format!("{host}/a.bin"))
            .field("key", "a.bin")
            .field("policy", "canary-policy+/=")
            .field("Signature", "canary-signature+/="))
    })
}

#[tokio::test]
async fn what_arrives_is_the_file_and_a_package_is_made_from_it() {
    let emulator = quick().await;
    let client = client(&emulator);
    // Around the sizes of a frame and of a buffer.
    for size in [1, 8191, 8192, 8193, 262_143, 262_144, 262_145, 1_000_000] {
        let contents = bytes(size);
        let (_folder, path) = file("lamp.tar.gz", &contents);
        let uploaded = client.upload_firmware(&path).await.unwrap();
        assert!(uploaded.url().ends_with(".tar.gz"), "{}", uploaded.url());
        assert_eq!((uploaded.size(), uploaded.sha256()), (size as u64, &*sha256(&contents)));
        let last = taken(&emulator).pop().unwrap();
        assert_eq!(last.request["size"], size as u64);
        assert_eq!(last.request["sha256"], uploaded.sha256());
        assert_eq!(last.request["md5"], uploaded.md5());
        let made = client
            .create_ota_firmware()
            .firmware_name(format!("lamp{size}"))
            .dest_version(format!("2.0.{size}"))
            .product_key(PRODUCT)
            .files((&uploaded).into())
            .send()
            .await
            .unwrap();
        let id = made.data.as_ref().unwrap().firmware_id.as_ref().unwrap().to_string();
        assert!(emulator.packages().iter().any(|package| package.firmware_id == id));
    }
}

#[tokio::test]
async fn a_list_of_devices_is_uploaded_for_a_job() {
    let emulator = quick().await;
    let client = client(&emulator);
    let (_folder, path) = file("list", b"device1\ndevice2\n");
    let list = client.upload_device_list(&path).await.unwrap();
    let last = taken(&emulator).pop().unwrap();
    assert_eq!((&last.request["names"], last.request["size"].as_u64()), (&2.into(), Some(16)));
    let target = CreateOtaStaticUpgradeJobTarget::device_list(list.url());
    let job = client
        .create_ota_static_upgrade_job()
        .product_key(PRODUCT)
        .firmware_id("T0F5b5tpFnHQrgfk030100")
        .target(target)
        .send()
        .await;
    job.unwrap();
}

/// Moves the world on after the first form that it hands out.
struct Late(Arc<Emulator>, AtomicUsize);

impl Hook for Late {
    fn after(&self, attempt: &Attempt<'_>, _: &Outcome<'_>) {
        if attempt.action() == "GenerateOTAUploadURL" && self.1.fetch_add(1, Ordering::Relaxed) == 0
        {
            self.0.advance(Duration::from_secs(61));
        }
    }
}

#[tokio::test]
async fn a_form_that_the_storage_calls_expired_is_replaced_by_a_fresh_one() {
    let emulator = Arc::new(quick().await);
    let late = || Late(emulator.clone(), AtomicUsize::new(0));
    let (_folder, path) = file("lamp.bin", &bytes(100_000));
    let patient = builder(emulator.endpoint()).hook(late()).build().unwrap();
    patient.upload_firmware(&path).await.unwrap();
    assert_eq!(taken(&emulator).len(), 1);
    let once = builder(emulator.endpoint()).hook(late()).retry(RetryPolicy::off());
    let error = once.build().unwrap().upload_firmware(&path).await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDenied"), "{error}");
    assert!(error.to_string().contains("Policy expired"), "{error}");
    assert_eq!((error.path(), error.attempts()), (Some(&*path), 1));
    assert_eq!(taken(&emulator).len(), 1);
}

#[tokio::test]
async fn a_form_that_is_over_before_the_upload_begins_is_not_sent() {
    let emulator = quick().await;
    let client = client(&emulator);
    let (_folder, path) = file("lamp.bin", &bytes(100));
    let asked = AtomicUsize::new(0);
    let upload = |over: usize| {
        let (client, asked) = (&client, &asked);
        Upload::new(client, &path, 1 << 20, move || async move {
            let number = asked.fetch_add(1, Ordering::Relaxed);
            let data = client.generate_ota_upload_url().send().await?.into_inner().data.unwrap();
            let form = UploadForm::new(data.host.unwrap(), data.firmware_url.unwrap())
                .field("key", data.key.unwrap())
                .field("policy", data.policy.unwrap())
                .field("OSSAccessKeyId", data.oss_access_key_id.unwrap())
                .field("Signature", data.signature.unwrap());
            Ok(if number < over { form.good_for(Duration::ZERO) } else { form })
        })
    };
    let file = upload(2).await.unwrap();
    assert_eq!((file.size(), asked.load(Ordering::Relaxed)), (100, 3));
    let posts = |emulator: &Emulator| {
        let requests = emulator.requests().requests;
        requests.iter().filter(|request| request.action.as_deref() == Some("PostObject")).count()
    };
    let before = posts(&emulator);
    let error = upload(usize::MAX).await.unwrap_err();
    assert!(error.to_string().contains("the form was over"), "{error}");
    assert_eq!((error.attempts(), posts(&emulator)), (5, before));
}

#[tokio::test]
async fn progress_grows_to_the_size_of_the_file() {
    let emulator = quick().await;
    let client = client(&emulator);
    let (_folder, path) = file("lamp.bin", &bytes(3_000_000));
    let seen = std::sync::Mutex::new(Vec::new());
    let upload = client.upload_firmware(&path);
    upload.on_progress(|progress| seen.lock().unwrap().push(progress)).await.unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.len() > 2, "{seen:?}");
    let accepted = |progress: &ota_api::Progress| progress.accepted();
    assert!(seen.is_sorted_by(|one, next| accepted(one) < accepted(next)), "{seen:?}");
    let last = seen.last().unwrap();
    assert_eq!((last.accepted(), last.size(), last.attempt()), (3_000_000, 3_000_000, 1));
}

#[tokio::test]
async fn plain_http_beyond_this_machine_is_refused_unless_it_is_allowed() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let (_folder, path) = file("lamp.bin", b"x");
    for host in ["http://storage.example.com", "ftp://127.0.0.1", "http://127.1", "https://a@b"] {
        let error = upload_to(&client, &path, host).await.unwrap_err();
        assert!(error.is_usage() && error.attempts() == 1, "{error}");
        assert!(error.to_string().contains("the address to upload to"), "{error}");
    }
}
