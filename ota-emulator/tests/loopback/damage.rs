//! Data folders that are not what was written.

use std::fs;
use std::path::PathBuf;

use ota_emulator::StartError;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::call::{Call, Scheme, cancel, delete, start_with};
use crate::data::{folder, seen, with};

/// A folder that an emulator was stopped with after a few writes, and what was to be seen in it.
async fn written() -> (TempDir, String) {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    cancel(Scheme::V1).send(&emulator).await.assert_success();
    emulator.advance(std::time::Duration::from_secs(60));
    delete(Scheme::V1).send(&emulator).await.assert_success();
    let seen = seen(&emulator);
    emulator.stop().await;
    (folder, seen)
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("state.sqlite")
}

/// Starting is refused, and the file is left as it is.
async fn refused(folder: &TempDir) -> StartError {
    let before = fs::read(file(folder)).unwrap();
    let error = with(folder).start().await.unwrap_err();
    assert!(fs::read(file(folder)).unwrap() == before, "{error}");
    let named = file(folder).display().to_string();
    assert!(error.to_string().contains(&named), "{error}");
    error
}

async fn assert_damaged(folder: &TempDir, text: &str) {
    let error = refused(folder).await;
    assert!(matches!(&error, StartError::Damaged { what, .. } if what.contains(text)), "{error}");
}

fn change(folder: &TempDir, sql: &str) {
    Connection::open(file(folder)).unwrap().execute_batch(sql).unwrap();
}

#[tokio::test]
async fn what_was_changed_in_the_file_is_reported() {
    for (sql, text) in [
        ("DELETE FROM ledger WHERE number = 1", "entry 1 is missing"),
        ("DELETE FROM ledger WHERE number = 2", "entry 2 is missing"),
        ("DELETE FROM ledger WHERE number = 3", "it should have 3 entries and has 2"),
        ("UPDATE ledger SET at = at + 1 WHERE number = 2", "entry 2 was changed"),
        ("UPDATE ledger SET change = '{}' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE ledger SET answer = '' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE origin SET start = start + 1", "entry 1, or the seed, was changed"),
        ("UPDATE origin SET seed = '{}'", "entry 1, or the seed, was changed"),
        ("DELETE FROM origin", ""),
        ("DELETE FROM head", ""),
        ("UPDATE head SET reached = reached + 1", "where the ledger ends was changed"),
        ("UPDATE head SET entries = 2", "where the ledger ends was changed"),
        ("DROP TABLE ledger", "its tables are not those"),
        ("CREATE TABLE more (x)", "its tables are not those"),
        ("PRAGMA application_id = 1", "not marked as a file of the emulator"),
    ] {
        let (folder, _) = written().await;
        change(&folder, sql);
        assert_damaged(&folder, text).await;
    }
}

#[tokio::test]
async fn a_form_that_is_not_known_is_reported() {
    let (folder, _) = written().await;
    change(&folder, "PRAGMA user_version = 2");
    let error = refused(&folder).await;
    assert!(matches!(error, StartError::Format { found: 2, known: 1, .. }), "{error}");
}

#[tokio::test]
async fn a_file_that_is_cut_short_is_reported() {
    let (folder, _) = written().await;
    let whole = fs::read(file(&folder)).unwrap();
    for length in [0, 1, 100, 4095, 4096, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        fs::write(file(&folder), &whole[..length]).unwrap();
        assert_damaged(&folder, "").await;
    }
}

#[tokio::test]
async fn a_file_that_is_gone_is_reported_if_its_log_is_not() {
    let (folder, _) = written().await;
    fs::rename(file(&folder), folder.path().join("state.sqlite-wal")).unwrap();
    let error = with(&folder).start().await.unwrap_err();
    assert!(matches!(&error, StartError::Damaged { what, .. } if what.contains("gone")), "{error}");
    assert!(!file(&folder).exists());
}

/// Some bytes of the file mean nothing, such as those of pages that are not in use.
#[tokio::test]
async fn a_byte_that_is_changed_is_reported_or_does_not_matter() {
    let (folder, seen_before) = written().await;
    let whole = fs::read(file(&folder)).unwrap();
    let mut reported = 0;
    for place in (0..100).chain((100..whole.len()).step_by(499)) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x10;
        fs::write(file(&folder), &bytes).unwrap();
        match with(&folder).start().await {
            Ok(emulator) => {
                assert_eq!(seen(&emulator), seen_before, "byte {place}");
                emulator.stop().await;
            }
            Err(error) => {
                reported += 1;
                let named = error.to_string().contains(&file(&folder).display().to_string());
                assert!(named, "byte {place}: {error}");
                assert!(fs::read(file(&folder)).unwrap() == bytes, "byte {place}: {error}");
            }
        }
    }
    assert!(reported > 10, "{reported}");
}

/// A folder as a killed emulator leaves it, with four writes in the log.
async fn killed() -> TempDir {
    let living = folder();
    let (emulator, _) = start_with(with(&living)).await;
    for name in ["one", "two", "three", "four"] {
        let call = Call::v1("CreateOTAModule");
        let call = call.with("ModuleName", name).with("ProductKey", "a1V4kdeAbCd");
        call.send(&emulator).await.assert_success();
    }
    let left = folder();
    for name in ["state.sqlite", "state.sqlite-wal"] {
        fs::copy(living.path().join(name), left.path().join(name)).unwrap();
    }
    left
}

async fn entries(folder: &TempDir) -> usize {
    let emulator = with(folder).start().await.unwrap();
    let count = emulator.ledger().len();
    emulator.stop().await;
    count
}

#[tokio::test]
async fn a_log_that_is_cut_short_ends_with_the_last_write_that_is_whole() {
    let folder = killed().await;
    let log = folder.path().join("state.sqlite-wal");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(entries(&folder).await, 3);
    let folder = killed().await;
    assert_eq!(entries(&folder).await, 4);
}

#[tokio::test]
async fn a_log_that_is_damaged_before_the_last_write_is_reported() {
    for part in [0.0, 0.1, 0.3, 0.5] {
        let folder = killed().await;
        let log = folder.path().join("state.sqlite-wal");
        let mut bytes = fs::read(&log).unwrap();
        let place = (bytes.len() as f64 * part) as usize + 40;
        bytes[place] ^= 1;
        fs::write(&log, &bytes).unwrap();
        let error = with(&folder).start().await.unwrap_err();
        let StartError::Damaged { file, what } = &error else { panic!("{error}") };
        assert_eq!(*file, log);
        assert!(what.contains("behind a broken place"), "{error}");
        assert!(fs::read(&log).unwrap() == bytes);
    }
}

/// A ledger as a program of another version may have written it: whole, but it goes differently.
#[tokio::test]
async fn a_write_that_would_go_differently_now_is_reported() {
    use sha2::{Digest as _, Sha256};

    let (folder, _) = written().await;
    let connection = Connection::open(file(&folder)).unwrap();
    let number: i64 = 3;
    let before: Vec<u8> = connection
        .query_row("SELECT checksum FROM ledger WHERE number = 2", (), |row| row.get(0))
        .unwrap();
    let (at, id, change): (i64, String, String) = connection
        .query_row("SELECT at, request_id, change FROM ledger WHERE number = 3", (), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    let answer = "another answer";
    let mut hash = Sha256::new();
    hash.update(&before);
    hash.update(number.to_be_bytes());
    hash.update(at.to_be_bytes());
    for text in [id.as_str(), answer, change.as_str()] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let chain = hash.finalize();
    let mut hash = Sha256::new();
    hash.update(number.to_be_bytes());
    hash.update(chain);
    hash.update(at.to_be_bytes());
    let head = hash.finalize();
    connection
        .execute(
            "UPDATE ledger SET answer = ?1, checksum = ?2 WHERE number = 3",
            (answer, &chain[..]),
        )
        .unwrap();
    connection
        .execute("UPDATE head SET chain = ?1, checksum = ?2", (&chain[..], &head[..]))
        .unwrap();
    drop(connection);
    let error = refused(&folder).await;
    let StartError::OtherProgram { what, .. } = &error else { panic!("{error}") };
    assert_eq!(what, "entry 3 (`DeleteOTAFirmware`) gives another response now");
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_and_not_done() {
    let (folder, _) = written().await;
    let (emulator, _) = start_with(with(&folder)).await;
    let before = seen(&emulator);
    change(
        &folder,
        "CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no room'); END;
         CREATE TRIGGER fuller BEFORE INSERT ON origin BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    let call = delete(Scheme::V1).with("FirmwareId", "T0F5b5tpFnHQrgfk030100");
    for _ in 0..2 {
        let answer = call.clone().common("SignatureNonce", &nonce()).send(&emulator).await;
        answer.assert_refused(503, "ServiceUnavailable");
        assert!(answer.message().contains("no room"), "{}", answer.message());
        emulator.advance(std::time::Duration::from_secs(60));
        assert!(emulator.reset().unwrap_err().to_string().contains("nothing was changed"));
        assert_eq!(seen(&emulator), before);
    }
    change(&folder, "DROP TRIGGER full; DROP TRIGGER fuller");
    call.common("SignatureNonce", &nonce()).send(&emulator).await.assert_success();
    let after = seen(&emulator);
    assert_ne!(after, before);
    emulator.stop().await;
    let (emulator, _) = start_with(with(&folder)).await;
    assert_eq!(seen(&emulator), after);
}

fn nonce() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NONCE: AtomicU64 = AtomicU64::new(0);
    format!("damage-{}", NONCE.fetch_add(1, Ordering::Relaxed))
}
