//! State that survives in a folder.

use std::path::Path;
use std::time::Duration;

use ota_emulator::{Builder, Emulator, Seed, StartError};
use tempfile::TempDir;

use crate::call::{Scheme, cancel, delete, start, start_with};

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
    let answer = delete(Scheme::V3).send(&emulator).await;
    let [entry] = <[_; 1]>::try_from(emulator.ledger()).unwrap();
    assert_eq!(answer.json()["RequestId"], entry.request_id.as_str());
    assert_eq!((entry.instance.as_str(), entry.time), ("", emulator.time()));
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
        (bad("/ledger/0/answer", "0".into()), "entry 1 (`DeleteOTAFirmware`) gives another answer"),
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
