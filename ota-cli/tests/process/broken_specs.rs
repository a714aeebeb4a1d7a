//! Folders of specs of which some operations have mistakes, or files cannot be read.

use std::fs;

use tempfile::TempDir;

use crate::support::{command, copy_of_specs, json, ota, run};

/// A folder with one operation that has a mistake.
fn broken() -> (TempDir, String) {
    let specs = copy_of_specs();
    fs::write(specs.path().join("ops/Broken.json"), "{").unwrap();
    let folder = specs.path().to_str().unwrap().to_owned();
    (specs, folder)
}

fn said(folder: &str) -> String {
    format!(
        "1 operation of `{folder}` has mistakes and is left out; `ota spec check {folder}` shows them"
    )
}

#[test]
fn an_operation_without_mistakes_is_shown_expanded_and_called_beside_others() {
    let (_specs, folder) = broken();
    let call = ["call", "--specs", &folder, "DeleteOTAFirmware", "--FirmwareId", "fw", "--dry-run"];
    for words in [
        &["spec", "show", "DeleteOTAFirmware", "--specs", &folder][..],
        &["spec", "expand", "DeleteOTAFirmware", "--specs", &folder],
        &["call", "--specs", &folder, "--help"],
        &call,
    ] {
        let ran = run(command(words)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
            .env("ALIBABA_CLOUD_REGION_ID", "cn-shanghai"));
        assert_eq!(ran.exit, 0, "{words:?}: {}", ran.err);
        assert_eq!(ran.err, format!("warning: {}\n", said(&folder)), "{words:?}");
        assert!(ran.out.contains("DeleteOTAFirmware"), "{words:?}: {}", ran.out);
    }
}

#[test]
fn a_warning_is_json_where_errors_are() {
    let (_specs, folder) = broken();
    let words = ["call", "--specs", &folder, "DeleteOTAFirmware", "--output", "json"];
    let error = ota(&words).failed(2);
    let lines: Vec<_> = error.lines().map(json).collect();
    assert_eq!(lines.len(), 2, "{error}");
    assert_eq!(lines[0]["warning"]["message"], said(&folder));
    assert!(lines[1]["error"]["message"].as_str().unwrap().contains("`FirmwareId`"));
}

#[test]
fn an_operation_with_mistakes_shows_them() {
    let (_specs, folder) = broken();
    for words in [
        ["spec", "show", "Broken", "--specs", &folder],
        ["spec", "expand", "Broken", "--specs", &folder],
        ["call", "Broken", "--help", "--specs", &folder],
        ["call", "broken", "--FirmwareId=x", "--specs", &folder],
    ] {
        let error = ota(&words).failed(2);
        assert!(error.contains("ops/Broken.json:1:"), "{words:?}: {error}");
        assert!(!error.contains("left out"), "{words:?}: {error}");
    }
}

#[test]
fn a_mistake_in_a_shared_file_concerns_every_operation() {
    let (specs, folder) = broken();
    fs::write(specs.path().join("errors.json"), "[").unwrap();
    for words in [
        &["spec", "show", "DeleteOTAFirmware", "--specs", &folder][..],
        &["call", "--specs", &folder, "DeleteOTAFirmware", "--FirmwareId", "fw"],
    ] {
        let error = ota(words).failed(2);
        assert!(error.contains("errors.json:1:") && error.contains("Broken.json:1:"), "{error}");
    }
}

#[test]
fn an_emulator_refuses_and_shows_the_mistakes_of_all_folders() {
    let ((_one, first), (_two, second)) = (broken(), broken());
    let error = ota(&["emulator", "--specs", &first, "--specs", &second]).failed(2);
    for folder in [first, second] {
        assert!(error.contains(&format!("{folder}/ops/Broken.json:1:")), "{error}");
    }
}

#[test]
fn an_emulator_names_the_folders_that_have_the_same_operation() {
    let (one, two) = (copy_of_specs(), copy_of_specs());
    let [first, second] = [&one, &two].map(|folder| folder.path().to_str().unwrap());
    let error = ota(&["emulator", "--specs", first, "--specs", second]).failed(2);
    let both = format!("`{first}` and `{second}` both have the operation `");
    assert!(error.contains(&both), "{error}");
    let error = ota(&["emulator", "--specs", first, "--built-in"]).failed(2);
    assert!(error.contains(&format!("the specs built in and `{first}` both have")), "{error}");
}

#[test]
fn a_call_takes_its_operation_from_one_folder() {
    let (one, two) = (copy_of_specs(), copy_of_specs());
    let [first, second] = [&one, &two].map(|folder| folder.path().to_str().unwrap());
    let error = ota(&["call", "--specs", first, "DeleteOTAFirmware", "--specs", second]).failed(2);
    assert!(error.contains(&format!("two folders, `{first}` and `{second}`")), "{error}");
    let error = ota(&["call", "--specs", first, "--specs", second, "DeleteOTAFirmware"]).failed(2);
    assert!(error.contains("--specs"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_hides_no_mistakes() {
    let (specs, folder) = broken();
    std::os::unix::fs::symlink("/no/such", specs.path().join("ops/Away.json")).unwrap();
    fs::create_dir(specs.path().join("ops/Folder.json")).unwrap();
    let error = ota(&["spec", "check", &folder]).failed(1);
    for part in [
        "the file cannot be read: ",
        "/ops/Away.json\n",
        "this is not a file",
        "/ops/Folder.json\n",
        "/ops/Broken.json:1:",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(error.ends_with("3 mistakes\n"), "{error}");
    let ran = ota(&["spec", "show", "DeleteOTAFirmware", "--specs", &folder]);
    assert!(ran.exit == 0 && ran.err.contains("3 operations of"), "{}", ran.err);
    let error = ota(&["spec", "show", "Away", "--specs", &folder]).failed(2);
    assert!(error.contains("/ops/Away.json\n"), "{error}");
    // What is listed beside them is no mistake of its own.
    std::fs::remove_file(specs.path().join("ops/ListOTAFirmware.json")).unwrap();
    std::os::unix::fs::symlink("/no/such", specs.path().join("ops/ListOTAFirmware.json")).unwrap();
    let error = ota(&["spec", "check", &folder]).failed(1);
    assert!(!error.contains("unknown operation") && error.ends_with("4 mistakes\n"), "{error}");
}

#[test]
fn a_folder_is_not_judged_by_its_name() {
    let home = tempfile::tempdir().unwrap();
    let (specs, _) = broken();
    let folder = home.path().join("ops");
    fs::rename(specs.path(), &folder).unwrap();
    let service = folder.join("service.json");
    let text = fs::read_to_string(&service).unwrap();
    fs::write(&service, text.replace("\"2018-01-20\"", "5")).unwrap();
    let folder = folder.to_str().unwrap();
    let words = ["call", "--specs", folder, "DeleteOTAFirmware", "--FirmwareId", "f", "--dry-run"];
    let error = ota(&words).failed(2);
    assert!(error.contains("ops/service.json:"), "{error}");
}

#[test]
fn a_create_is_not_sent_without_its_look_up() {
    let (specs, folder) = broken();
    let list = specs.path().join("ops/ListOTAModuleByProduct.json");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replace("\"readOnly\"", "\"readOnlyy\"")).unwrap();
    let words = ["call", "--specs", &folder, "CreateOTAModule", "--dry-run"];
    let error = ota(&words).failed(2);
    assert!(error.contains("readOnlyy"), "{error}");
    let ran = ota(&["spec", "list", "--specs", &folder]);
    assert!(ran.exit == 0 && ran.err.contains("3 operations of"), "{}", ran.err);
    assert!(ran.out.contains("DeleteOTAFirmware") && !ran.out.contains("CreateOTAModule"));
}
