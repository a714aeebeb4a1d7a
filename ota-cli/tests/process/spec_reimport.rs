//! `ota spec import --metadata` into a folder that an earlier import wrote: nothing is lost silently.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Ran, ota};

const ZOO: &str = include_str!("metadata/api-docs.json");

/// A folder into which the document was imported.
struct Imported(TempDir);

impl Imported {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        let ended = place.import(ZOO);
        assert_eq!(ended.exit, 0, "{}", ended.err);
        place
    }

    fn import(&self, document: &str) -> Ran {
        let [metadata, out] = ["api-docs.json", "out"].map(|name| self.0.path().join(name));
        fs::write(&metadata, document).unwrap();
        let [metadata, out] = [&metadata, &out].map(|path| path.to_str().unwrap());
        ota(&["spec", "import", "--metadata", metadata, "--out", out])
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join("out/zoo-2020-01-01").join(name)
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The document with something else in the place of this operation.
fn with_operation(action: &str, other: &str) -> String {
    let at = ZOO.find(&format!("\"{action}\": {{")).unwrap();
    let open = at + ZOO[at..].find('{').unwrap();
    let mut depth = 0;
    let end = ZOO[open..].find(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    });
    format!("{}{other}{}", &ZOO[..at], &ZOO[open + end.unwrap() + 1..])
}

#[test]
fn products_that_fold_to_one_folder_never_overwrite_each_other() {
    let place = Imported::new();
    let before = read(&place.file("service.json"));
    for name in ["ZOO", "zoo", "Zoo "] {
        let ended = place.import(&ZOO.replace("\"Zoo\"", &format!("\"{name}\"")));
        assert_eq!(ended.exit, 2, "{}", ended.err);
        assert!(ended.err.contains("belongs to `Zoo` 2020-01-01"), "{}", ended.err);
        assert!(ended.err.contains("--out"), "{}", ended.err);
        assert_eq!(read(&place.file("service.json")), before);
    }
    // Within one run, too, before anything is written.
    let place = TempDir::new().unwrap();
    for (folder, name) in [("a", "Green House"), ("b", "Green.House")] {
        fs::create_dir_all(place.path().join("in").join(folder)).unwrap();
        let text = ZOO.replace("\"Zoo\"", &format!("\"{name}\""));
        fs::write(place.path().join("in").join(folder).join("api-docs.json"), text).unwrap();
    }
    let [metadata, out] = ["in", "out"].map(|name| place.path().join(name));
    let words = [metadata.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let ended = ota(&[&["spec", "import", "--metadata"], &words[..]].concat());
    assert_eq!(ended.exit, 2, "{}", ended.err);
    for part in ["`Green House`", "`Green.House`", "green_house-2020-01-01", "--out"] {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }
    assert!(!out.exists());
}

#[test]
fn a_file_that_cannot_be_read_misses_no_change_of_the_metadata() {
    let place = Imported::new();
    let path = place.file("ops/FeedCats.json");
    let good = read(&path);
    fs::write(&path, good.replacen('{', "{{", 1)).unwrap();
    // Told even if the metadata changed nothing.
    for document in [ZOO.to_owned(), ZOO.replace("Feeds cats.", "Feeds all.")] {
        let ended = place.import(&document);
        assert_eq!(ended.exit, 1, "{}", ended.err);
        assert!(ended.err.contains("FeedCats.json: it is not JSON any more"), "{}", ended.err);
    }
    fs::write(&path, good).unwrap();
    let ended = place.import(&ZOO.replace("Feeds cats.", "Feeds all."));
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(read(&path).contains("Feeds all."));
}

#[test]
fn operations_that_the_metadata_has_no_more_are_named() {
    let place = Imported::new();
    let gone = with_operation("FeedCats", "\"Other\": { \"methods\": [\"post\"] }");
    let ended = place.import(&gone);
    assert!(ended.err.contains("removed: FeedCats"), "{}", ended.err);
    assert!(read(&place.file("import-report.json")).contains("\"removed\""));
    assert!(!place.file("ops/FeedCats.json").exists());

    let place = Imported::new();
    let path = place.file("ops/FeedCats.json");
    fs::write(&path, read(&path).replace("Feeds cats.", "Feeds them.")).unwrap();
    let ended = place.import(&gone);
    assert_eq!(ended.exit, 1, "{}", ended.err);
    assert!(ended.err.contains("FeedCats.json: it was changed"), "{}", ended.err);
    assert!(read(&path).contains("Feeds them."));
}

#[test]
fn a_document_without_operations_changes_nothing() {
    let place = Imported::new();
    let before = read(&place.file("ops/FeedCats.json"));
    let head = &ZOO[..ZOO.find("\"apis\"").unwrap()];
    for apis in ["\"apis\": {}", "\"apis\": { \"FeedCats\": null }", "\"apis\": null"] {
        let ended = place.import(&format!("{head}{apis}}}"));
        assert_ne!(ended.exit, 0, "{apis}");
        assert_eq!(read(&place.file("ops/FeedCats.json")), before);
    }
}

#[test]
fn an_operation_that_cannot_be_read_stays_as_it_was() {
    for other in ["null", "\"a\"", "7", "[]"] {
        let place = Imported::new();
        let before = read(&place.file("ops/ListCats.json"));
        let ended = place.import(&with_operation("ListCats", &format!("\"ListCats\": {other}")));
        assert_eq!(ended.exit, 1, "{}", ended.err);
        assert!(ended.err.contains("left out: ListCats"), "{}", ended.err);
        // The other operations have another envelope, so it says its own.
        let envelope =
            r#"  "envelope": { "requestId": "RequestId", "code": "Code", "message": "Message" },"#;
        let after = read(&place.file("ops/ListCats.json"));
        assert_eq!(after.replace(&format!("{envelope}\n"), ""), before);
        let checked = ota(&["spec", "check", place.file("").to_str().unwrap()]).done();
        assert!(checked.contains("no mistakes"), "{checked}");
    }
}

#[test]
fn a_conflict_is_told_until_it_is_settled() {
    let newer = ZOO.replace("Feeds cats.", "Feeds all.");
    let conflict = |place: &Imported, document: &str| {
        let ended = place.import(document);
        assert_eq!(ended.exit == 1, ended.err.contains("conflict: ops/FeedCats.json: summary"));
        let report = read(&place.file("import-report.json"));
        assert_eq!(ended.exit == 1, report.contains("\"conflicts\""), "{report}");
        ended.exit == 1
    };
    let edited = || {
        let place = Imported::new();
        let path = place.file("ops/FeedCats.json");
        fs::write(&path, read(&path).replace("Feeds cats.", "Mine.")).unwrap();
        for document in [&newer, &newer, &newer.replace("Feeds all.", "Feeds."), &newer] {
            assert!(conflict(&place, document));
        }
        assert!(read(&path).contains("Mine."));
        (place, path)
    };
    // By what the metadata says,
    let (place, path) = edited();
    fs::write(&path, read(&path).replace("Mine.", "Feeds all.")).unwrap();
    assert!(!conflict(&place, &newer));
    assert!(!place.file(".import/conflicts.json").exists());
    // or by keeping what is there, until the metadata changes it again.
    let (place, path) = edited();
    fs::write(place.file(".import/conflicts.json"), "[]").unwrap();
    assert!(!conflict(&place, &newer));
    assert!(read(&path).contains("Mine."));
    assert!(conflict(&place, &ZOO.replace("Feeds cats.", "Feeds.")));
    // The same for a file that is gone from the metadata.
    let (place, path) = edited();
    let gone = with_operation("FeedCats", "\"Other\": { \"methods\": [\"post\"] }");
    for _ in 0..2 {
        let ended = place.import(&gone);
        assert_eq!(ended.exit, 1, "{}", ended.err);
        assert!(ended.err.contains("conflict: ops/FeedCats.json: it was changed"), "{}", ended.err);
    }
    assert!(path.exists());
}
