use serde_json::{Value, json};

use super::compare::{Scheme, Wanted, differences};
use super::document::Document;
use super::server::Received;
use super::{expected, flags, request};

fn document() -> Document {
    let parameter = |name: &str, place: &str, style: &str, schema: Value| json!({ "name": name, "in": place, "style": style, "schema": schema });
    let text = || json!({ "type": "string" });
    let disk = json!({ "type": "object", "properties": { "Size": { "type": "integer", "format": "int32" } } });
    let root = json!({
        "info": { "version": "2020-01-01" },
        "components": { "schemas": { "Disk": disk } },
        "apis": { "Make": { "methods": ["get", "post"], "parameters": [
            parameter("Disk", "query", "repeatList", json!({ "type": "array", "items": { "$ref": "#/components/schemas/Disk" } })),
            parameter("Disk.1.Kind", "query", "", text()),
            parameter("Disk.3.Size", "query", "", text()),
            parameter("Ids", "formData", "simple", json!({ "type": "array", "items": { "type": "integer", "format": "int32" } })),
            parameter("Labels", "query", "flat", json!({ "type": "object", "additionalProperties": { "type": "boolean" } })),
            parameter("Plan", "query", "json", disk.clone()),
            parameter("RegionId", "query", "", text()),
            parameter("format", "query", "", json!({ "type": "string", "enum": ["a", "b"] })),
        ] } },
    });
    Document::read(&root.to_string()).unwrap()
}

/// What the client should send, and where.
const QUERY: &str = "Disk.1.Kind=k&Disk.1.Size=7&Disk.2.Size=7&Disk.3.Size=s&Labels.one=true&Labels.other=true&Plan=%7B%22Size%22%3A7%7D&RegionId=r&format=b";

fn found(query: &str, body: &str) -> Vec<String> {
    let document = document();
    let operation = document.operation("Make").unwrap();
    let mut values = request(&document, &operation, |_| true);
    values.insert("Disk.1.Kind".to_owned(), json!("k"));
    values.insert("Disk.3.Size".to_owned(), json!("s"));
    values.insert("RegionId".to_owned(), json!("r"));
    values.insert("Labels".to_owned(), json!({ "one": true, "other": true }));
    let wanted = Wanted {
        action: operation.action,
        version: document.version(),
        method: operation.method,
        flat: expected(&operation, &values),
    };
    let received = Received {
        method: "POST".to_owned(),
        target: format!("/?Action=Make&Version=2020-01-01&Signature=s&{query}"),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: body.to_owned(),
    };
    differences(&wanted, &received, Scheme::V1)
}

#[test]
fn a_request_as_the_document_has_it_has_no_differences() {
    assert_eq!(found(QUERY, "Ids=7%2C7"), [""; 0]);
}

#[test]
fn every_kind_of_difference_is_found() {
    for (query, body, wanted) in [
        (QUERY.replace("&Disk.2.Size=7", ""), "Ids=7%2C7", "`Disk.2.Size` is missing"),
        (
            QUERY.replace("Labels.one=true", "Labels.one=false"),
            "Ids=7%2C7",
            "`Labels.one` is `false`, not Text(\"true\")",
        ),
        (
            QUERY.replace("3A7", "3A8"),
            "Ids=7%2C7",
            "`Plan` is `{\"Size\":8}`, not Json(Object {\"Size\": Number(7)})",
        ),
        (format!("{QUERY}&More=1"), "Ids=7%2C7", "`More` is sent as `1`"),
        (format!("{QUERY}&format=b"), "Ids=7%2C7", "`format` is sent twice"),
        (format!("{QUERY}&Ids=7%2C7"), "", "`Ids` stands in Query, not Form"),
        (
            QUERY.replace("RegionId=r", "RegionId=%72+"),
            "Ids=7%2C7",
            "`RegionId` is `r `, not Text(\"r\")",
        ),
    ] {
        assert_eq!(found(&query, body), [wanted]);
    }
}

#[test]
fn parts_of_a_list_are_given_inside_it() {
    let document = document();
    let operation = document.operation("Make").unwrap();
    let mut values = request(&document, &operation, |_| true);
    values.insert("Disk.1.Kind".to_owned(), json!("k"));
    values.insert("Disk.3.Size".to_owned(), json!("s"));
    values.retain(|name, _| name.starts_with("Disk") || name == "format");
    let words = flags(&document, &operation, &values);
    let wanted = [
        r#"--Disk={"Kind":"k","Size":7}"#,
        r#"--Disk={"Size":7}"#,
        r#"--Disk={"Size":"s"}"#,
        "--parameter-format=b",
    ];
    assert_eq!(words, wanted);
}
