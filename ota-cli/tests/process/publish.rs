//! `ota firmware publish`.

use std::fs;

use ota_emulator::{Effect, Emulator, Fault};
use tempfile::TempDir;

use crate::support::{json, ota_on};

const PRODUCT: &str = "a1V4kdeAbCd";

/// A folder with a file to publish.
fn file() -> (TempDir, String) {
    let place = TempDir::new().unwrap();
    let path = place.path().join("lamp-9.0.0.bin");
    fs::write(&path, [7; 70_000]).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (place, path)
}

fn words<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let words = [
        "firmware",
        "publish",
        file,
        "--firmware-name",
        "lamp",
        "--dest-version",
        "9.0.0",
        "--product-key",
        PRODUCT,
    ];
    [&words[..], more].concat()
}

fn calls(emulator: &Emulator, action: &str) -> usize {
    let requests = emulator.requests().requests;
    requests.iter().filter(|request| request.action.as_deref() == Some(action)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_becomes_a_package() {
    let emulator = Emulator::start().await.unwrap();
    let (place, file) = file();
    ota_on(&emulator, &words(&file, &[])).failed(4);
    assert!(ota_on(&emulator, &words(&file, &["--dry-run"])).done().contains("CreateOTAFirmware"));
    assert_eq!(calls(&emulator, "GenerateOTAUploadURL"), 0);
    let made = json(&ota_on(&emulator, &words(&file, &["--yes", "--output", "json"])).done());
    let id = made["FirmwareId"].as_str().unwrap();
    assert!(emulator.packages().iter().any(|package| package.firmware_id == id), "{made}");
    assert_eq!(made["Files"][0]["Size"], 70_000);
    // Nothing is left beside the file.
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    // The same once more is refused by the service, and the upload is kept for another version.
    let error = ota_on(&emulator, &words(&file, &["--yes"])).failed(1);
    assert!(error.contains("CreateOTAFirmware"), "{error}");
    let uploads = calls(&emulator, "GenerateOTAUploadURL");
    let other = words(&file, &["--yes", "--query", "FirmwareId"]);
    let new = |word| if word == "lamp" { "lamp-2" } else { word };
    let other: Vec<&str> = other.into_iter().map(new).collect();
    assert!(!ota_on(&emulator, &other).done().trim().is_empty());
    assert_eq!(calls(&emulator, "GenerateOTAUploadURL"), uploads);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_and_not_learned_of_is_found_by_the_next_run() {
    let emulator = Emulator::start().await.unwrap();
    let (place, file) = file();
    let create = Fault::new(Effect::Close { acts: true }).operation("CreateOTAFirmware");
    let list = Fault::new(Effect::Close { acts: true }).operation("ListOTAFirmware");
    emulator.add_fault(create).unwrap();
    emulator.add_fault(list).unwrap();
    ota_on(&emulator, &words(&file, &["--yes"])).failed(3);
    let state = place.path().join("lamp-9.0.0.bin.publish");
    assert!(fs::read_to_string(&state).unwrap().contains("ota-call 2 CreateOTAFirmware"));
    emulator.clear_faults();
    let made =
        emulator.packages().into_iter().find(|package| package.dest_version == "9.0.0").unwrap();
    let found = ota_on(&emulator, &words(&file, &["--yes", "--query", "FirmwareId"])).done();
    assert_eq!(found.trim(), made.firmware_id);
    assert_eq!(calls(&emulator, "GenerateOTAUploadURL"), 1);
    let created =
        emulator.ledger().iter().filter(|entry| entry.action == "CreateOTAFirmware").count();
    assert_eq!(created, 1);
    assert!(!state.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_are_one_package() {
    let emulator = Emulator::start().await.unwrap();
    let (place, file) = file();
    let other = place.path().join("地图.zip");
    fs::write(&other, "map").unwrap();
    let words = words(&file, &[other.to_str().unwrap(), "--yes", "--output", "json"]);
    let made = json(&ota_on(&emulator, &words).done());
    assert_eq!(made["Files"].as_array().map(Vec::len), Some(2), "{made}");
    let show = [
        "firmware",
        "show",
        made["FirmwareId"].as_str().unwrap(),
        "--query",
        "FirmwareInfo.MultiFiles[].Name",
    ];
    assert_eq!(ota_on(&emulator, &show).done(), "lamp-9.0.0.bin\n地图.zip\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_published_are_said_before_anything_is_made() {
    let emulator = Emulator::start().await.unwrap();
    let (place, file) = file();
    let error = ota_on(&emulator, &words("/no/such/file.bin", &["--yes"])).failed(2);
    assert!(error.contains("/no/such/file.bin"), "{error}");
    let odd = place.path().join("lamp.exe");
    fs::write(&odd, "x").unwrap();
    let error = ota_on(&emulator, &words(odd.to_str().unwrap(), &["--yes"])).failed(2);
    assert!(error.contains("known suffix"), "{error}");
    fs::write(format!("{file}.publish"), "something else").unwrap();
    let error = ota_on(&emulator, &words(&file, &["--yes"])).failed(2);
    assert!(error.contains("cannot be used: it is damaged"), "{error}");
    assert!(emulator.ledger().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_watched_until_its_tasks_have_ended() {
    let emulator = Emulator::start().await.unwrap();
    let job = "wahVIzGkCMuAUE2gDERM02";
    let cancel = [
        "job",
        "cancel",
        job,
        "--cancel-queued-task",
        "true",
        "--cancel-notified-task",
        "true",
        "--cancel-in-progress-task",
        "true",
        "--cancel-unconfirmed-task",
        "true",
        "--cancel-scheduled-task",
        "true",
        "--yes",
    ];
    ota_on(&emulator, &cancel).done();
    let ran = ota_on(&emulator, &["job", "watch", job, "--interval", "0.05"]);
    assert_eq!(ran.exit, 1, "{} {}", ran.out, ran.err);
    assert!(
        ran.out.contains("device1  CANCELED") && ran.err.contains("have not succeeded"),
        "{} {}",
        ran.out,
        ran.err
    );
    let ran = ota_on(&emulator, &["job", "watch", job, "--interval", "0.05", "--output", "json"]);
    let last = json(ran.out.lines().last().unwrap());
    assert_eq!((&last["event"], &last["last"]), (&"look".into(), &true.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_uploaded_to_another_service_is_uploaded_again() {
    let (first, second) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    let (place, file) = file();
    let no_product: Vec<&str> = words(&file, &["--yes"])
        .into_iter()
        .map(|word| if word == PRODUCT { "a1NoProduct1" } else { word })
        .collect();
    ota_on(&first, &no_product).failed(1);
    // The upload is good for another try there, and nowhere else.
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    ota_on(&second, &words(&file, &["--yes"])).done();
    assert_eq!(calls(&second, "GenerateOTAUploadURL"), 1);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}
