//! Which parameters can lead through pages, and which would lose or repeat some.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;

use folder::{check, shown, with};

/// A folder with an operation that has this page parameter, and this `page`.
fn paged(parameter: &str, next: &str, page: &str) -> Vec<ota_spec::Source> {
    with(
        "ops/ListItems.json",
        format!(
            r#"{{
              "action": "ListItems", "group": "paint", "summary": "Lists items.", "idempotency": "readOnly",
              "parameters": [
                {{ "name": "Page", {parameter}, "doc": "Which page." }},
                {{ "name": "Size", "type": "Integer", "minimum": 1, "maximum": 50, "doc": "How many." }}
              ],
              "response": [
                {{ "name": "Items", "type": "List", "items": {{ "type": "String" }}, "doc": "The items." }},
                {{ "name": "Next", "type": "String"{next}, "doc": "The next page." }}
              ],
              "page": {{ {page}, "size": "Size", "items": "Items" }}
            }}"#
        ),
    )
}

fn mistakes(parameter: &str, next: &str, page: &str) -> String {
    check(paged(parameter, next, page)).err().map_or_else(String::new, |broken| shown(&broken))
}

#[test]
fn a_number_counts_from_1() {
    let of = |limits| mistakes(&format!(r#""type": "Integer"{limits}"#), "", r#""number": "Page""#);
    for good in [
        "",
        r#", "minimum": 1"#,
        r#", "exclusiveMinimum": 0"#,
        r#", "default": 1"#,
        // The service is lenient, but says which page is the first.
        r#", "minimum": 0, "default": 1"#,
        r#", "minimum": 1, "maximum": 9"#,
    ] {
        assert_eq!(of(good), "", "{good}");
    }
    for (bad, why) in [
        (r#", "minimum": 0"#, "`Page` may be 0"),
        (r#", "minimum": -1"#, "`Page` may be -1"),
        (r#", "exclusiveMinimum": -1"#, "`Page` may be 0"),
        (r#", "minimum": 2"#, "`Page` does not allow 1"),
        (r#", "maximum": 0"#, "`Page` does not allow 1"),
        (r#", "default": 0"#, "`Page` is 0 if it is left out, not 1"),
        (r#", "default": 2"#, "`Page` is 2 if it is left out, not 1"),
        (r#", "enum": [1, 2]"#, "`Page` has a list of values"),
    ] {
        assert!(of(bad).contains(why), "{bad}: {}", of(bad));
    }
}

#[test]
fn an_offset_counts_from_0() {
    for ty in ["Integer", "Long"] {
        let of =
            |limits| mistakes(&format!(r#""type": "{ty}"{limits}"#), "", r#""offset": "Page""#);
        for good in ["", r#", "minimum": 0"#, r#", "minimum": -1"#, r#", "default": 0"#] {
            assert_eq!(of(good), "", "{good}");
        }
        for (bad, why) in [
            (r#", "minimum": 1"#, "`Page` does not allow 0"),
            (r#", "exclusiveMinimum": 0"#, "`Page` does not allow 0"),
            (r#", "default": 1"#, "`Page` is 1 if it is left out, not 0"),
            (r#", "enum": [0, 50]"#, "`Page` has a list of values"),
        ] {
            assert!(of(bad).contains(why), "{bad}: {}", of(bad));
        }
    }
}

#[test]
fn a_token_is_what_a_response_gave_and_nothing_else() {
    let of = |more: &str, next: &str| {
        let page = r#""token": "Page", "next": "Next""#;
        mistakes(&format!(r#""type": "String"{more}"#), next, page)
    };
    for good in ["", r#", "default": """#, r#", "minLength": 4"#, r#", "example": "abc""#] {
        assert_eq!(of(good, ""), "", "{good}");
    }
    for (bad, why) in [
        (r#", "required": true, "example": "a""#, "`Page` is required"),
        (r#", "fill": "token""#, "`Page` has `fill`"),
        (r#", "default": "first""#, "`Page` has a `default`"),
        (r#", "enum": ["a", "b"]"#, "`Page` has a list of values"),
        (r#", "secret": true"#, "`Page` is secret"),
    ] {
        assert!(of(bad, "").contains(why), "{bad}: {}", of(bad, ""));
    }
    assert!(of("", r#", "secret": true"#).contains("`Next` is secret"));
}

#[test]
fn pages_are_as_large_as_the_size_allows() {
    for (limits, largest) in [
        ("", 100),
        (r#", "minimum": 1"#, 100),
        (r#", "minimum": 200"#, 200),
        (r#", "maximum": 30"#, 30),
        (r#", "enum": [10, 20]"#, 20),
        (r#", "enum": [10, 20], "maximum": 30"#, 20),
    ] {
        let mut sources = paged(r#""type": "Integer""#, "", r#""number": "Page""#);
        let file = sources.iter_mut().find(|source| source.path == "ops/ListItems.json").unwrap();
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        file.bytes = text.replace(r#", "minimum": 1, "maximum": 50"#, limits).into();
        let spec = check(sources).unwrap();
        let page = spec.operation("ListItems").unwrap().page.clone().unwrap();
        assert_eq!(page.largest, largest, "{limits}");
    }
}
