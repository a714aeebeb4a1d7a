//! What `ota spec import --metadata` does with broken folders, forged names, links and documents that it cannot read.

use std::fs;

use tempfile::TempDir;

use crate::spec_reimport::{Imported, ZOO, fresh, read, with_operation};
use crate::support::{Ran, ota};

/// The document with a null in the place of this operation, and this one before it.
fn with_null(action: &str, other: &str) -> String {
    let body = "{ \"summary\": \"Feeds.\", \"methods\": [\"post\"] }";
    with_operation(action, &format!("\"{other}\": {body}, \"{action}\": null"))
}

/// Imports a folder with one document per name.
fn import_all(place: &TempDir, documents: &[(&str, &[u8])], more: &[&str]) -> Ran {
    for (folder, bytes) in documents {
        let folder = place.path().join("in").join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("api-docs.json"), bytes).unwrap();
    }
    let [metadata, out] = ["in", "out"].map(|name| place.path().join(name));
    let words = [metadata.to_str().unwrap(), "--out", out.to_str().unwrap()];
    ota(&[&["spec", "import", "--metadata"], &words[..], more].concat())
}

#[test]
fn a_restored_file_still_gets_what_the_metadata_changed() {
    let newer = ZOO.replace("Feeds cats.", "Feeds all.");
    let place = Imported::new();
    let path = place.file("ops/FeedCats.json");
    let old = read(&path);
    fs::remove_file(&path).unwrap();
    let ended = place.import(&newer);
    assert_eq!(ended.exit, 1, "{}", ended.err);
    fs::write(&path, &old).unwrap();
    for _ in 0..2 {
        let ended = place.import(&newer);
        assert_eq!(ended.exit, 1, "{}", ended.err);
        assert!(ended.err.contains("conflict: ops/FeedCats.json: summary"), "{}", ended.err);
        assert!(ended.err.contains("Feeds all."), "{}", ended.err);
    }
    fs::write(&path, old.replace("Feeds cats.", "Feeds all.")).unwrap();
    let ended = place.import(&newer);
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(!place.file(".import/conflicts.json").exists());
}

#[test]
fn a_broken_base_is_refused_before_anything_is_written() {
    for name in [".import/ops/FeedCats.json", ".import/service.json", ".import/conflicts.json"] {
        let place = Imported::new();
        fs::write(place.file(name), "{{").unwrap();
        let before = read(&place.file("import-report.json"));
        let ended = place.import(&ZOO.replace("Feeds cats.", "Feeds all."));
        assert_eq!(ended.exit, 2, "{}", ended.err);
        assert!(ended.err.contains(name), "{}", ended.err);
        assert!(!read(&place.file("ops/FeedCats.json")).contains("Feeds all."));
        assert_eq!(read(&place.file("import-report.json")), before);
    }
}

#[test]
fn without_a_base_nothing_that_was_removed_comes_back_silently() {
    for lost in [".import/ops/FeedCats.json", ".import"] {
        let place = Imported::new();
        let path = place.file("ops/FeedCats.json");
        let kept: String =
            read(&path).lines().filter(|line| !line.contains("\"summary\"")).collect();
        fs::write(&path, &kept).unwrap();
        match place.file(lost) {
            folder if folder.is_dir() => fs::remove_dir_all(folder).unwrap(),
            file => fs::remove_file(file).unwrap(),
        }
        for _ in 0..2 {
            let ended = place.import(ZOO);
            assert_eq!(ended.exit, 1, "{lost}: {}", ended.err);
            let told = "conflict: ops/FeedCats.json: summary: nothing stays";
            assert!(ended.err.contains(told), "{lost}: {}", ended.err);
            assert!(!read(&path).contains("\"summary\""), "{lost}");
        }
        fs::write(place.file(".import/conflicts.json"), "[]").unwrap();
        let ended = place.import(ZOO);
        assert_eq!(ended.exit, 0, "{lost}: {}", ended.err);
    }
    // A file that comes back is told.
    let place = Imported::new();
    fs::remove_dir_all(place.file(".import")).unwrap();
    fs::remove_file(place.file("ops/FeedCats.json")).unwrap();
    let ended = place.import(ZOO);
    assert_eq!(ended.exit, 1, "{}", ended.err);
    assert!(ended.err.contains("conflict: ops/FeedCats.json: "), "{}", ended.err);
}

#[test]
fn an_operation_is_not_kept_beside_one_that_cannot_be_told_from_it() {
    for other in ["feedCats", "Feed_Cats"] {
        let place = Imported::new();
        let ended = place.import(&with_null("FeedCats", other));
        assert!(ended.err.contains("removed: FeedCats"), "{}", ended.err);
        assert!(place.file(&format!("ops/{other}.json")).exists());
        assert!(!place.file("ops/FeedCats.json").exists());
        let checked = ota(&["spec", "check", place.file("").to_str().unwrap()]).done();
        assert!(checked.contains("no mistakes"), "{checked}");
        // What somebody changed stays, and is told.
        let place = Imported::new();
        let path = place.file("ops/FeedCats.json");
        fs::write(&path, read(&path).replace("Feeds cats.", "Mine.")).unwrap();
        let ended = place.import(&with_null("FeedCats", other));
        assert_eq!(ended.exit, 1, "{}", ended.err);
        assert!(ended.err.contains("FeedCats.json: it was changed"), "{}", ended.err);
        assert!(read(&path).contains("Mine."));
    }
}

#[test]
fn names_of_the_metadata_forge_no_lines() {
    let forged = "\\u001b[2J\\n  mistake: forged\\u202e";
    let action = ZOO.replacen("\"FeedCats\": {", &format!("\"Feed{forged}\": {{"), 1);
    let product = ZOO.replacen("\"Zoo\"", &format!("\"Zoo{forged}\""), 1);
    let version = ZOO.replacen("\"2020-01-01\"", &format!("\"2020{forged}\""), 1);
    let key = ZOO.replacen("\"404\": [", &format!("\"404{forged}\": 7, \"404\": ["), 1);
    let rpc = ZOO.replacen("\"RPC\"", &format!("\"RPC{forged}\""), 1);
    for document in [action, product, version, key, rpc] {
        assert_ne!(document, ZOO);
        let (ended, _place) = fresh(&document);
        let bad = |c: char| c == '\u{1b}' || c == '\u{202e}';
        assert!(!ended.err.contains(bad), "{}", ended.err);
        assert!(ended.err.contains("\\u{1b}[2J"), "{}", ended.err);
        let forged = ended.err.lines().any(|line| line.starts_with("  mistake: forged"));
        assert!(!forged, "{}", ended.err);
    }
    // Nor does what the folder has.
    let place = Imported::new();
    let path = place.file("ops/FeedCats.json");
    fs::write(&path, read(&path).replace("Feeds cats.", "Mine\\u001b[2J.")).unwrap();
    let ended = place.import(&ZOO.replace("Feeds cats.", "Feeds all."));
    assert!(!ended.err.contains('\u{1b}'), "{}", ended.err);
}

#[test]
fn documents_that_cannot_be_read_are_told_and_passed_over() {
    let place = TempDir::new().unwrap();
    let long = vec![b' '; (64 << 20) + 1];
    let documents: [(&str, &[u8]); 4] =
        [("a", b"\xff\xfe"), ("b", b"{{"), ("c", &long), ("d", ZOO.as_bytes())];
    let ended = import_all(&place, &documents, &[]);
    assert_eq!(ended.exit, 1, "{}", ended.err);
    for part in ["a/api-docs.json` is not UTF-8", "b/api-docs.json:1:2`", "more than 64 MiB"] {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }
    assert!(ended.err.contains("3 of 3 operations imported"), "{}", ended.err);
    assert!(place.path().join("out/zoo-2020-01-01/service.json").exists());
}

#[test]
fn what_a_user_calls_like_leftovers_stays() {
    let place = Imported::new();
    fs::write(place.file("ops/.mine.json.new"), "mine").unwrap();
    for name in ["ops/.FeedCats.json.new", ".import-report.json.new"] {
        fs::create_dir(place.file(name)).unwrap();
    }
    let ended = place.import(&ZOO.replace("Feeds cats.", "Feeds all."));
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(read(&place.file("ops/FeedCats.json")).contains("Feeds all."));
    assert_eq!(read(&place.file("ops/.mine.json.new")), "mine");
    assert!(place.file("ops/.FeedCats.json.new").is_dir());
}

#[test]
fn a_folder_without_a_base_belongs_to_the_product_of_its_service() {
    let place = Imported::new();
    fs::remove_dir_all(place.file(".import")).unwrap();
    let other = ZOO.replace("\"Zoo\"", "\"ZOO\"");
    let ended = place.import(&other);
    assert_eq!(ended.exit, 2, "{}", ended.err);
    assert!(ended.err.contains("belongs to `Zoo` 2020-01-01"), "{}", ended.err);
    fs::write(place.file("service.json"), "{{").unwrap();
    let ended = place.import(&other);
    assert_eq!(ended.exit, 2, "{}", ended.err);
    assert!(ended.err.contains("service.json"), "{}", ended.err);
    assert_eq!(read(&place.file("service.json")), "{{");
}

#[test]
fn an_operation_that_is_asked_for_and_cannot_be_imported_says_why() {
    let place = TempDir::new().unwrap();
    let document = with_operation("FeedCats", "\"FeedCats\": null");
    let ended = import_all(&place, &[("a", document.as_bytes())], &["--only", "FeedCats"]);
    assert_eq!(ended.exit, 1, "{}", ended.err);
    assert!(ended.err.contains("left out: FeedCats: the operation is null"), "{}", ended.err);
    assert!(!ended.err.contains("there is no group or action"), "{}", ended.err);
}

#[test]
fn entries_of_the_wrong_type_are_told_with_their_places() {
    let known = "\"parameters\": [";
    let (ended, _place) = fresh(&ZOO.replacen(known, &format!("{known} true, 7, true, "), 1));
    for at in [0, 1, 2] {
        assert!(ended.err.contains(&format!("parameters[{at}]: it is a")), "{at}: {}", ended.err);
    }
}

#[cfg(unix)]
#[test]
fn files_that_are_links_are_written_through() {
    let place = Imported::new();
    let path = place.file("ops/FeedCats.json");
    let elsewhere = place.0.path().join("elsewhere.json");
    fs::rename(&path, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    let ended = place.import(&ZOO.replace("Feeds cats.", "Feeds all."));
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert!(read(&elsewhere).contains("Feeds all."));
    // A link to nothing says so.
    let report = place.file("import-report.json");
    fs::remove_file(&report).unwrap();
    std::os::unix::fs::symlink(place.0.path().join("nothing"), &report).unwrap();
    let ended = place.import(ZOO);
    assert_eq!(ended.exit, 2, "{}", ended.err);
    assert!(ended.err.contains("it is a link to nothing"), "{}", ended.err);
}
