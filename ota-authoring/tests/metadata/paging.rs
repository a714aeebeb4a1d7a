//! Pages that parameters show: which are taken over, and what is said about the others.

use ota_authoring::metadata::{Class, Import};

use super::{api, file, imported, is_said, key, parameter, says};

/// An operation that reads a list, with these parameters.
fn listing(parameters: &str) -> Import {
    let items = r#""Cats": { "type": "array", "items": { "type": "string" } }"#;
    let fields = format!(
        r#"{items}, "NextToken": {{ "type": "string" }}, "NextPageToken": {{ "type": "string" }}"#
    );
    let schema = format!(r#"{{ "type": "object", "properties": {{ {fields} }} }}"#);
    let more = format!(
        r#""operationType": "read", "parameters": [{parameters}],
           "responses": {{ "200": {{ "schema": {schema} }} }}"#
    );
    let found = imported(&api("ListCats", &more));
    assert_eq!(key(&file(&found, "ops/ListCats.json"), "idempotency"), r#""readOnly""#);
    found
}

fn query(name: &str, schema: &str) -> String {
    format!(r#"{{ "name": "{name}", "in": "query", "schema": {{ {schema} }} }}"#)
}

fn counted(name: &str, limits: &str) -> Import {
    let position = query(name, &format!(r#""type": "integer", "format": "int32"{limits}"#));
    let size = query("PageSize", r#""type": "integer", "format": "int32""#);
    listing(&format!("{position}, {size}"))
}

#[test]
fn pages_that_begin_elsewhere_are_said_and_left_out() {
    for (name, limits, begin) in [
        ("PageNumber", r#", "minimum": "0""#, "it begins with 0"),
        ("PageNumber", r#", "default": "0""#, "it begins with 0"),
        ("PageNumber", r#", "minimum": "0", "default": "0""#, "it begins with 0"),
        ("PageNumber", r#", "minimum": "2""#, "it begins with 2"),
        ("Offset", r#", "minimum": "1""#, "it begins with 1"),
        ("Offset", r#", "default": "1""#, "it begins with 1"),
    ] {
        let found = counted(name, limits);
        assert_eq!(says(&found, "page"), "nothing", "{name}{limits}");
        is_said(&found, Class::Unsaid, &["paging", name, begin]);
    }
}

#[test]
fn pages_that_begin_with_the_first_are_taken() {
    for (name, limits) in [
        ("PageNumber", ""),
        ("PageNumber", r#", "minimum": "1""#),
        ("PageNumber", r#", "default": "1""#),
        ("PageNumber", r#", "minimum": "0", "default": "1""#),
        ("Offset", ""),
        ("Offset", r#", "minimum": "-1""#),
        ("Offset", r#", "minimum": "0", "default": "0""#),
    ] {
        let found = counted(name, limits);
        assert!(says(&found, "page").contains(&format!(r#""{name}""#)), "{name}{limits}");
    }
}

#[test]
fn tokens_of_pages_are_no_secrets() {
    for name in ["NextToken", "NextPageToken"] {
        let found = listing(&query(name, r#""type": "string""#));
        assert_eq!(key(&parameter(&found), "secret"), "nothing");
        let token = format!(r#""token":"{name}","next":"NextToken""#);
        let page = says(&found, "page").replace(' ', "");
        assert!(page.contains(&token), "{page}");
    }
}

#[test]
fn a_token_that_cannot_lead_is_said_and_left_out() {
    let found = listing(&query("NextToken", r#""type": "string", "default": "abc""#));
    assert_eq!(says(&found, "page"), "nothing");
    is_said(&found, Class::Unsaid, &["paging", "`NextToken` has a `default`"]);
}

#[test]
fn why_a_token_cannot_ask_for_pages_is_said() {
    let schema = r#"{ "type": "object", "properties": { "Cats": { "type": "array", "items": { "type": "string" } } } }"#;
    let more = |schema: &str, parameter: &str| {
        format!(
            r#""operationType": "read", "parameters": [{parameter}],
               "responses": {{ "200": {{ "schema": {schema} }} }}"#
        )
    };
    let found = listing(&query("NextToken", r#""type": "string", "required": true"#));
    assert_eq!(says(&found, "page"), "nothing");
    is_said(&found, Class::Unsaid, &["paging", "NextToken", "it is required"]);
    let plain = query("NextToken", r#""type": "string""#);
    let found = imported(&api("ListCats", &more(schema, &plain)));
    is_said(&found, Class::Unsaid, &["paging", "nothing in the response tells the next page"]);
}

/// An operation that reads a list, with these parameters and fields of the response.
fn reading(parameters: &str, fields: &str) -> Import {
    let schema = format!(r#"{{ "type": "object", "properties": {{ {fields} }} }}"#);
    let more = format!(
        r#""operationType": "read", "parameters": [{parameters}],
           "responses": {{ "200": {{ "schema": {schema} }} }}"#
    );
    imported(&api("ListCats", &more))
}

const CATS: &str = r#""Cats": { "type": "array", "items": { "type": "string" } }"#;
const TOTAL: &str = r#""TotalCount": { "type": "integer", "format": "int32" }"#;
const NAME: &str = r#""Name": { "type": "string" }"#;
const TOKEN: &str = r#""NextToken": { "type": "string" }"#;

/// A struct as a field of this name.
fn inside(name: &str, fields: &[&str]) -> String {
    let fields = fields.join(", ");
    format!(r#""{name}": {{ "type": "object", "properties": {{ {fields} }} }}"#)
}

#[test]
fn a_list_inside_of_structs_has_pages_too() {
    let number = query("PageNumber", r#""type": "integer", "format": "int32""#);
    let size = query("PageSize", r#""type": "integer", "format": "int32""#);
    let numbers = format!("{number}, {size}");
    let token = query("NextToken", r#""type": "string""#);
    let inner = inside("Page", &[NAME, CATS]);
    for (parameters, fields, page) in [
        (
            &numbers,
            inside("Data", &[TOTAL, CATS]),
            r#""total":"Data.TotalCount","items":"Data.Cats""#,
        ),
        (
            &numbers,
            format!("{}, {TOTAL}", inside("Data", &[NAME, CATS])),
            r#""total":"TotalCount","items":"Data.Cats""#,
        ),
        (
            &token,
            inside("Data", &[TOKEN, &inner]),
            r#""token":"NextToken","next":"Data.NextToken","items":"Data.Page.Cats""#,
        ),
        // One that stands in the response itself comes first.
        (
            &numbers,
            format!("{CATS}, {}", inside("Data", &[NAME, CATS])),
            r#""size":"PageSize","items":"Cats""#,
        ),
    ] {
        let found = reading(parameters, &fields);
        let said = says(&found, "page").replace(' ', "");
        assert!(said.contains(page), "{said}");
        is_said(&found, Class::Judged, &["paging", "the parameters show"]);
    }
    for fields in [
        // Nobody knows which of two.
        format!("{}, {}", inside("Data", &[NAME, CATS]), inside("More", &[NAME, CATS])),
        inside("A", &[&inside("B", &[&inside("C", &[&inside("D", &[NAME, CATS])])])]),
        inside("Data", &[TOTAL]),
    ] {
        let found = reading(&numbers, &fields);
        assert_eq!(says(&found, "page"), "nothing", "{fields}");
        is_said(&found, Class::Unsaid, &["paging", "no field that is their list"]);
    }
}
