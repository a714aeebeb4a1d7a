use std::sync::Arc;

use ota_spec::model::{NamedKind, NamedType, StringLimits};
use ota_spec::{Spec, Value};

use super::{Topic, document};
use crate::fixture::wall;
use crate::layout;
use crate::page::Style;

fn exported(spec: &Spec) -> Value {
    document(spec).value
}

fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, key| value.get(key).unwrap_or(&Value::Null))
}

/// All entries of `x-not-expressed`, wherever they stand.
fn carried(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(carried).sum(),
        Value::Object(members) => {
            let count = |(key, value): &(String, Value)| match value {
                Value::Array(entries) if key == "x-not-expressed" => entries.len(),
                other => carried(other),
            };
            members.iter().map(count).sum()
        }
        _ => 0,
    }
}

#[test]
fn a_document_says_what_the_specs_say() {
    insta::assert_snapshot!("document", layout::file(&exported(&wall())));
}

#[test]
fn what_it_cannot_say_is_listed() {
    let page = document(&wall()).unsaid_page();
    insta::assert_snapshot!("unsaid", page.to_text(Style { columns: Some(100), bold: false }));
}

#[test]
fn everything_on_the_list_stands_in_the_document() {
    let document = document(&wall());
    assert_eq!(carried(&document.value), document.unsaid.len());
}

#[test]
fn the_same_specs_give_the_same_document() {
    assert_eq!(exported(&wall()), exported(&wall()));
}

#[test]
fn an_enum_is_closed_in_requests_and_open_in_responses() {
    let document = exported(&wall());
    let schema = |name| at(&document, &["components", "schemas", name]);
    let words = r#"["RED","BLUE"]"#;
    assert_eq!(at(schema("Color"), &["enum"]).to_string(), words);
    assert_eq!(at(schema("ColorOutput"), &["enum"]), &Value::Null);
    assert_eq!(at(schema("ColorOutput"), &["x-extensible-enum"]).to_string(), words);
}

#[test]
fn limits_bind_requests_and_not_responses() {
    let document = exported(&wall());
    let schema = |name| at(&document, &["components", "schemas", name, "maxLength"]);
    assert_eq!(schema("WallId"), &Value::Number("8".to_owned()));
    assert_eq!(schema("WallIdOutput"), &Value::Null);
}

#[test]
fn a_type_called_like_a_schema_of_the_document_keeps_its_name() {
    let mut spec = wall();
    let id = NamedType {
        name: "Error".to_owned(),
        ident: "Error".to_owned(),
        doc: "Not the one of the gateway.".to_owned(),
        zh: None,
        kind: NamedKind::Id(StringLimits::default()),
    };
    let parameter = Arc::make_mut(&mut spec.operations[0].parameters[0]);
    parameter.ty =
        ota_spec::model::Type::Named(ota_spec::model::Handle::new(&Arc::new(id.clone())));
    spec.types.push(Arc::new(id));
    let document = exported(&spec);
    let described =
        |name| at(&document, &["components", "schemas", name, "description"]).to_string();
    assert!(described("Error").contains("Not the one"));
    assert!(described("Error2").contains("gateway"));
}

#[test]
fn chinese_texts_stand_in_keys_of_their_own() {
    let mut spec = wall();
    let zh = |text: &str| Some(text.to_owned());
    spec.service.zh = zh("服务");
    let operation = &mut spec.operations[0];
    (operation.zh, operation.zh_doc) = (zh("概要"), zh("说明"));
    Arc::make_mut(&mut operation.parameters[0]).zh = zh("参数");
    let action = operation.action.clone();
    let document = exported(&spec);
    let says = |value: &Value, key: &str| value.get(key).and_then(Value::scalar);
    assert_eq!(says(at(&document, &["info"]), "x-zh"), zh("服务"));
    let written = &at(&document, &["paths", &format!("/{action}")]).members()[0].1;
    assert_eq!((says(written, "x-zh"), says(written, "x-zh-doc")), (zh("概要"), zh("说明")));
    let Value::Array(parameters) = at(written, &["parameters"]) else { panic!("{written}") };
    assert_eq!(says(&parameters[0], "x-zh"), zh("参数"));
    assert_eq!(written.get("x-zh-notes"), None);
}

#[test]
fn an_unclosed_fence_hides_nothing_behind_it() {
    let mut spec = wall();
    let operation = &mut spec.operations[0];
    operation.doc = "Like this:\n\n```sh\npaint".to_owned();
    operation.deprecated = Some("use `Other`".to_owned());
    let parameter = Arc::make_mut(&mut operation.parameters[0]);
    (parameter.doc, parameter.deprecated) = ("~~~".to_owned(), Some("leave it out".to_owned()));
    let path = format!("/{}", operation.action);
    let document = exported(&spec);
    let written = &at(&document, &["paths", &path]).members()[0].1;
    let text = "Like this:\n\n```sh\npaint\n```\n\nDeprecated: use `Other`";
    assert_eq!(at(written, &["description"]), &Value::from(text));
    let Value::Array(parameters) = at(written, &["parameters"]) else { panic!("{written}") };
    let text = "```text\n\n```\n\nDeprecated: leave it out";
    assert_eq!(at(&parameters[0], &["description"]), &Value::from(text));
}

#[test]
fn a_secret_is_marked_and_has_no_example() {
    let document = exported(&wall());
    let form = ["paths", "/ListWalls", "post", "requestBody", "content"];
    let form = at(&document, &form).members()[0].1.clone();
    let password = at(&form, &["schema", "properties", "Password"]);
    assert_eq!(at(password, &["x-secret"]), &Value::Bool(true));
    assert_eq!(at(password, &["example"]), &Value::Null);
}

#[test]
fn a_type_that_nothing_uses_is_on_the_list_alone() {
    let mut spec = wall();
    spec.operations.retain(|operation| operation.action == "ListWalls");
    let document = document(&spec);
    assert_eq!(at(&document.value, &["components", "schemas", "Tag"]), &Value::Null);
    assert!(
        document.unsaid.iter().any(|found| found.topic == Topic::Unused && found.place == "Tag")
    );
}
