//! `ota spec import --metadata` loses nothing silently, neither of a document nor of what an earlier import wrote.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Ran, ota};

pub(crate) const ZOO: &str = include_str!("metadata/api-docs.json");

/// A folder into which the document was imported.
pub(crate) struct Imported(pub(crate) TempDir);

impl Imported {
    pub(crate) fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        let ended = place.import(ZOO);
        assert_eq!(ended.exit, 0, "{}", ended.err);
        place
    }

    pub(crate) fn import(&self, document: &str) -> Ran {
        let [metadata, out] = ["api-docs.json", "out"].map(|name| self.0.path().join(name));
        fs::write(&metadata, document).unwrap();
        let [metadata, out] = [&metadata, &out].map(|path| path.to_str().unwrap());
        ota(&["spec", "import", "--metadata", metadata, "--out", out])
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join("out/zoo-2020-01-01").join(name)
    }
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Imports a document for which there is no folder yet.
pub(crate) fn fresh(document: &str) -> (Ran, TempDir) {
    let place = Imported(TempDir::new().unwrap());
    (place.import(document), place.0)
}

/// The document with something else in the place of this operation.
pub(crate) fn with_operation(action: &str, other: &str) -> String {
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

#[test]
fn what_a_broken_import_left_is_swept() {
    let place = Imported::new();
    let left = [".service.json.new", "ops/.FeedCats.json.new", ".import/.types.json.new"];
    for name in left.into_iter().chain([".import/ops/.ListCats.json.new"]) {
        fs::write(place.file(name), "{").unwrap();
    }
    // One of its own stays.
    fs::write(place.file("ops/notes.new"), "mine").unwrap();
    assert_eq!(place.import(ZOO).exit, 0);
    for name in left {
        assert!(!place.file(name).exists(), "{name}");
    }
    assert!(!place.file(".import/ops/.ListCats.json.new").exists());
    assert!(place.file("ops/notes.new").exists());
}

#[test]
fn json_that_is_wrong_is_told_with_its_place() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    for (document, place, word) in [
        (ZOO.replacen("\"apis\": {", "\"apis\": {,", 1), ":24:12", "bad JSON"),
        ("{\n  \"a\": 1,\n  \"a\": 2 }".to_owned(), ":3:3", "given twice"),
        (deep, ":1:65", "64 levels"),
    ] {
        let (ended, _place) = fresh(&document);
        assert_eq!(ended.exit, 2, "{}", ended.err);
        assert!(ended.err.contains(&format!("api-docs.json{place}`: ")), "{}", ended.err);
        assert!(ended.err.contains(word), "{}", ended.err);
    }
}

#[test]
fn keys_of_the_wrong_type_are_told() {
    let swaps = [
        ("\"directories\": [", "\"directories\": 7, \"x\": [", "directories: it is a number"),
        (
            "\"children\": [",
            "\"children\": \"a\", \"x\": [",
            "directories[0].children: it is a string",
        ),
        ("\"endpoints\": [", "\"endpoints\": {}, \"x\": [", "endpoints: it is an object"),
        ("\"endpoints\": [", "\"endpoints\": [true, ", "endpoints[0]: it is a boolean"),
        ("\"components\": {", "\"components\": [], \"x\": {", "components: it is an array"),
        ("\"schemas\": {", "\"schemas\": 1, \"x\": {", "components.schemas: it is a number"),
        ("\"methods\": [", "\"methods\": {}, \"x\": [", "methods: it is an object"),
        ("\"security\": [", "\"security\": \"AK\", \"x\": [", "security: it is a string"),
        ("\"systemTags\": {", "\"systemTags\": [], \"x\": {", "systemTags: it is an array"),
        ("\"title\": \"ListCats\"", "\"title\": []", "title: it is an array"),
        ("\"deprecated\": true", "\"deprecated\": 1", "deprecated: it is a number"),
        ("\"parameters\": [", "\"parameters\": {}, \"x\": [", "parameters: it is an object"),
        ("\"parameters\": [", "\"parameters\": [null, ", "parameters[0]: it is null"),
        ("\"in\": \"query\"", "\"in\": []", "in: it is an array"),
        ("\"responses\": {", "\"responses\": [], \"x\": {", "responses: it is an array"),
        ("\"200\": {", "\"200\": 7, \"x\": {", "responses.200: it is a number"),
        ("\"errorCodes\": {", "\"errorCodes\": 7, \"x\": {", "errorCodes: it is a number"),
        ("\"404\": [", "\"404\": \"a\", \"x\": [", "errorCodes.404: it is a string"),
        (
            "\"errorMessage\": \"The cat is gone.\"",
            "\"errorMessage\": {}",
            "errorMessage: it is an object",
        ),
        (
            "\"responseDemo\": \"[",
            "\"responseDemo\": 7, \"x\": \"[",
            "responseDemo: it is a number",
        ),
        ("\"type\": \"string\"", "\"type\": 7", "type: it is a number"),
        ("\"properties\": {", "\"properties\": [], \"x\": {", "properties: it is an array"),
        ("\"enum\": [", "\"enum\": 7, \"x\": [", "enum: it is a number"),
        (
            "\"enumValueTitles\": {",
            "\"enumValueTitles\": 7, \"x\": {",
            "enumValueTitles: it is a number",
        ),
        ("\"items\": {", "\"items\": 7, \"x\": {", "items: "),
        ("\"schema\": {", "\"schema\": [], \"x\": {", "the schema is an array"),
    ];
    for (good, bad, told) in swaps {
        let document = ZOO.replacen(good, bad, 1);
        assert_ne!(document, ZOO, "{good}");
        let (ended, _place) = fresh(&document);
        assert_eq!(ended.exit, 1, "{bad}: {}", ended.err);
        let line = ended.err.lines().find(|line| line.contains("unreadable part: "));
        assert!(line.is_some_and(|line| line.contains(told)), "{bad}: {}", ended.err);
    }
}

#[test]
fn names_that_are_the_same_in_rust_get_others() {
    let members =
        ["self", "Self", "crate", "Crate", "super", "Super", "a-b", "a_b", "A.b", "type", "Type"];
    let member = |name: &&str| format!("\"{name}\": {{ \"type\": \"string\" }}");
    let members: Vec<String> = members.iter().map(member).collect();
    let known = "\"Colors\": {";
    let more = format!("{}, {known}", members.join(", "));
    let (ended, place) = fresh(&ZOO.replacen(known, &more, 1).replacen(
        "\"RequestId\": {",
        &format!("{}, \"RequestId\": {{", members.join(", ")),
        1,
    ));
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(ended.err.contains("name in Rust ("), "{}", ended.err);
    let folder = place.path().join("out/zoo-2020-01-01");
    let checked = ota(&["spec", "check", folder.to_str().unwrap()]).done();
    assert!(checked.contains("no mistakes"), "{checked}");
    let operation = read(&folder.join("ops/ListCats.json"));
    assert!(operation.contains("\"ident\": \"self_2\""), "{operation}");
}

#[test]
fn components_are_found_by_names_with_slashes_and_tildes() {
    let document =
        ZOO.replace("\"Friend\": {", "\"a/b~c\": {").replace("schemas/Friend", "schemas/a~1b~0c");
    let (ended, place) = fresh(&document);
    assert_eq!(ended.exit, 0, "{}", ended.err);
    let report = read(&place.path().join("out/zoo-2020-01-01/import-report.json"));
    assert!(!report.contains("unknown component"), "{report}");
}

#[test]
fn a_finding_in_a_component_is_told_once_for_an_operation() {
    let name = r#""Name": { "type": "string" } } }"#;
    let itself = r##""Best": { "$ref": "#/components/schemas/Friend", "required": true },"##;
    let parameter = |style: &str| {
        let schema = r##"{ "type": "object", "properties": { "A": { "$ref": "#/components/schemas/Friend" } } }"##;
        format!(
            r#"{{ "name": "{style}", "in": "query", "style": "{style}", "schema": {schema} }},"#
        )
    };
    let known = r#"{ "name": "Filter","#;
    let more = format!("{} {} {known}", parameter("json"), parameter("flat"));
    let document = ZOO.replacen(name, &format!("{itself} {name}"), 1).replacen(known, &more, 1);
    let (ended, _place) = fresh(&document);
    assert_eq!(ended.exit, 0, "{}", ended.err);
    assert!(ended.err.contains("required member that never ends (1)"), "{}", ended.err);
    assert!(ended.err.contains("3 types that hold themselves"), "{}", ended.err);
}

#[test]
fn counts_of_one_are_in_the_singular() {
    let start = &ZOO[..ZOO.find("\"apis\"").unwrap()];
    let (ended, _place) =
        fresh(&format!("{start}\"apis\": {{ \"OpenGate\": {{ \"summary\": \"It opens.\" }} }} }}"));
    assert!(ended.err.contains("1 of 1 operation imported\n"), "{}", ended.err);
    let (ended, _place) = fresh(ZOO);
    assert!(ended.err.contains("3 of 3 operations imported\n"), "{}", ended.err);
    assert!(ended.err.contains("1 error code,"), "{}", ended.err);
}

#[cfg(unix)]
#[test]
fn a_place_that_is_no_folder_is_refused() {
    let place = TempDir::new().unwrap();
    let [metadata, link, file] =
        ["api-docs.json", "link", "file"].map(|name| place.path().join(name));
    fs::write(&metadata, ZOO).unwrap();
    fs::write(&file, "mine").unwrap();
    std::os::unix::fs::symlink(place.path().join("nothing"), &link).unwrap();
    for (out, why) in [(&link, "it is a link to nothing"), (&file, "it is a file, not a folder")] {
        let [metadata, out] = [&metadata, out].map(|path| path.to_str().unwrap());
        let ended = ota(&["spec", "import", "--metadata", metadata, "--out", out]);
        assert_eq!(ended.exit, 2, "{}", ended.err);
        assert!(ended.err.contains(out) && ended.err.contains(why), "{}", ended.err);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}
