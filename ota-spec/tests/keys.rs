//! `operation.schema.json` and the language page list the keys that the reader takes.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::collections::BTreeMap;
use std::fs;

use ota_spec::Value;
use ota_spec::keys::{self, Key, Side, Table};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");

/// The objects of the schema by their place in it, with the side whose keys they have.
const OBJECTS: [(&str, &Table, Side); 15] = [
    ("", &keys::OPERATION, Side::Both),
    ("requestMember", &keys::FIELD, Side::Request),
    ("requestItems", &keys::ITEMS, Side::Request),
    ("responseField", &keys::FIELD, Side::Response),
    ("responseItems", &keys::ITEMS, Side::Response),
    ("rule", &keys::RULE, Side::Both),
    ("choice", &keys::CHOICE, Side::Both),
    ("option", &keys::OPTION, Side::Both),
    ("page", &keys::PAGE, Side::Both),
    ("split", &keys::SPLIT, Side::Both),
    ("wait", &keys::WAIT, Side::Both),
    ("lookUp", &keys::LOOK_UP, Side::Both),
    ("envelope", &keys::ENVELOPE, Side::Both),
    ("example", &keys::EXAMPLE, Side::Both),
    ("condition/set", &keys::CONDITION, Side::Both),
];

fn member<'a>(object: &'a mut Value, key: &str) -> &'a mut Value {
    let Value::Object(members) = object else { panic!("no object around `{key}`") };
    let found = members.iter_mut().find(|(name, _)| name == key);
    &mut found.unwrap_or_else(|| panic!("no `{key}`")).1
}

fn put(object: &mut Value, key: &str, value: Value) {
    let Value::Object(members) = object else { panic!("no object around `{key}`") };
    match members.iter_mut().find(|(name, _)| name == key) {
        Some((_, known)) => *known = value,
        None => members.push((key.to_owned(), value)),
    }
}

fn names(value: &Value) -> Vec<&str> {
    value.members().iter().map(|(name, _)| name.as_str()).collect()
}

fn has(key: &Key, side: Side) -> bool {
    side == Side::Both || key.side == Side::Both || key.side == side
}

/// Writes the entries of a table into an object of the schema.
fn describe(object: &mut Value, table: &Table, side: Side) {
    let expected: Vec<&Key> = table.keys().filter(|key| has(key, side)).collect();
    let needed = expected.iter().filter(|key| key.needed).map(|key| Value::from(key.name));
    let needed: Vec<Value> = needed.collect();
    if !needed.is_empty() {
        put(object, "required", Value::Array(needed));
    }
    let properties = member(object, "properties");
    let (mut listed, mut wanted) =
        (names(properties), Vec::from_iter(expected.iter().map(|key| key.name)));
    listed.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(listed, wanted, "{}", table.what);
    for key in expected {
        put(member(properties, key.name), "description", Value::from(key.doc));
    }
}

#[test]
fn the_schema_says_what_the_tables_say() {
    let path = format!("{FOLDER}/operation.schema.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut schema = Value::from_json(&text).unwrap();
    for (place, table, side) in OBJECTS {
        let object = match place {
            "" => &mut schema,
            "condition/set" => {
                let any = member(member(member(&mut schema, "$defs"), "condition"), "anyOf");
                let Value::Array(forms) = any else { panic!("{any}") };
                forms.last_mut().unwrap()
            }
            name => member(member(&mut schema, "$defs"), name),
        };
        describe(object, table, side);
    }
    let expected = format!("{}\n", schema.pretty());
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(&path, &expected).unwrap();
        return;
    }
    assert!(text == expected, "run `cargo xtask bless` and read the difference");
}

/// The rows of the tables that explain keys: by section and heading, each key with whether it is
/// said to be needed.
fn rows(page: &str) -> BTreeMap<(&str, &str), Vec<(&str, bool)>> {
    let mut found: BTreeMap<(&str, &str), Vec<(&str, bool)>> = BTreeMap::new();
    let (mut section, mut heading, mut open) = ("", "", false);
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title;
        }
        let Some(row) = line.strip_prefix("| ") else {
            open &= line.starts_with('|');
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if open {
            let keys = cells[0].split('`').skip(1).step_by(2);
            let rows = keys.map(|key| (key, cells[1] == "yes"));
            found.entry((section, heading)).or_default().extend(rows);
        } else {
            (heading, open) = (cells[0], true);
        }
    }
    found
}

#[test]
fn the_page_explains_the_keys_of_the_tables() {
    let page = fs::read_to_string(format!("{FOLDER}/README.md")).unwrap();
    let rows = rows(&page);
    for (section, headings, table) in [
        ("An operation", &["key"][..], &keys::OPERATION),
        ("Parameters and fields", &["key"], &keys::FIELD),
        ("Rules", &["rule word", "key"], &keys::RULE),
        ("Choices", &["key of a choice"], &keys::CHOICE),
        ("Choices", &["key of an option"], &keys::OPTION),
        ("Pages, parts, waits and look-ups", &["key of `page`"], &keys::PAGE),
        ("Pages, parts, waits and look-ups", &["key of `split`"], &keys::SPLIT),
        ("Pages, parts, waits and look-ups", &["key of a `wait`"], &keys::WAIT),
        ("Pages, parts, waits and look-ups", &["key of `lookUp`"], &keys::LOOK_UP),
        ("Examples", &["key"], &keys::EXAMPLE),
        ("service.json", &["key of `envelope`"], &keys::ENVELOPE),
        ("errors.json", &["key"], &keys::ERROR_CODE),
    ] {
        let explained = headings.iter().flat_map(|heading| &rows[&(section, *heading)]);
        let mut explained: Vec<(&str, bool)> = explained.copied().collect();
        // Keys that go with some types are needed there or not.
        let needed = |key: &Key| {
            let said = explained.iter().find(|(name, _)| *name == key.name);
            if key.goes_with.is_empty() { key.needed } else { said.is_some_and(|said| said.1) }
        };
        let mut wanted: Vec<_> = table.keys().map(|key| (key.name, needed(key))).collect();
        wanted.sort_unstable();
        explained.sort_unstable();
        assert_eq!(explained, wanted, "{section}");
    }
    let service = rows[&("service.json", "key")].iter();
    let mut service: Vec<&str> = service.map(|(name, _)| *name).collect();
    let inside = keys::ENDPOINTS.names().map(|name| format!("endpoints.{name}"));
    let own = keys::SERVICE.names().filter(|name| !["$schema", "endpoints"].contains(name));
    let mut wanted: Vec<String> = own.map(str::to_owned).chain(inside).collect();
    service.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(service, wanted);
}
