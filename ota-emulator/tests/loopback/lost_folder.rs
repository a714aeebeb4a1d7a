//! A data folder that goes away while an emulator uses it.

use std::fs;
use std::path::Path;

use crate::call::{Call, start_with};
use crate::data::{folder, seen, with};

/// Whether calls that write are refused and not done after something happened to the folder.
async fn assert_refused_after(happens: impl FnOnce(&Path)) {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    let module = |name: &str| {
        let call = Call::v1("CreateOTAModule").with("ProductKey", "a1V4kdeAbCd");
        call.with("ModuleName", name)
    };
    module("one").send(&emulator).await.assert_success();
    let before = seen(&emulator);
    happens(folder.path());
    for name in ["two", "three"] {
        let response = module(name).send(&emulator).await;
        response.assert_refused(503, "ServiceUnavailable");
        assert!(response.message().contains("deleted or replaced"), "{}", response.message());
    }
    assert_eq!(seen(&emulator), before);
    assert!(emulator.reset().unwrap_err().to_string().contains("deleted or replaced"));
    assert_eq!(seen(&emulator), before);
}

#[tokio::test]
async fn nothing_is_said_to_be_done_in_a_folder_that_was_deleted() {
    assert_refused_after(|folder| fs::remove_dir_all(folder).unwrap()).await;
}

#[tokio::test]
async fn nothing_is_said_to_be_done_in_a_file_that_was_deleted_or_replaced() {
    for name in ["state.sqlite", "state.sqlite-wal"] {
        assert_refused_after(|folder| fs::remove_file(folder.join(name)).unwrap()).await;
        assert_refused_after(|folder| {
            fs::copy(folder.join(name), folder.join("copy")).unwrap();
            fs::rename(folder.join("copy"), folder.join(name)).unwrap();
        })
        .await;
    }
}
