//! `ota spec new`, `list` and `show`.

use std::fs;

use tempfile::TempDir;

use crate::support::{command, json, ota, run};

/// A copy of the specs for tests.
pub(crate) fn copy_of_walls() -> TempDir {
    let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/../ota-authoring/tests/specs");
    let copy = TempDir::new().unwrap();
    fs::create_dir(copy.path().join("ops")).unwrap();
    for file in ["errors.json", "service.json", "types.json", "ops/PaintWall.json"] {
        fs::copy(format!("{specs}/{file}"), copy.path().join(file)).unwrap();
    }
    copy
}

#[test]
fn a_new_operation_checks_and_can_be_shown_and_expanded() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let out = ota(&["spec", "new", "TearDownWall", "--group", "wall", "--specs", folder]).done();
    assert!(out.starts_with("wrote ") && out.contains("Next:"), "{out}");
    let checked = ota(&["spec", "check", folder]).done();
    assert!(checked.contains(": 2 operations, ") && checked.contains("no mistakes"), "{checked}");
    ota(&["spec", "show", "TearDownWall", "--specs", folder]).done();
    ota(&["spec", "expand", "TearDownWall", "--specs", folder]).done();
    let text = fs::read_to_string(specs.path().join("ops/TearDownWall.json")).unwrap();
    let announced = format!("replace the {} strings", text.matches("DECIDE:").count());
    assert!(out.contains(&announced), "{out}");
}

#[test]
fn a_folder_of_ones_own_is_made_and_takes_operations() {
    let place = TempDir::new().unwrap();
    let ota = |words: &[&str]| run(command(words).current_dir(place.path()));
    let out = ota(&["spec", "init"]).done();
    assert!(out.contains("ota spec new ACTION --specs specs"), "{out}");
    assert!(ota(&["spec", "check"]).done().contains("0 operations, "));
    ota(&["spec", "new", "TearDownWall"]).done();
    assert!(ota(&["spec", "check"]).done().contains(": 1 operation"));
    // The schema is where the new file says that it is.
    let file = place.path().join("specs/ops/TearDownWall.json");
    let schema = json(&fs::read_to_string(&file).unwrap())["$schema"].as_str().unwrap().to_owned();
    let schema = json(&fs::read_to_string(place.path().join("specs/ops").join(schema)).unwrap());
    assert_eq!(schema["type"], "object");
    let error = ota(&["spec", "init"]).failed(2);
    assert!(error.contains("not overwritten"), "{error}");
}

#[test]
fn a_folder_of_which_a_part_was_made_is_finished() {
    let place = TempDir::new().unwrap();
    let ota = |words: &[&str]| run(command(words).current_dir(place.path()));
    ota(&["spec", "init", "--product", "Zoo"]).done();
    let specs = place.path().join("specs");
    for lost in ["errors.json", "operation.schema.json"] {
        fs::remove_file(specs.join(lost)).unwrap();
    }
    let out = ota(&["spec", "init", "--product", "Farm"]).done();
    assert!(out.contains("kept specs/service.json\n"), "{out}");
    assert!(out.contains("wrote specs/errors.json\n"), "{out}");
    assert_eq!(json(&fs::read_to_string(specs.join("service.json")).unwrap())["product"], "Zoo");
    ota(&["spec", "check"]).done();
}

#[test]
fn a_new_operation_brings_the_schema_that_it_names() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    ota(&["spec", "new", "TearDownWall", "--specs", folder]).done();
    assert!(specs.path().join("operation.schema.json").is_file());
}

#[test]
fn an_operation_that_exists_is_not_overwritten() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let file = specs.path().join("ops/PaintWall.json");
    let before = fs::read_to_string(&file).unwrap();
    for words in [&["--stdout"][..], &[]] {
        let words = [&["spec", "new", "PaintWall", "--specs", folder], words].concat();
        let error = ota(&words).failed(2);
        assert!(error.contains("not overwritten"), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn a_skeleton_can_be_printed_instead() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let out = ota(&["spec", "new", "TearDownWall", "--stdout", "--specs", folder]).done();
    assert_eq!(json(&out)["action"], "TearDownWall");
    assert!(!specs.path().join("ops/TearDownWall.json").exists());
}

#[test]
fn names_that_cannot_be_operations_are_refused() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    for action in ["../Escape", "Two Words", "PaintWallResponse", "Paint-Wall"] {
        let error = ota(&["spec", "new", action, "--specs", folder]).failed(2);
        assert!(error.starts_with(&format!("error: cannot add `{action}`: ")), "{error}");
    }
    assert_eq!(fs::read_dir(specs.path().join("ops")).unwrap().count(), 1);
}

#[test]
fn the_list_has_a_line_for_each_operation_and_their_number() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let list = |columns: &str| {
        run(command(&["spec", "list", "--specs", folder]).env("COLUMNS", columns)).done()
    };
    assert_eq!(
        list(""),
        "ACTION     GROUP  METHODS  QPS  IDEMPOTENCY    PARAMETERS  SUMMARY\n\
         PaintWall  wall   POST     3    notIdempotent  10 (2)      Paints a wall.\n\
         1 operation\n"
    );
    assert!(list("60").lines().all(|line| line.len() <= 60));
    let out = ota(&["spec", "list"]).done();
    assert!(out.lines().any(|line| line.starts_with("DeleteOTAFirmware ")), "{out}");
    assert_eq!(out.lines().last().unwrap(), format!("{} operations", out.lines().count() - 2));
}

#[test]
fn the_list_is_json_where_json_is_asked_for() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let out = json(&ota(&["spec", "list", "--output", "json", "--specs", folder]).done());
    let wall = &out["operations"][0];
    assert_eq!((wall["parameters"].as_u64(), wall["required"].as_u64()), (Some(10), Some(2)));
    let error = json(&ota(&["spec", "list", "--output", "json", "--specs", "/no/such"]).failed(2));
    assert!(error["error"]["message"].as_str().unwrap().contains("cannot read"), "{error}");
}

#[test]
fn a_page_is_as_wide_as_it_may_be_and_plain() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let show = |columns: &str| {
        let words = ["spec", "show", "PaintWall", "--specs", folder];
        run(command(&words).env("COLUMNS", columns)).done()
    };
    for (columns, width) in [("", 80), ("many", 80), ("0", 80), ("40", 40), ("120", 120)] {
        let page = show(columns);
        let widest = page.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width && widest > width / 2, "{columns}: {widest}");
        assert!(!page.contains('\u{1b}'), "{page}");
    }
}

#[test]
fn an_operation_that_nobody_knows_is_not_shown() {
    let error = ota(&["spec", "show", "DeleteFirmware"]).failed(2);
    assert_eq!(error, "error: no operation `DeleteFirmware`; did you mean `DeleteOTAFirmware`?\n");
}
