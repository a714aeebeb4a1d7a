//! State that survives in a folder.

use std::path::Path;
use std::time::Duration;

use ota_emulator::{Builder, Emulator, Seed, StartError};
use tempfile::TempDir;

use crate::call::{Scheme, cancel, delete, start, start_with};
use crate::downloads::{published, signed};
use crate::form::{Form, load, upload};

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) fn with(folder: &TempDir) -> Builder {
    Emulator::builder().data(folder.path())
}

/// All that a user sees of the state.
pub(crate) fn seen(emulator: &Emulator) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        emulator.time(),
        emulator.packages(),
        emulator.jobs(),
        emulator.tasks(),
        emulator.ledger()
    )
}

#[tokio::test]
async fn an_emulator_goes_on_where_the_last_one_with_its_folder_ended() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    cancel(Scheme::V1).send(&emulator).await.assert_success();
    emulator.advance(Duration::from_secs(3600));
    delete(Scheme::V3).send(&emulator).await.assert_success();
    delete(Scheme::V3).send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    let before = seen(&emulator);
    emulator.stop().await;

    let (emulator, _) = start_with(with(&folder)).await;
    assert_eq!(seen(&emulator), before);
    let actions: Vec<String> = emulator
        .ledger()
        .into_iter()
        .map(|entry| format!("{} {}", entry.number, entry.action))
        .collect();
    assert_eq!(actions, ["1 CancelOTATaskByDevice", "2 advance", "3 DeleteOTAFirmware"]);
    delete(Scheme::V3).send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
}

#[tokio::test]
async fn a_dropped_emulator_lets_go_of_its_folder() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    delete(Scheme::V3).send(&emulator).await.assert_success();
    let before = seen(&emulator);
    drop(emulator);
    let (emulator, _) = start_with(with(&folder)).await;
    assert_eq!(seen(&emulator), before);
}

#[tokio::test]
async fn the_ledger_names_the_request_of_each_write() {
    let (emulator, _) = start().await;
    let response = delete(Scheme::V3).send(&emulator).await;
    let [entry] = <[_; 1]>::try_from(emulator.ledger()).unwrap();
    assert_eq!(response.json()["RequestId"], entry.request_id.as_str());
    assert_eq!((entry.instance.as_str(), entry.time.into()), ("", emulator.time()));
}

#[tokio::test]
async fn a_reset_takes_everything_back_also_in_the_folder() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    let before = seen(&emulator);
    delete(Scheme::V3).send(&emulator).await.assert_success();
    emulator.advance(Duration::from_secs(60));
    assert_ne!(seen(&emulator), before);
    emulator.reset().unwrap();
    assert_eq!(seen(&emulator), before);
    emulator.stop().await;
    let (emulator, _) = start_with(with(&folder)).await;
    assert_eq!(seen(&emulator), before);
    delete(Scheme::V3).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_snapshot_is_restored_in_another_emulator_and_its_folder() {
    let (one, _) = start().await;
    cancel(Scheme::V1).send(&one).await.assert_success();
    one.advance(Duration::from_secs(90));
    let snapshot = serde_json::to_string(&one.snapshot()).unwrap();
    let snapshot = serde_json::from_str(&snapshot).unwrap();

    let folder = folder();
    let seed = Seed { seed: 7, ..Seed::default() };
    let (other, _) = start_with(with(&folder).seed(seed)).await;
    other.restore(&snapshot).unwrap();
    assert_eq!(seen(&other), seen(&one));
    assert_eq!(other.snapshot(), snapshot);
    for emulator in [&one, &other] {
        delete(Scheme::V3).send(emulator).await.assert_success();
    }
    assert_eq!(other.packages(), one.packages());
    let before = seen(&other);
    other.stop().await;
    let (other, _) = start_with(with(&folder)).await;
    assert_eq!(seen(&other), before);
}

#[tokio::test]
async fn a_snapshot_that_does_not_fit_changes_nothing() {
    let (emulator, _) = start().await;
    delete(Scheme::V3).send(&emulator).await.assert_success();
    let before = seen(&emulator);
    let good = serde_json::to_value(emulator.snapshot()).unwrap();
    let bad = |pointer: &str, value: serde_json::Value| {
        let mut document = good.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        serde_json::from_value(document).unwrap()
    };
    for (snapshot, text) in [
        (bad("/version", 2.into()), "has version 2"),
        (
            bad("/ledger/0/answer", "0".into()),
            "entry 1 (`DeleteOTAFirmware`) gives another response",
        ),
        (bad("/ledger/0/request", "{\"FirmwareId\": \"none\"}".into()), "iot.ota.FirmwareNotFound"),
        (bad("/ledger/0/number", 2.into()), "entry 2 stands where 1 should"),
        (bad("/ledger/0/at", 0.into()), "is earlier than"),
        (bad("/time", 0.into()), "its time is earlier"),
    ] {
        let error = emulator.restore(&snapshot).unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
        assert_eq!(seen(&emulator), before);
    }
}

#[tokio::test]
async fn a_folder_has_one_emulator_at_a_time() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    let error = with(&folder).start().await.unwrap_err();
    assert!(matches!(&error, StartError::Locked { folder: found } if found == folder.path()));
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    delete(Scheme::V3).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_folder_keeps_its_seed() {
    let folder = folder();
    let seed = Seed { seed: 7, ..Seed::sample() };
    let (emulator, _) = start_with(with(&folder).seed(seed.clone())).await;
    emulator.stop().await;
    let error = with(&folder).seed(Seed::sample()).start().await.unwrap_err();
    assert!(matches!(&error, StartError::OtherSeed { .. }), "{error}");
    assert!(error.to_string().contains("`devices`"), "{error}");
    for builder in [with(&folder), with(&folder).seed(seed.clone())] {
        let (emulator, _) = start_with(builder).await;
        assert_eq!(*emulator.seed(), seed);
        emulator.stop().await;
    }
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_folder_that_cannot_be_written_is_reported() {
    let readonly = Path::new("/proc/self");
    let error = Emulator::builder().data(readonly).start().await.unwrap_err();
    assert!(matches!(&error, StartError::Folder { folder, .. } if folder == readonly), "{error}");
}

fn contents(folder: &TempDir) -> usize {
    std::fs::read_dir(folder.path().join("objects")).unwrap().count()
}

#[tokio::test]
async fn the_contents_of_files_survive_until_nobody_needs_them() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    published(&emulator).await;
    upload(&emulator, b"of no package").await;
    assert_eq!(contents(&folder), 2);
    let package = emulator.packages().pop().unwrap().firmware_id;
    emulator.stop().await;

    let (emulator, _) = start_with(with(&folder)).await;
    let address = signed(&emulator, &package).await;
    assert_eq!(load(&emulator, "GET", &address, &[]).await.body, "0123456789");
    emulator.advance(Duration::from_secs(3600));
    assert_eq!(contents(&folder), 1);
    let address = signed(&emulator, &package).await;
    assert_eq!(load(&emulator, "GET", &address, &[]).await.body, "0123456789");
}

/// An upload that was replaced and then made again is not deleted when all is done again.
#[tokio::test]
async fn a_file_that_was_there_before_another_one_is_not_lost_by_a_restart() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    let form = Form::package(&emulator).await;
    for content in [b"first", b"other", b"first"] {
        assert_eq!(form.send(&emulator, content).await.status, 200);
    }
    assert_eq!(contents(&folder), 1);
    emulator.stop().await;
    let (emulator, _) = start_with(with(&folder)).await;
    delete(Scheme::V3).send(&emulator).await.assert_success();
    assert_eq!(contents(&folder), 1);
}

#[tokio::test]
async fn a_world_that_runs_catches_up_with_the_clock_unless_it_has_a_time_of_its_own() {
    let own = Seed { time: Some("2020-01-01T00:00:00Z".parse().unwrap()), ..Seed::sample() };
    for (seed, speed, caught_up) in [
        (Seed::sample(), 1.0, Duration::from_secs(7200)),
        (Seed::sample(), 0.0, Duration::from_secs(60)),
        (own, 1.0, Duration::from_secs(60)),
    ] {
        let folder = folder();
        let builder = || with(&folder).seed(seed.clone()).speed(speed);
        let (emulator, clock) = start_with(builder()).await;
        let start = emulator.time();
        emulator.advance(Duration::from_secs(60));
        emulator.stop().await;
        clock.advance(Duration::from_secs(7200));
        let emulator = builder().clock(clock).start().await.unwrap();
        assert_eq!(emulator.time(), start + caught_up);
    }
}

/// The world is never earlier than it was when something was done to it.
#[tokio::test]
async fn a_world_that_is_ahead_of_the_clock_stays_there() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder).speed(1.0)).await;
    emulator.advance(Duration::from_secs(7200));
    let time = emulator.time();
    emulator.stop().await;
    let (emulator, _) = start_with(with(&folder).speed(1.0)).await;
    assert_eq!(emulator.time(), time);
}
