//! A product with many operations: imported from metadata, checked, looked up and turned into code.

use std::hint::black_box;

use ota_authoring::metadata::{Import, import};
use ota_codegen::{Options, expand};
use ota_spec::{Source, Spec, load};
use serde_json::{Value, json};

use super::{RATIO, processor_time};

/// How many operations there are, and four times as many.
const FEW: usize = 60;
const MANY: usize = 4 * FEW;

/// The metadata of a product, whose operations have what those of products have.
fn document(many: usize) -> String {
    let mut apis = serde_json::Map::new();
    let actions: Vec<String> = (0..many).map(|index| format!("DescribeThing{index}x")).collect();
    for (index, action) in actions.iter().enumerate() {
        apis.insert(action.clone(), api(index));
    }
    let groups: Vec<Value> = actions
        .chunks(20)
        .map(|actions| json!({ "title": "A group", "type": "directory", "children": actions }))
        .collect();
    let cat = json!({ "type": "object", "properties": { "Name": { "type": "string" } } });
    json!({
        "info": { "style": "RPC", "product": "Zoo", "version": "2020-01-01" },
        "directories": groups,
        "components": { "schemas": { "Cat": cat } },
        "endpoints": [{ "regionId": "cn-north", "endpoint": "zoo.example.com" }],
        "apis": apis,
    })
    .to_string()
}

fn api(index: usize) -> Value {
    let text = || json!({ "type": "string", "description": "A text." });
    let number = json!({ "type": "integer", "format": "int32", "minimum": "1", "maximum": "9" });
    let own = format!("Value{index}");
    let state =
        json!({ "type": "string", "enum": ["On", own], "enumValueTitles": { "On": "It is on." } });
    let disks = json!({ "type": "object", "properties": { "Size": number, "Kind": text(), "Extra": text() } });
    let parameter = |name: &str, style: &str, schema: &Value| json!({ "name": name, "in": "query", "style": style, "schema": schema });
    let sample = json!({ "RequestId": "r", "State": "On", "Cats": { "Cat": [{ "Name": "Tom" }] } });
    let demo = json!([{ "type": "json", "example": sample.to_string() }]);
    json!({
        "methods": ["post", "get"],
        "operationType": "read",
        "summary": "Reads a thing.",
        "parameters": [
            parameter("RegionId", "", &json!({ "type": "string", "required": true, "example": "cn-north" })),
            parameter("State", "", &state),
            parameter("Disk", "repeatList", &json!({ "type": "array", "items": disks })),
            parameter("Plan", "json", &disks),
            parameter(&format!("Own{index}"), "", &text()),
        ],
        "responses": { "200": { "schema": { "type": "object", "properties": {
            "RequestId": text(),
            "State": text(),
            "Cats": { "type": "object", "properties": {
                "Cat": { "type": "array", "items": { "$ref": "#/components/schemas/Cat" } },
            } },
        } } } },
        "errorCodes": { "404": [
            { "errorCode": "Thing.Gone", "errorMessage": "It is gone." },
            { "errorCode": format!("Thing{index}.Gone"), "errorMessage": "It is gone." },
        ] },
        "responseDemo": demo.to_string(),
    })
}

fn sources(found: &Import) -> Vec<Source> {
    let specs = found.files.iter().filter(|(path, _)| !path.contains("schema"));
    let source = |(path, text): (&String, &String)| Source {
        path: path.clone(),
        bytes: text.clone().into(),
    };
    specs.map(source).collect()
}

/// How long it takes, and what comes of it.
fn time<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let before = processor_time();
    let made = work();
    ((processor_time() - before).as_secs_f64(), made)
}

/// The times of each stage for a product of so many operations.
fn stages(many: usize) -> [f64; 4] {
    let document = document(many);
    let (imported, found) = time(|| import(&document, &[]).unwrap());
    assert_eq!(found.report.imported(), many, "{}", found.report.summary());
    let sources = sources(&found);
    let (checked, spec) = time(|| load("specs", sources).unwrap());
    let (looked_up, ()) = time(|| look_up(&spec));
    let options = Options::default();
    let (expanded, tokens) = time(|| expand(&spec, &[], &options));
    assert!(!tokens.is_empty());
    [imported, checked, looked_up, expanded]
}

/// So often that one comparison of each with each would be seen.
fn look_up(spec: &Spec) {
    for _ in 0..50 {
        for operation in &spec.operations {
            assert!(black_box(spec.operation(&operation.action)).is_some());
        }
    }
}

#[test]
fn four_times_as_many_operations_take_about_four_times_as_long() {
    let [few, many] = [FEW, MANY].map(stages);
    let names = ["import", "check", "look up", "expand"];
    for ((name, few), many) in names.iter().zip(few).zip(many) {
        assert!(many <= RATIO * few, "{name}: {few:.3} s, then {many:.3} s");
    }
}
