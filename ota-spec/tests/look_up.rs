//! `lookUp`: an operation that names another one, and what that has to be like.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;

use folder::{base, check, shown};
use ota_spec::Source;
use ota_spec::words;

const ORDER: &str = r#"{
  "action": "OrderPaint",
  "group": "paint",
  "summary": "Orders paint.",
  "idempotency": "notIdempotent",
  "parameters": [
    { "name": "Color", "type": "String", "required": true, "example": "red", "doc": "Which." },
    { "name": "Shop", "type": "String", "doc": "Where." },
    { "name": "Sizes", "type": "RepeatList", "items": { "type": "Integer" }, "doc": "How much." },
    { "name": "Label", "type": "RepeatList", "maxItems": 3, "items": { "type": "Struct", "fields": [
      { "name": "Key", "type": "String", "doc": "A key." },
      { "name": "Value", "type": "String", "doc": "A value." } ] }, "doc": "Labels." }
  ],
  "response": [
    { "name": "OrderId", "type": "String", "doc": "The order." },
    { "name": "Order", "type": "Struct", "fields": [
      { "name": "Color", "type": "String", "doc": "Which." },
      { "name": "Count", "type": "String", "doc": "How many." } ], "doc": "The order." },
    { "name": "Bill", "type": "String", "doc": "What it costs." }
  ],
  "lookUp": {
    "operation": "ListOrders",
    "parameters": ["Shop"],
    "same": ["Color"],
    "fixed": { "Kind": "paint" },
    "created": "Since",
    "tag": "Label",
    "unique": true
  }
}"#;

const LIST: &str = r#"{
  "action": "ListOrders",
  "group": "paint",
  "summary": "Lists orders.",
  "idempotency": "readOnly",
  "qps": 5,
  "methods": ["GET"],
  "parameters": [
    { "name": "Shop", "type": "String", "required": true, "example": "here", "doc": "Where." },
    { "name": "Color", "type": "RepeatList", "items": { "type": "String" }, "doc": "Which." },
    { "name": "Page", "type": "Integer", "required": true, "example": 1, "doc": "Which page." },
    { "name": "Size", "type": "Integer", "required": true, "maximum": 50, "example": 9, "doc": "How many." }
  ],
  "response": [
    { "name": "Total", "type": "Integer", "doc": "How many there are." },
    { "name": "Names", "type": "List", "items": { "type": "String" }, "doc": "Their names." },
    { "name": "Orders", "type": "List", "wrapper": "Order", "items": { "type": "Struct", "fields": [
      { "name": "OrderId", "type": "String", "doc": "The order." },
      { "name": "Color", "type": "String", "doc": "Which." },
      { "name": "Count", "type": "Integer", "doc": "How many." },
      { "name": "Kind", "type": "String", "enum": ["paint", "brush"], "doc": "What." },
      { "name": "Since", "type": "String", "doc": "Since when." },
      { "name": "Open", "type": "Boolean", "doc": "Whether it is open." },
      { "name": "Labels", "type": "List", "items": { "type": "Struct", "fields": [
        { "name": "Key", "type": "String", "doc": "A key." },
        { "name": "Value", "type": "String", "doc": "A value." } ] }, "doc": "Labels." }
    ] }, "doc": "The orders." }
  ],
  "page": { "number": "Page", "size": "Size", "total": "Total", "items": "Orders" }
}"#;

fn folder(order: &str, list: &str) -> Vec<Source> {
    let mut sources = base();
    sources.retain(|source| !source.path.starts_with("ops/"));
    for (name, text) in [("OrderPaint", order), ("ListOrders", list)] {
        sources.push(Source { path: format!("ops/{name}.json"), bytes: text.into() });
    }
    sources
}

#[test]
fn a_look_up_knows_all_that_a_client_needs() {
    let spec = check(folder(ORDER, LIST)).unwrap_or_else(|broken| panic!("{}", shown(&broken)));
    let operation = spec.operation("OrderPaint").unwrap();
    let look_up = operation.look_up.as_ref().unwrap();
    let names = |fields: &[ota_spec::model::Handle<ota_spec::model::Field>]| {
        fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!((look_up.action.as_str(), look_up.get, look_up.qps), ("ListOrders", true, Some(5)));
    // What the service gives to every operation is sent along.
    assert_eq!(names(&look_up.parameters), ["Shop", "IotInstanceId"]);
    assert_eq!(names(&look_up.same), ["Color"]);
    assert_eq!(look_up.items.field.name, "Orders");
    assert!(look_up.unique && look_up.page.is_some());
    // `Count` has another type, `Bill` is not shown.
    let found: Vec<_> = look_up.found.iter().map(|path| names(path).join(".")).collect();
    assert_eq!(found, ["OrderId", "Order.Color"]);
    assert!(words::sending(operation).contains("a client looks with `ListOrders`"));
}

/// The list of orders inside of a struct, without a `page` that names it.
fn inside() -> String {
    let (list, _) = LIST.split_once(",\n  \"page\"").unwrap();
    let list = list.replace(
        r#"{ "name": "Orders", "type": "List""#,
        r#"{ "name": "Data", "type": "Struct", "doc": "The data.", "fields": [
      { "name": "Orders", "type": "List""#,
    );
    let list = list.replace(r#""doc": "The orders." }"#, r#""doc": "The orders." } ] }"#);
    let list = list.replace(
        r#"{ "name": "Page", "type": "Integer", "required": true"#,
        r#"{ "name": "Page", "type": "Integer""#,
    );
    list.replace(
        r#"{ "name": "Size", "type": "Integer", "required": true"#,
        r#"{ "name": "Size", "type": "Integer""#,
    ) + "\n}"
}

#[test]
fn a_look_up_finds_a_list_inside_of_structs() {
    let order = |items: &str| {
        ORDER.replace(
            r#""parameters": ["Shop"]"#,
            &format!(r#""items": "{items}", "parameters": ["Shop"]"#),
        )
    };
    let spec = check(folder(&order("Data.Orders"), &inside()));
    let spec = spec.unwrap_or_else(|broken| panic!("{}", shown(&broken)));
    let look_up = spec.operation("OrderPaint").unwrap().look_up.clone().unwrap();
    assert_eq!(look_up.items.field.to_string(), "Data.Orders");
    assert_eq!(look_up.ways().map(<[_]>::len), [1, 0, 0]);
    for (items, why) in [
        ("Data.Order", "unknown field `Order` in `Data`; did you mean `Orders`?"),
        ("Data", "these are: `Names`, `Data.Orders`"),
        ("Data.Orders.Labels", "`Orders` of type `List` has no fields"),
        ("Dat.Orders", "unknown response field `Dat`"),
    ] {
        let broken = check(folder(&order(items), &inside())).unwrap_err();
        let found = &broken.diagnostics[0];
        let found = format!("{}; {}", found.message, found.help);
        assert!(found.contains(why), "{items}: {found}");
    }
    // By the `page` of the list, all three are known.
    let page = inside().replace(
        "\n}",
        r#",
  "page": { "number": "Page", "size": "Size", "total": "Total", "items": "Data.Orders" } }"#,
    );
    let spec = check(folder(ORDER, &page)).unwrap_or_else(|broken| panic!("{}", shown(&broken)));
    let look_up = spec.operation("OrderPaint").unwrap().look_up.clone().unwrap();
    assert_eq!(look_up.ways().map(<[_]>::len), [1, 0, 0]);
}

#[test]
fn what_a_look_up_lacks_is_said_where_it_is() {
    let mut page = String::new();
    for (name, from, to) in [
        ("unknown key", r#""same""#, r#""same_as""#),
        ("no operation", r#""operation": "ListOrders","#, ""),
        ("unknown operation", r#""operation": "ListOrders""#, r#""operation": "ListOrder""#),
        ("operation that acts", r#""operation": "ListOrders""#, r#""operation": "OrderPaint""#),
        ("operation that may be repeated", r#""notIdempotent""#, r#""idempotent""#),
        (
            "items of no kind",
            r#""parameters": ["Shop"]"#,
            r#""items": "Names", "parameters": ["Shop"]"#,
        ),
        (
            "items that are no list",
            r#""parameters": ["Shop"]"#,
            r#""items": "Total", "parameters": ["Shop"]"#,
        ),
        ("unknown parameter", r#"["Shop"]"#, r#"["Shop", "Store"]"#),
        ("parameter of one alone", r#"["Shop"]"#, r#"["Shop", "Page"]"#),
        ("parameter that is a list there", r#"["Shop"]"#, r#"["Shop", "Color"]"#),
        ("parameter that is a list", r#"["Color"]"#, r#"["Sizes"]"#),
        ("required parameter that is not sent", r#"["Shop"]"#, "[]"),
        ("unknown member", r#""same": ["Color"]"#, r#""same": ["Colour"]"#),
        ("member of the list alone", r#""same": ["Color"]"#, r#""same": ["Open"]"#),
        ("value that cannot be", r#"{ "Kind": "paint" }"#, r#"{ "Kind": "stone" }"#),
        ("unknown fixed member", r#"{ "Kind": "paint" }"#, r#"{ "Kin": "paint" }"#),
        ("time that is none", r#""created": "Since""#, r#""created": "Open""#),
        ("tag that takes no labels", r#""tag": "Label""#, r#""tag": "Sizes""#),
        ("unique without a time", r#""created": "Since","#, ""),
        (
            "nothing that tells",
            r#""tag": "Label",
    "unique": true"#,
            r#""unique": false"#,
        ),
    ] {
        assert_eq!(ORDER.matches(from).count(), 1, "{name}");
        let Err(broken) = check(folder(&ORDER.replace(from, to), LIST)) else {
            panic!("`{name}` is no mistake");
        };
        page.push_str(&format!("## {name}\n\n{}\n\n", shown(&broken)));
    }
    for (name, from, to) in [
        (
            "list without page",
            r#",
  "page": { "number": "Page", "size": "Size", "total": "Total", "items": "Orders" }"#,
            "",
        ),
        (
            "list without labels",
            r#""name": "Key", "type": "String""#,
            r#""name": "Kind", "type": "String""#,
        ),
    ] {
        let Err(broken) = check(folder(ORDER, &LIST.replace(from, to))) else {
            panic!("`{name}` is no mistake");
        };
        page.push_str(&format!("## {name}\n\n{}\n\n", shown(&broken)));
    }
    insta::assert_snapshot!("look_up", page);
}

#[test]
fn one_of_the_things_that_are_compared_is_always_sent() {
    let optional = ORDER.replace(r#""required": true, "#, "");
    assert!(check(folder(&optional, LIST)).is_ok(), "the label tells");
    let alone = optional.replace("    \"tag\": \"Label\",\n", "");
    let broken = shown(&check(folder(&alone, LIST)).unwrap_err());
    assert!(broken.contains("of which one is required"), "{broken}");
}

#[test]
fn a_list_with_mistakes_is_no_further_mistake() {
    let broken = check(folder(ORDER, &LIST.replace("\"qps\": 5", "\"qps\": \"5\""))).unwrap_err();
    assert_eq!(broken.diagnostics.len(), 1);
    // A create that cannot be looked up as it says is not there either.
    assert_eq!(broken.rest.operations, []);
    let left: Vec<&str> = broken.operations.iter().map(|left| left.action.as_str()).collect();
    assert_eq!(left, ["ListOrders", "OrderPaint"]);
}
