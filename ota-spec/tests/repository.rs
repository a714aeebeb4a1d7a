//! The specs of this repository have no mistakes.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::path::{Path, PathBuf};

use ota_spec::{load, read_folder};
use serde_json::Value;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

#[test]
fn the_specs_of_the_repository_load() {
    for name in ["specs", "specs-sts"] {
        let sources = read_folder(&folder(name)).unwrap();
        let files = sources.iter().filter(|source| source.path.starts_with("ops/")).count();
        let spec = match load(name, sources) {
            Ok(spec) => spec,
            Err(broken) => {
                let shown: Vec<String> =
                    broken.diagnostics.iter().map(ToString::to_string).collect();
                panic!("{}", shown.join("\n\n"));
            }
        };
        assert!(files > 0);
        assert_eq!(spec.operations.len(), files, "every file of `ops/` is an operation");
    }
}

/// What stands in backticks, in the order of the alphabet.
fn named(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Every English text of a file with the Chinese one beside it.
fn pairs<'a>(value: &'a Value, found: &mut Vec<(&'a str, &'a str)>) {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let english = ["summary", "meaning", "doc", "title"].into_iter().find_map(text);
    found.extend(english.zip(text("zh")));
    found.extend(text("doc").zip(text("zhDoc")));
    found.extend(text("advice").zip(text("zhAdvice")));
    match value {
        Value::Array(items) => items.iter().for_each(|item| pairs(item, found)),
        Value::Object(members) => members.values().for_each(|member| pairs(member, found)),
        _ => {}
    }
}

#[test]
fn chinese_texts_name_what_the_english_ones_name() {
    let mut count = 0;
    for source in read_folder(&folder("specs")).unwrap() {
        let file: Value = serde_json::from_slice(&source.bytes).unwrap();
        let mut found = Vec::new();
        pairs(&file, &mut found);
        for (english, chinese) in &found {
            assert_eq!(named(english), named(chinese), "{}: {chinese}", source.path);
            assert!(!chinese.is_ascii(), "{}: {chinese}", source.path);
        }
        count += found.len();
    }
    assert!(count > 500, "{count}");
}
