//! Data folders that a killed emulator left, damaged or not: a start that is refused changes
//! nothing in them.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ota_emulator::{Seed, StartError};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tempfile::TempDir;

use crate::call::{Call, start_with};
use crate::data::{folder, seen, with};

const WRITES: usize = 5;

const MAIN: &str = "state.sqlite";
const LOG: &str = "state.sqlite-wal";

/// The files of a folder by their names.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

fn filled(files: &Files) -> TempDir {
    let folder = folder();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// The files as an emulator that is killed leaves them, with all its writes in the log.
async fn killed() -> Files {
    let living = folder();
    let (emulator, _) = start_with(with(&living)).await;
    for number in 0..WRITES {
        let call = Call::v1("CreateOTAModule").with("ProductKey", "a1V4kdeAbCd");
        call.with("ModuleName", &format!("module{number}")).send(&emulator).await.assert_success();
    }
    let files = files(living.path());
    assert!(files[LOG].len() > 4096 && files.contains_key("state.sqlite-shm"));
    files
}

/// Turns eight bytes, or those that are there, into others.
fn flip(files: &mut Files, name: &str, place: usize) {
    let bytes = files.get_mut(name).unwrap();
    let end = bytes.len().min(place + 8);
    bytes[place..end].iter_mut().for_each(|byte| *byte ^= 0xa5);
}

/// Starts with damaged files. Either that is refused, and every file is as it was, or nothing is
/// missing but a last write that may have been cut short.
async fn check(damaged: &Files, what: &str) -> Option<StartError> {
    let folder = filled(damaged);
    match with(&folder).start().await {
        Ok(emulator) => {
            assert!(emulator.ledger().len() + 1 >= WRITES, "{what}: {}", seen(&emulator));
            emulator.stop().await;
            None
        }
        Err(error) => {
            let after = files(folder.path());
            let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&after), names(damaged), "{what}: {error}");
            for (name, bytes) in &after {
                assert!(*bytes == damaged[name], "{what}: `{name}` was changed: {error}");
            }
            Some(error)
        }
    }
}

#[tokio::test]
async fn a_start_that_is_refused_leaves_the_log_of_a_damaged_file() {
    let whole = killed().await;
    assert!(check(&whole, "whole").await.is_none());
    for place in [0, 100] {
        let mut files = whole.clone();
        flip(&mut files, MAIN, place);
        // The log has newer versions of some of the file.
        if let Some(error) = check(&files, &format!("byte {place}")).await {
            assert!(matches!(error, StartError::Damaged { .. }), "{error}");
        }
    }
    let mut files = whole.clone();
    flip(&mut files, MAIN, 0);
    flip(&mut files, LOG, 0);
    assert!(matches!(check(&files, "both").await, Some(StartError::Damaged { .. })));
}

#[tokio::test]
async fn a_start_that_is_refused_for_another_reason_leaves_the_log_too() {
    let whole = killed().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = filled(&whole);
    let other = Seed { seed: 7, ..Seed::sample() };
    for builder in [with(&folder).port(port), with(&folder).seed(other)] {
        let error = builder.start().await.unwrap_err();
        assert!(files(folder.path()) == whole, "{error}");
    }
}

/// Nothing of a log can be read without its head, so writes would be lost without a word.
#[tokio::test]
async fn a_log_whose_head_is_damaged_is_reported() {
    let whole = killed().await;
    for place in [0, 4, 8, 12, 16, 20, 24] {
        let mut files = whole.clone();
        flip(&mut files, LOG, place);
        let error = check(&files, &format!("byte {place}")).await;
        assert!(matches!(error, Some(StartError::Damaged { .. })), "byte {place}: {error:?}");
    }
}

#[tokio::test]
async fn damage_anywhere_leaves_every_file_as_it_was_or_does_not_matter() {
    let whole = killed().await;
    let place = (any::<prop::sample::Index>(), any::<bool>(), any::<bool>());
    let mut runner = TestRunner::new(Config::with_cases(64));
    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let refused = Cell::new(0);
        let case = |((one, is_head, in_main), (two, _, in_log))| {
            let mut files = whole.clone();
            let mut what = String::new();
            for (name, index, is_wanted) in [(MAIN, one, in_main), (LOG, two, in_log)] {
                let index: prop::sample::Index = index;
                if is_wanted {
                    let length = if is_head { 4200 } else { files[name].len() };
                    let place = index.index(length);
                    flip(&mut files, name, place);
                    what.push_str(&format!("byte {place} of `{name}` "));
                }
            }
            let is_refused = handle.block_on(check(&files, &what)).is_some();
            refused.set(refused.get() + u32::from(is_refused));
            Ok(())
        };
        runner.run(&(place.clone(), place), case).unwrap();
        assert!(refused.get() > 10, "{}", refused.get());
    })
    .await
    .unwrap();
}
