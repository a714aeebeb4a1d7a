//! Rules between the members of structs, shared or described in place, at any depth.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;

use folder::{check, shown, with};
use ota_spec::{Source, Value, limits};

/// A struct that holds itself, and one that shows nothing but a rule.
const TYPES: &str = r#"{ "types": [
  { "name": "Part", "type": "Struct", "doc": "A part.",
    "fields": [
      { "name": "From", "type": "Integer", "doc": "Where." },
      { "name": "To", "type": "Integer", "doc": "Where to." },
      { "name": "Mode", "type": "Mode", "default": "SLOW", "doc": "How." },
      { "name": "Inner", "type": "Part", "doc": "A part of it." },
      { "name": "Parts", "type": "Map", "items": { "type": "Part" }, "doc": "More of it." }
    ],
    "rules": [
      { "allTogether": ["From", "To"] },
      { "lessThan": ["From", "To"], "when": { "Mode": "SLOW" } }
    ] },
  { "name": "Mode", "type": "Enum", "doc": "How.", "values": [
    { "value": "SLOW", "doc": "Slow." }, { "value": "FAST", "doc": "Fast." }] }
] }"#;

/// A folder with an operation that has these parameters.
fn folder(types: &str, parameters: &str) -> Vec<Source> {
    let mut sources = with("types.json", types);
    sources.retain(|source| !source.path.starts_with("ops/"));
    let text = format!(
        r#"{{ "action": "Judge", "group": "test", "summary": "Judges.", "idempotency": "readOnly",
            "parameters": [{parameters}] }}"#
    );
    sources.push(Source { path: "ops/Judge.json".to_owned(), bytes: text.into() });
    sources
}

fn judged(request: &str) -> Vec<String> {
    let parameters = r#"
        { "name": "List", "type": "RepeatList", "items": { "type": "Part" }, "doc": "Parts." },
        { "name": "Place", "type": "Struct", "doc": "A place.",
          "fields": [
            { "name": "A", "type": "String", "doc": "A text." },
            { "name": "B", "type": "String", "doc": "A text." },
            { "name": "Part", "type": "Part", "doc": "A part." }
          ],
          "rules": [{ "exactlyOneOf": ["A", "B"] }] }"#;
    let spec =
        check(folder(TYPES, parameters)).unwrap_or_else(|broken| panic!("{}", shown(&broken)));
    let operation = spec.operation("Judge").unwrap();
    let found = limits::check_request(operation, &Value::from_json(request).unwrap());
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_violation_names_the_element_that_it_is_in() {
    assert_eq!(judged(r#"{ "List": [{ "From": 1, "To": 2 }, {}] }"#), [""; 0]);
    assert_eq!(
        judged(r#"{ "List": [{ "From": 1, "To": 2 }, { "From": 3, "To": 2 }, { "To": 2 }] }"#),
        [
            "`List.2.From` must be less than `List.2.To` (2), not 3 when `List.2.Mode` is `SLOW` \
             (its default)",
            "`List.3.From` must be set together with `List.3.To`",
        ]
    );
    assert_eq!(judged(r#"{ "List": [{ "From": 3, "To": 2, "Mode": "FAST" }] }"#), [""; 0]);
}

#[test]
fn a_struct_that_misses_one_of_several_members_is_named_itself() {
    assert_eq!(judged(r#"{ "Place": { "A": "a" } }"#), [""; 0]);
    assert_eq!(
        judged(r#"{ "Place": { "Part": { "From": 1 } } }"#),
        [
            "`Place.Part.To` must be set together with `Place.Part.From`",
            "`Place` must set exactly one of `Place.A` or `Place.B`",
        ]
    );
    assert_eq!(
        judged(r#"{ "Place": { "A": "a", "B": "b" } }"#),
        ["`Place.B` cannot be set together with `Place.A`"]
    );
}

#[test]
fn structs_inside_of_themselves_keep_their_rules() {
    assert_eq!(
        judged(r#"{ "List": [{ "Inner": { "Parts": { "x": { "From": 1 } } } }] }"#),
        ["`List.1.Inner.Parts.x.To` must be set together with `List.1.Inner.Parts.x.From`"]
    );
}

#[test]
fn defaults_and_examples_keep_the_rules_of_their_structs() {
    let parameter =
        r#"{ "name": "Part", "type": "Part", "example": { "From": 1 }, "doc": "A part." }"#;
    let broken = check(folder(TYPES, parameter)).unwrap_err();
    let message = "`Part.To` must be set together with `Part.From`";
    assert!(shown(&broken).contains(message), "{}", shown(&broken));
    // In a shared struct, they are judged when the members of all are known.
    let example = r#""Part", "default": { "To": 1 }, "doc": "A part of it.""#;
    let types = TYPES.replace(r#""Part", "doc": "A part of it.""#, example);
    let broken = check(folder(&types, "")).unwrap_err();
    let message = "`Inner.From` must be set together with `Inner.To`";
    assert!(shown(&broken).contains(message), "{}", shown(&broken));
}

#[test]
fn a_struct_with_a_mistake_in_its_rules_is_left_out_with_those_that_use_it() {
    let types =
        TYPES.replace(r#""allTogether": ["From", "To"]"#, r#""allTogether": ["From", "Two"]"#);
    let parameter = r#"{ "name": "Part", "type": "Part", "doc": "A part." }"#;
    let broken = check(folder(&types, parameter)).unwrap_err();
    assert_eq!(broken.diagnostics.len(), 1, "{}", shown(&broken));
    assert!(broken.rest.types.iter().all(|named| named.name != "Part"));
    assert!(broken.rest.operation("Judge").is_none());
}
