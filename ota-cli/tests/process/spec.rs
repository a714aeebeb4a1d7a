use std::fs;

use crate::support::{command, copy_of_specs, ota, run, specs_with_one_more};

#[test]
fn specs_without_mistakes_are_counted() {
    let specs = copy_of_specs();
    let folder = specs.path().to_str().unwrap();
    let count = fs::read_dir(specs.path().join("ops")).unwrap().count();
    let out = ota(&["spec", "check", folder]).done();
    assert!(out.starts_with(&format!("{folder}: {count} operations, ")), "{out}");
    assert!(out.ends_with("; no mistakes\n") && out.lines().count() == 1, "{out}");
}

#[test]
fn the_folder_is_specs_unless_another_is_named() {
    let place = tempfile::tempdir().unwrap();
    let error = run(command(&["spec", "check"]).current_dir(place.path())).failed(2);
    assert!(error.contains("cannot read `specs`"), "{error}");
    fs::rename(copy_of_specs().keep(), place.path().join("specs")).unwrap();
    let out = run(command(&["spec", "check"]).current_dir(place.path())).done();
    assert!(out.starts_with("specs: "), "{out}");
}

#[test]
fn every_mistake_is_shown_with_its_place() {
    let specs = copy_of_specs();
    let file = specs.path().join("ops/DeleteOTAFirmware.json");
    let broken = fs::read_to_string(&file)
        .unwrap()
        .replace("\"qps\"", "\"qsp\"")
        .replace("\"type\": \"FirmwareId\"", "\"type\": \"FirmwareID\"");
    let place = |needle: &str| {
        let at = broken.find(needle).unwrap();
        let line = broken[..at].matches('\n').count() + 1;
        let column = at - broken[..at].rfind('\n').unwrap();
        format!("/ops/DeleteOTAFirmware.json:{line}:{column}\n")
    };
    fs::write(&file, &broken).unwrap();
    let error = ota(&["spec", "check", specs.path().to_str().unwrap()]).failed(1);
    for needle in ["\"qsp\"", "\"FirmwareID\""] {
        assert!(error.contains(&place(needle)), "{needle}: {error}");
    }
    assert!(error.contains("did you mean `qps`?") && error.ends_with("2 mistakes\n"), "{error}");
}

#[test]
fn an_operation_expands_to_its_code() {
    let out = ota(&["spec", "expand", "DeleteOTAFirmware"]).done();
    assert!(out.contains("pub struct DeleteOtaFirmware {"), "{out}");
    assert!(out.contains("pub firmware_id: FirmwareId,"), "{out}");
}

#[test]
fn an_operation_that_nobody_knows_is_refused_with_a_near_one() {
    let error = ota(&["spec", "expand", "DeleteFirmware"]).failed(2);
    assert_eq!(error, "error: no operation `DeleteFirmware`; did you mean `DeleteOTAFirmware`?\n");
}

#[test]
fn an_operation_whose_file_is_dropped_in_expands() {
    let specs = specs_with_one_more();
    let folder = specs.path().to_str().unwrap();
    let known = ota(&["spec", "expand", "DeleteOTAFirmware"]).done();
    let new = ota(&["spec", "expand", "RetireOTAFirmware", "--specs", folder]).done();
    assert!(new.contains("pub struct RetireOtaFirmware {"), "{new}");
    assert_eq!(new.lines().count(), known.lines().count());
    ota(&["spec", "expand", "RetireOTAFirmware"]).failed(2);
}
