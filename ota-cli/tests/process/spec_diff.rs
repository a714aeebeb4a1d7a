//! `ota spec diff`.

use std::fs;
use std::path::Path;

use crate::spec_pages::copy_of_walls;
use crate::support::{copy_of_specs, json, ota};

/// Replaces a string in a file that has it.
fn patch(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
fn the_exit_code_says_whether_callers_break() {
    let (old, new) = (copy_of_walls(), copy_of_walls());
    let [before, after] = [&old, &new].map(|specs| specs.path().to_str().unwrap());
    let same = ota(&["spec", "diff", before, after]).done();
    assert_eq!(same, "nothing changed; no new version is needed\n");
    let file = new.path().join("ops/PaintWall.json");
    patch(&file, "\"maxItems\": 2", "\"maxItems\": 3");
    let looser = ota(&["spec", "diff", before, after]).done();
    assert!(looser.contains("addition       `Tag`: at most 3 items, was 2\n"), "{looser}");
    assert!(looser.ends_with("a new minor version: callers can do more\n"), "{looser}");
    let tighter = ota(&["spec", "diff", after, before]);
    assert_eq!((tighter.exit, tighter.err.as_str()), (1, ""));
    assert!(tighter.out.ends_with("a new major version: callers break\n"), "{}", tighter.out);
}

#[test]
fn files_are_compared_with_the_shared_types_of_their_folder() {
    let (old, new) = (copy_of_walls(), copy_of_walls());
    let file = new.path().join("ops/PaintWall.json");
    patch(&file, "\"qps\": 3", "\"qps\": 2");
    // What the operation does not use is not compared.
    patch(&new.path().join("service.json"), "\"Iot\"", "\"Paint\"");
    patch(&new.path().join("types.json"), "\"maxLength\": 8", "\"maxLength\": 9");
    let before = old.path().join("ops/PaintWall.json");
    let words = ["spec", "diff", before.to_str().unwrap(), file.to_str().unwrap(), "--output=json"];
    let found = json(&ota(&words).done());
    let listed: Vec<&str> = found["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["part"].as_str().unwrap())
        .collect();
    assert_eq!(listed, ["WallId", "qps"]);
    assert_eq!(found["version"], "minor");
}

#[test]
fn a_file_that_stands_alone_takes_the_shared_types_from_a_named_folder() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let file = specs.path().join("ops/PaintWall.json");
    let copy = specs.path().join("before.json");
    fs::copy(&file, &copy).unwrap();
    let [copy, file] = [&copy, &file].map(|path| path.to_str().unwrap());
    let same = ota(&["spec", "diff", copy, file, "--specs", folder]).done();
    assert!(same.starts_with("nothing changed"), "{same}");
    let error = ota(&["spec", "diff", copy, file, "--specs", "/no/such"]).failed(2);
    assert!(error.contains("--specs"), "{error}");
}

#[test]
fn what_cannot_be_compared_is_wrong_use() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let file = specs.path().join("ops/PaintWall.json");
    let error = ota(&["spec", "diff", folder, file.to_str().unwrap()]).failed(2);
    assert!(error.contains("cannot compare a folder with a file"), "{error}");
    let missing = ota(&["spec", "diff", "/no/such", "/nor/such"]).failed(2);
    assert!(missing.contains("cannot read `/no/such`"), "{missing}");
    let missing = ota(&["spec", "diff", folder, "/no/such"]).failed(2);
    assert!(missing.contains("cannot read `/no/such`"), "{missing}");
    patch(&file, "\"qps\"", "\"qsp\"");
    let words = ["spec", "diff", folder, folder, "--output", "json"];
    let broken = json(&ota(&words).failed(2));
    assert!(broken["error"]["message"].as_str().unwrap().contains("`qps`"), "{broken}");
}

#[test]
fn pages_of_a_list_inside_of_structs_are_shown_and_compared() {
    let (old, new) = (copy_of_specs(), copy_of_specs());
    let [before, after] = [&old, &new].map(|specs| specs.path().to_str().unwrap());
    let shown = ota(&["spec", "show", "QueryProductList", "--specs", before]).done();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let pages = "Its items are in `Data.List`. `Data.Total` is how many there are on all pages.";
    assert!(shown.contains(pages), "{shown}");
    let file = new.path().join("ops/QueryProductList.json");
    patch(&file, r#""total": "Data.Total", "#, "");
    let other = ota(&["spec", "diff", before, after]).done();
    assert!(other.contains("way to walk changed"), "{other}");
    patch(&file, r#""items": "Data.List""#, r#""items": "Data.Lst""#);
    let broken = ota(&["spec", "check", after]).failed(1);
    assert!(broken.contains("unknown field `Lst` in `Data`"), "{broken}");
}
