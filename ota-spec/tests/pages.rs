//! Which parameters can lead through pages, and which would lose or repeat some.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;

use folder::{check, edited, replaced, shown, with};
use ota_spec::model::PageBy;

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

/// A folder with an operation whose page may stand anywhere in its response.
fn nested(page: &str) -> Vec<ota_spec::Source> {
    let file = r#"{
  "action": "ListItems", "group": "paint", "summary": "Lists items.", "idempotency": "readOnly",
  "parameters": [
    { "name": "Page", "type": "Integer", "minimum": 1, "doc": "Which page." },
    { "name": "Token", "type": "String", "doc": "Which page." },
    { "name": "Size", "type": "Integer", "doc": "How many." }
  ],
  "response": [
    { "name": "Total", "type": "Integer", "doc": "How many." },
    { "name": "Words", "type": "Map", "items": { "type": "String" }, "doc": "Words." },
    { "name": "Sum.Total", "type": "Integer", "doc": "How many." },
    { "name": "Data", "type": "Struct", "doc": "The data.", "fields": [
      { "name": "Total", "type": "Integer", "doc": "How many." },
      { "name": "Next", "type": "String", "doc": "The next page." },
      { "name": "Pin", "type": "String", "secret": true, "doc": "A secret." },
      { "name": "Size", "type": "Long", "doc": "How many." },
      { "name": "List", "type": "List", "doc": "The items.", "items": { "type": "Struct", "fields": [
        { "name": "Names", "type": "List", "items": { "type": "String" }, "doc": "Names." }
      ] } },
      { "name": "More", "type": "Struct", "doc": "More.", "fields": [
        { "name": "Shared", "type": "Shared", "doc": "A shared struct." },
        { "name": "List.Of", "type": "List", "items": { "type": "String" }, "doc": "More items." }
      ] }
    ] }
  ],
  "page": { PAGE }
}"#;
    let shared = r#"{
  "types": [
    { "name": "Shared", "type": "Struct", "doc": "A struct that holds itself.", "fields": [
      { "name": "Rows", "type": "List", "items": { "type": "String" }, "doc": "Rows." },
      { "name": "Inner", "type": "Shared", "doc": "One inside." }
    ] },"#;
    let types = edited("types.json", "{\n  \"types\": [", shared);
    replaced(with("ops/ListItems.json", file.replace("PAGE", page)), "types.json", types)
}

#[test]
fn a_path_leads_through_structs_to_the_fields_of_a_page() {
    for (page, items, total, size_used) in [
        (r#""items": "Data.List", "total": "Data.Total""#, "Data.List", "Data.Total", "Data.Size"),
        (r#""items": "Data.List", "total": "Total""#, "Data.List", "Total", "Data.Size"),
        // A name that has dots itself.
        (r#""items": "Data.More.List.Of""#, "Data.More.List.Of", "", ""),
        (r#""items": "Data.List", "total": "Sum.Total""#, "Data.List", "Sum.Total", "Data.Size"),
        (r#""items": "Data.More.Shared.Rows""#, "Data.More.Shared.Rows", "", ""),
        (
            r#""items": "Data.More.Shared.Inner.Inner.Rows""#,
            "Data.More.Shared.Inner.Inner.Rows",
            "",
            "",
        ),
        // An escape is a way to write a dot.
        (r#""items": "Data\u002eList""#, "Data.List", "", "Data.Size"),
    ] {
        let page = format!(r#""number": "Page", "size": "Size", {page}"#);
        let spec = check(nested(&page));
        let spec = spec.unwrap_or_else(|broken| panic!("{page}: {}", shown(&broken)));
        let found = spec.operation("ListItems").unwrap().page.clone().unwrap();
        let path = |path: Option<&ota_spec::model::FieldPath>| path.map(ToString::to_string);
        assert_eq!(found.items.field.to_string(), items);
        assert_eq!(path(found.total.as_ref()).unwrap_or_default(), total);
        assert_eq!(path(found.size_used.as_ref()).unwrap_or_default(), size_used, "{page}");
        assert!(ota_spec::words::pages(&found).contains(&format!("in `{items}`")));
    }
    let page = r#""token": "Token", "next": "Data.Next", "items": "Data.List""#;
    let spec = check(nested(page)).unwrap_or_else(|broken| panic!("{}", shown(&broken)));
    let found = spec.operation("ListItems").unwrap().page.clone().unwrap();
    let response = ota_spec::Value::from_json(r#"{ "Data": { "List": [{}] } }"#).unwrap();
    assert_eq!(found.items.field.value(&response).unwrap().to_string(), "[{}]");
    assert_eq!(found.items.field.value(&ota_spec::Value::Null), None);
    assert!(matches!(&found.by, PageBy::Token { next, .. } if next.to_string() == "Data.Next"));
}

#[test]
fn a_path_that_leads_nowhere_says_at_which_step() {
    // The mistake, and what the caret is under.
    for (page, caret, why) in [
        (r#""items": "Dta.List""#, "Dta", "unknown response field `Dta`"),
        (r#""items": "Dta.List""#, "Dta", "did you mean `Data`?"),
        (r#""items": "Data.Lst""#, "Lst", "unknown field `Lst` in `Data`"),
        (r#""items": "Data.Lst""#, "Lst", "did you mean `List`?"),
        (r#""items": "Data.More.Shard.Rows""#, "Shard", "unknown field `Shard` in `More`"),
        (r#""items": "Data.List.Names""#, "List", "`List` of type `List` has no fields"),
        (r#""items": "Data.Total.List""#, "Total", "`Total` of type `Integer` has no fields"),
        (r#""items": "Words.k""#, "Words", "`Words` of type `Map` has no fields"),
        (r#""items": "Data""#, r#""Data""#, "response field `Data` is no `List`"),
        (r#""items": "Data""#, r#""Data""#, "these are: `Data.List`"),
        (r#""items": "Data.Total""#, "Total", "response field `Data.Total` is no `List`"),
        (r#""items": "Data.Total""#, "Total", "these are: `Data.List`"),
        (r#""items": "Data.List", "total": "Data.Next""#, "Next", "`Data.Next` is no `Integer`"),
        (r#""items": "Data.List", "total": "Data.Next""#, "Next", "these are: `Data.Total`"),
        (r#""items": "Data.More.Shared", "total": "Total""#, "Shared", "is no `List`"),
        (
            r#""items": "Data.List", "total": "Data.More.Shared""#,
            "Shared",
            "there is no field of type `Integer` in `More`",
        ),
        (r#""items": "Data..List""#, r#""Data..List""#, "`Data..List` has a step without a name"),
        (r#""items": ".Data.List""#, r#"".Data.List""#, "has a step without a name"),
        (r#""items": "Data.List.""#, r#""Data.List.""#, "has a step without a name"),
        (r#""items": ".""#, r#"".""#, "join the names of fields by single dots"),
    ] {
        let page = format!(r#""number": "Page", "size": "Size", {page}"#);
        let broken = check(nested(&page)).err().unwrap_or_else(|| panic!("{page}"));
        assert!(shown(&broken).contains(why), "{page}: {}", shown(&broken));
        assert_eq!(broken.diagnostics.len(), 1, "{page}: {}", shown(&broken));
        let position = broken.diagnostics[0].position.clone().unwrap();
        let under = position.text.chars().skip(position.column - 1).take(position.width);
        assert_eq!(under.collect::<String>(), caret, "{page}");
    }
    for (next, why) in [
        ("Data.Pin", "`Data.Pin` is secret"),
        ("Data.Total", "response field `Data.Total` is no `String`"),
        ("Data.Nxt", "unknown field `Nxt` in `Data`"),
    ] {
        let page = format!(r#""token": "Token", "next": "{next}", "items": "Data.List""#);
        let broken = check(nested(&page)).unwrap_err();
        assert!(shown(&broken).contains(why), "{next}: {}", shown(&broken));
    }
}

#[test]
fn a_path_through_a_field_with_a_mistake_is_no_further_mistake() {
    let mut sources = nested(r#""number": "Page", "size": "Size", "items": "Data.List""#);
    let file = sources.iter_mut().find(|source| source.path == "ops/ListItems.json").unwrap();
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    file.bytes = text
        .replacen(r#""name": "Data", "type": "Struct""#, r#""name": "Data", "type": "Strct""#, 1)
        .into();
    let broken = check(sources).unwrap_err();
    assert!(!shown(&broken).contains("response field `Data`"), "{}", shown(&broken));
}
