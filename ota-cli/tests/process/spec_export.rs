//! `ota spec export` as a shell sees it.

use std::fs;

use crate::support::{Ran, command, copy_of_specs, json, ota, run, specs_with_one_more};

fn exported(folder: &str) -> Ran {
    ota(&["spec", "export", "--openapi", "--specs", folder])
}

#[test]
fn the_document_goes_out_and_the_count_of_the_unsaid_to_standard_error() {
    let specs = specs_with_one_more();
    let ran = exported(specs.path().to_str().unwrap());
    assert_eq!(ran.exit, 0, "{}", ran.err);
    let document = json(&ran.out);
    assert_eq!(document["openapi"], "3.0.3");
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), fs::read_dir(specs.path().join("ops")).unwrap().count());
    assert_eq!(paths["/RetireOTAFirmware"]["post"]["operationId"], "retire_ota_firmware");
    assert!(ran.err.contains("things that OpenAPI cannot say"), "{}", ran.err);
    assert!(ran.err.contains("  rule between parameters\n"), "{}", ran.err);
}

#[test]
fn the_folder_is_specs_unless_another_is_named() {
    let place = tempfile::tempdir().unwrap();
    let words = ["spec", "export", "--openapi"];
    let error = run(command(&words).current_dir(place.path())).failed(2);
    assert!(error.contains("cannot read `specs`"), "{error}");
    let specs = copy_of_specs();
    let named = exported(specs.path().to_str().unwrap()).out;
    fs::rename(specs.keep(), place.path().join("specs")).unwrap();
    assert_eq!(run(command(&words).current_dir(place.path())).out, named);
}

#[test]
fn a_file_gets_what_standard_output_would() {
    let specs = copy_of_specs();
    let folder = specs.path().to_str().unwrap();
    let file = specs.path().join("openapi.json");
    fs::write(&file, "old").unwrap();
    let words = ["spec", "export", "--openapi", "--specs", folder, "--output"];
    let ran = run(command(&words).arg(&file));
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), exported(folder).out);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let specs = copy_of_specs();
    let folder = specs.path().to_str().unwrap();
    let file = specs.path().join("nowhere/openapi.json");
    let words = ["spec", "export", "--openapi", "--specs", folder, "--output"];
    let error = run(command(&words).arg(&file)).failed(2);
    assert!(error.starts_with(&format!("error: cannot write `{}`: ", file.display())), "{error}");
}

#[test]
fn the_list_of_the_unsaid_takes_the_place_of_the_document() {
    let specs = copy_of_specs();
    let folder = specs.path().to_str().unwrap();
    let list = ota(&["spec", "export", "--openapi", "--unsaid", "--specs", folder]).done();
    assert!(list.starts_with("service\n"), "{list}");
    assert!(
        list.contains("form on the wire, `Tag`: `Tag.N.Key`, `Tag.N.Value`, N from 1"),
        "{list}"
    );
}

#[test]
fn specs_with_mistakes_are_not_exported() {
    let specs = copy_of_specs();
    let file = specs.path().join("ops/DeleteOTAFirmware.json");
    let broken = fs::read_to_string(&file).unwrap().replace("\"qps\"", "\"qsp\"");
    fs::write(&file, broken).unwrap();
    let error = exported(specs.path().to_str().unwrap()).failed(2);
    assert!(error.contains("did you mean `qps`?") && error.ends_with("1 mistake\n"), "{error}");
}

#[test]
fn a_format_has_to_be_named() {
    let error = ota(&["spec", "export"]).failed(2);
    assert!(error.contains("--openapi"), "{error}");
}
