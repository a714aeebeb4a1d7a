//! A newer import over files that people changed.

use std::collections::{BTreeMap, BTreeSet};

use ota_authoring::metadata::{merge, merge_part};
use ota_spec::Value;

fn files(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// Merges `theirs` over `ours` in one file.
fn merged(base: &str, ours: &str, theirs: &str) -> (Option<Value>, Vec<String>) {
    let [base, ours, theirs] = [base, ours, theirs].map(|text| match text {
        "" => BTreeMap::new(),
        text => files(&[("ops/A.json", text)]),
    });
    let merged = merge(&base, &ours, &theirs, &BTreeSet::new());
    let value = merged.files.get("ops/A.json").map(|text| Value::from_json(text).unwrap());
    (value, merged.conflicts)
}

#[test]
fn what_both_sides_changed_stays_as_people_have_it_and_is_said() {
    let base = r#"{ "summary": "a", "qps": 5, "parameters": [{ "name": "X", "maximum": 5 }] }"#;
    let ours = r#"{ "summary": "mine", "qps": 5, "parameters": [{ "name": "X", "maximum": 7 }] }"#;
    let theirs = r#"{ "summary": "new", "qps": 9, "parameters": [{ "name": "X", "maximum": 8 }] }"#;
    let (value, conflicts) = merged(base, ours, theirs);
    let kept = r#"{"summary":"mine","qps":9,"parameters":[{"name":"X","maximum":7}]}"#;
    assert_eq!(value.unwrap().to_string(), kept);
    let said = [
        r#"ops/A.json: summary: "mine" stays; the metadata says "new""#,
        "ops/A.json: parameters: X: maximum: 7 stays; the metadata says 8",
    ];
    assert_eq!(conflicts, said);
}

#[test]
fn what_only_one_side_changed_is_no_conflict() {
    let base = r#"{"a":1,"b":1,"list":[{"name":"X"},{"name":"Y"}]}"#;
    let ours = r#"{"a":2,"b":1,"list":[{"name":"X"},{"name":"Mine"},{"name":"Y"}]}"#;
    let theirs = r#"{"a":1,"list":[{"name":"Y","required":true},{"name":"New"}]}"#;
    let (value, conflicts) = merged(base, ours, theirs);
    let wanted = r#"{"a":2,"list":[{"name":"Mine"},{"name":"Y","required":true},{"name":"New"}]}"#;
    assert_eq!((value.unwrap().to_string().as_str(), conflicts.as_slice()), (wanted, &[][..]));
}

#[test]
fn files_that_one_side_removed_and_the_other_changed_are_conflicts() {
    let (old, new) = (r#"{"a":1}"#, r#"{"a":2}"#);
    for (ours, theirs, stays, word) in
        [("", new, false, "was removed"), (new, "", true, "it stays")]
    {
        let (value, conflicts) = merged(old, ours, theirs);
        assert_eq!(value.is_some(), stays);
        assert!(conflicts.len() == 1 && conflicts[0].contains(word), "{conflicts:?}");
    }
    for (ours, theirs) in [("", old), (old, "")] {
        assert_eq!(merged(old, ours, theirs), (None, Vec::new()));
    }
}

#[test]
fn a_part_that_is_made_anew_leaves_the_rest() {
    let base = files(&[
        ("ops/A.json", "1"),
        ("ops/B.json", "1"),
        ("errors.json", r#"{"errors":[{"code":"X","meaning":"old"},{"code":"Y"}]}"#),
    ]);
    let part = files(&[
        ("ops/B.json", "2"),
        ("errors.json", r#"{"errors":[{"code":"X","meaning":"new"}]}"#),
    ]);
    let all = merge_part(&base, &part);
    assert_eq!((all["ops/A.json"].as_str(), all["ops/B.json"].as_str()), ("1", "2"));
    let errors = Value::from_json(&all["errors.json"]).unwrap().to_string();
    assert_eq!(errors, r#"{"errors":[{"code":"Y"},{"code":"X","meaning":"new"}]}"#);
}

#[test]
fn a_part_replaces_operations_that_cannot_be_told_from_its_own() {
    let base = files(&[("ops/FeedCats.json", "1"), ("ops/ListCats.json", "1")]);
    for twin in ["ops/feedCats.json", "ops/Feed_Cats.json"] {
        let all = merge_part(&base, &files(&[(twin, "2")]));
        let paths: BTreeSet<&str> = all.keys().map(String::as_str).collect();
        assert_eq!(paths, BTreeSet::from([twin, "ops/ListCats.json"]));
    }
}

#[test]
fn what_is_back_is_a_conflict_while_what_is_around_it_is_open() {
    let newer = r#"{ "page": { "items": "B", "size": "S" }, "qps": 5 }"#;
    let back = r#"{ "page": { "items": "A", "size": "S" }, "qps": 5 }"#;
    let of = |text: &str| files(&[("ops/A.json", text)]);
    for open in ["ops/A.json", "ops/A.json: page"] {
        let open = BTreeSet::from([open.to_owned()]);
        let merged = merge(&of(newer), &of(back), &of(newer), &open);
        let said = r#"ops/A.json: page: items: "A" stays; the metadata says "B""#;
        assert_eq!(merged.conflicts, [said]);
        let merged = merge(&of(newer), &of(newer), &of(newer), &open);
        assert_eq!((merged.conflicts.len(), merged.open.len()), (0, 0));
    }
    let other = BTreeSet::from(["ops/A.json: pages".to_owned(), "ops/A".to_owned()]);
    assert_eq!(merge(&of(newer), &of(back), &of(newer), &other).conflicts.len(), 0);
}

#[test]
fn without_a_base_all_that_differs_is_a_conflict() {
    let of = |text: &str| files(&[("ops/A.json", text), ("ops/B.json", "{}")]);
    let (ours, theirs) = (of(r#"{ "a": 1, "c": 3 }"#), of(r#"{ "a": 1, "b": 2, "c": 4 }"#));
    let base = files(&[("ops/B.json", "{}")]);
    let merged = merge(&base, &ours, &theirs, &BTreeSet::new());
    let kept = Value::from_json(&merged.files["ops/A.json"]).unwrap().to_string();
    assert_eq!(kept, r#"{"a":1,"c":3}"#);
    let places: Vec<&str> = merged.open.iter().map(String::as_str).collect();
    assert_eq!(places, ["ops/A.json: b", "ops/A.json: c"]);
    assert_eq!(merged.conflicts.len(), 3, "{:?}", merged.conflicts);
    // The same where nothing of the last import is left; what both say alike is none.
    let merged = merge(&files(&[]), &ours, &theirs, &BTreeSet::new());
    assert_eq!(merged.conflicts.len(), 3, "{:?}", merged.conflicts);
}
