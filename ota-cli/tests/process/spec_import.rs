//! `ota spec import`.

use std::fs;

use crate::spec_pages::copy_of_walls;
use crate::support::{json, ota};

const PAGE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../ota-authoring/tests/pages/RepaintFence.txt");

#[test]
fn a_page_becomes_a_draft_and_a_list_of_decisions() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let ran = ota(&["spec", "import", PAGE, "--specs", folder]);
    assert_eq!(ran.exit, 0, "{}", ran.err);
    let draft = json(&ran.out);
    assert_eq!(draft["action"], "RepaintFence");
    assert_eq!(draft["parameters"][0]["maxItems"], 25);
    let head = "left out, because `service.json` has it: `IotInstanceId`\n23 things to decide\n";
    assert!(ran.err.starts_with(head), "{}", ran.err);
    assert!(ran.err.contains("things to decide\n  line 4: group: "), "{}", ran.err);
    let decisions = ran.out.matches("\"DECIDE:").count();
    assert_eq!(ran.err.matches("\n  line ").count(), decisions);
}

#[test]
fn a_draft_in_its_folder_is_refused_for_what_is_not_decided() {
    let specs = copy_of_walls();
    let folder = specs.path().to_str().unwrap();
    let file = specs.path().join("ops/RepaintFence.json");
    let words =
        ["spec", "import", PAGE, "--specs", folder, "--output-file", file.to_str().unwrap()];
    let ran = ota(&words);
    assert_eq!((ran.exit, ran.out.as_str()), (0, ""), "{}", ran.err);
    let error = ota(&["spec", "check", folder]).failed(1);
    for place in ["RepaintFence.json:4:12", "unknown idempotency `DECIDE:"] {
        assert!(error.contains(place), "{place}: {error}");
    }
    assert!(error.ends_with("2 mistakes\n"), "{error}");
    let draft = fs::read_to_string(&file).unwrap();
    assert!(ota(&words).failed(2).contains("not overwritten"));
    assert_eq!(fs::read_to_string(&file).unwrap(), draft);
}

#[test]
fn what_cannot_be_read_is_listed_and_told_by_the_exit_code() {
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("CutHedge.txt");
    let text = "Request parameters\n\nHeight Timestamp No 12\n\nReturn Data\n\nLeaves Long 7\n";
    fs::write(&page, text).unwrap();
    let ran = ota(&["spec", "import", page.to_str().unwrap()]);
    assert_eq!(ran.exit, 1, "{}", ran.err);
    assert_eq!(json(&ran.out)["action"], "CutHedge");
    assert!(ran.err.contains(" things to decide; 2 of them could not be read\n"), "{}", ran.err);
    for part in ["the heading `Return Data`", "the page says `Timestamp`"] {
        assert!(ran.err.to_lowercase().contains(&part.to_lowercase()), "{}", ran.err);
    }
}

#[test]
fn what_is_no_page_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("page.txt");
    let page = page.to_str().unwrap();
    let import = |bytes: &[u8]| {
        fs::write(page, bytes).unwrap();
        ota(&["spec", "import", page]).failed(2)
    };
    assert!(import(b"").contains("nothing in it names an operation"));
    assert!(import(b"Hello.\n").contains("nothing in it names an operation"));
    assert!(import(b"one\ntwo \xff\n").contains("is not UTF-8 (line 2)"));
    assert!(import(&vec![b'a'; 4 * 1024 * 1024 + 1]).contains("larger than 4 MiB"));
    for page in ["/no/such/page", place.path().to_str().unwrap()] {
        assert!(ota(&["spec", "import", page]).failed(2).contains("cannot read"));
    }
}
