//! The import of metadata, on small documents: what comes of each thing that they say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod merging;
mod paging;
mod reporting;

use ota_authoring::metadata::{Class, Import, import};
use ota_spec::{Source, Spec, Value, load};

/// A document with these operations, the first of them in the directory `Cages`.
fn document(apis: &str) -> String {
    format!(
        r#"{{
            "info": {{ "style": "RPC", "product": "Zoo", "version": "2020-01-01" }},
            "directories": [
                {{ "title": "Cages", "type": "directory", "children": ["ListCats", "FeedCats"] }},
                {{ "title": "Gates", "type": "directory", "children": ["OpenGate"] }}
            ],
            "endpoints": [{{ "regionId": "cn-north", "endpoint": "zoo.example.com" }}],
            "apis": {{ {apis} }}
        }}"#
    )
}

/// An operation with these keys beside those that all have.
fn api(action: &str, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!(r#""{action}": {{ "summary": "It does it."{comma} {more} }}"#)
}

/// An operation that takes a parameter of this schema.
fn taking(schema: &str) -> Import {
    let parameter = format!(r#"{{ "name": "Value", "in": "query", "schema": {{ {schema} }} }}"#);
    imported(&api("ListCats", &format!(r#""parameters": [{parameter}]"#)))
}

/// An operation with this response and this sample of it.
fn responding(properties: &str, sample: &str) -> Import {
    let schema = format!(r#"{{ "type": "object", "properties": {{ {properties} }} }}"#);
    let demo = format!(r#"[{{"type":"json","example":{}}}]"#, Value::from(sample));
    let more = format!(
        r#""responses": {{ "200": {{ "schema": {schema} }} }}, "responseDemo": {}"#,
        Value::from(demo.as_str())
    );
    imported(&api("ListCats", &more))
}

/// Imports operations, all of which can be said.
fn imported(apis: &str) -> Import {
    let found = import(&document(apis), &[]).unwrap();
    let mistakes: Vec<_> =
        found.report.operations.iter().flat_map(|found| &found.mistakes).collect();
    assert!(mistakes.is_empty() && found.report.mistakes.is_empty(), "{mistakes:?}");
    found
}

fn spec(found: &Import) -> Spec {
    let files = found.files.iter().filter(|(path, _)| !path.contains("schema"));
    let source = |(path, text): (&String, &String)| Source {
        path: path.clone(),
        bytes: text.clone().into(),
    };
    load("specs", files.map(source).collect()).unwrap()
}

fn file(found: &Import, path: &str) -> Value {
    Value::from_json(&found.files[path]).unwrap()
}

/// What the file of `ListCats` says under a key, as JSON.
fn says(found: &Import, key: &str) -> String {
    file(found, "ops/ListCats.json").get(key).map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// The first parameter of `ListCats`.
fn parameter(found: &Import) -> Value {
    match file(found, "ops/ListCats.json").get("parameters") {
        Some(Value::Array(items)) => items[0].clone(),
        other => panic!("{other:?}"),
    }
}

fn key(value: &Value, key: &str) -> String {
    value.get(key).map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// What the report says about `ListCats` in this class.
fn findings(found: &Import, class: Class) -> Vec<String> {
    let operation =
        found.report.operations.iter().find(|found| found.action == "ListCats").unwrap();
    let of_class = operation.log.findings.iter().filter(|found| found.class == class);
    of_class.map(|found| format!("{} ({}): {}", found.kind, found.place, found.text)).collect()
}

/// Whether one of the findings has all of these words.
fn is_said(found: &Import, class: Class, words: &[&str]) {
    let said = findings(found, class);
    let has = said.iter().any(|text| words.iter().all(|word| text.contains(word)));
    assert!(has, "{words:?} in {said:#?}");
}

fn actions(only: &[&str]) -> Vec<String> {
    let apis =
        ["ListCats", "FeedCats", "OpenGate", "Wander"].map(|action| api(action, "")).join(",");
    let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
    let found = import(&document(&apis), &only).unwrap();
    let ops =
        found.files.keys().filter_map(|path| path.strip_prefix("ops/")?.strip_suffix(".json"));
    assert_eq!(found.report.in_document, 4);
    ops.map(str::to_owned).collect()
}

#[test]
fn a_part_is_chosen_by_groups_and_by_actions() {
    let groups =
        imported(&["ListCats", "OpenGate"].map(|action| api(action, "")).join(",")).report.groups;
    let [cages, gates] = [0, 1].map(|place: usize| groups[place].0.clone());
    assert_eq!(actions(&[&cages]), ["FeedCats", "ListCats"]);
    assert_eq!(actions(&["OpenGate"]), ["OpenGate"]);
    assert_eq!(actions(&[&gates, "ListCats", "ListCats"]), ["ListCats", "OpenGate"]);
    assert_eq!(actions(&["other"]), ["Wander"]);
}

#[test]
fn an_unknown_group_or_action_is_refused_with_a_near_one() {
    let error = import(&document(&api("ListCats", "")), &["ListCat".to_owned()]).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`ListCat`") && text.contains("`ListCats`"), "{text}");
}

#[test]
fn listed_values_with_titles_become_a_type_with_names() {
    let found = taking(
        r#""type": "string", "enum": ["", "on", "2x", "-1", "*"], "enumValueTitles": { "on": "It is on.", "": " " }"#,
    );
    let types = found.files["types.json"].clone();
    let values = spec(&found).types[0].clone();
    let ota_spec::model::NamedKind::Enum(listed) = &values.kind else { panic!("{types}") };
    let shown: Vec<_> =
        listed.values.iter().map(|one| (one.value.as_str(), one.name.as_str())).collect();
    let wanted = [("", "Empty"), ("on", "on"), ("2x", "Value2x"), ("-1", "Minus1"), ("*", "Other")];
    assert_eq!(shown, wanted);
    assert_eq!(listed.values[1].doc, "It is on.");
}

#[test]
fn listed_values_without_titles_stay_in_place() {
    let found = taking(r#""type": "integer", "format": "int32", "enum": ["1", 2, 2, "x"]"#);
    assert_eq!(key(&parameter(&found), "enum"), "[1,2]");
    is_said(&found, Class::Unsaid, &["enum", "`\"x\"` is no value"]);
    let found = taking(r#""type": "boolean", "enum": ["true"]"#);
    assert_eq!(key(&parameter(&found), "enum"), "nothing");
    is_said(&found, Class::Unsaid, &["enum", "no listed values"]);
}

#[test]
fn titles_alone_explain_a_parameter_and_exclude_nothing() {
    let found = taking(r#""type": "string", "enumValueTitles": { "on": "It is on." }"#);
    let field = parameter(&found);
    assert_eq!(key(&field, "type"), r#""String""#);
    assert!(key(&field, "doc").contains("- `on`: It is on."), "{field}");
}

#[test]
fn codes_of_calls_that_worked_come_from_examples_texts_and_samples() {
    let code = |more: &str| {
        format!(r#""RequestId": {{ "type": "string" }}, "Code": {{ "type": "string" {more} }}"#)
    };
    let codes = |found: &Import| {
        let envelope = file(found, "service.json").get("envelope").cloned().unwrap();
        key(&envelope, "successCodes")
    };
    let sample = |code: &str| format!(r#"{{"RequestId":"r","Code":{code}}}"#);
    assert_eq!(codes(&responding(&code(r#", "example": "OK""#), "{}")), r#"["OK"]"#);
    assert_eq!(codes(&responding(&code(""), &sample(r#""200""#))), "[200]");
    let told = responding(&code(r#", "description": "Is `success` if it worked.""#), "{}");
    assert_eq!(codes(&told), r#"["success"]"#);
    let untold = responding(&code(""), "{}");
    assert!(codes(&untold).contains("\"Success\""), "{}", codes(&untold));
    is_said(&untold, Class::Judged, &["success codes", "nothing says"]);
    // Beside a flag, the code says nothing that the flag does not.
    let flagged =
        format!("{}, \"Success\": {{ \"type\": \"boolean\" }}", code(r#", "example": "OK""#));
    let found = responding(&flagged, "{}");
    assert_eq!(codes(&found), "nothing");
    assert!(file(&found, "service.json").to_string().contains(r#""success":"Success""#));
}

#[test]
fn limits_are_read_in_every_spelling() {
    for (schema, wanted) in [
        (r#""minimum": "1", "maximum": 9"#, [("minimum", "1"), ("maximum", "9")]),
        (
            r#""minimum": "1", "exclusiveMinimum": true"#,
            [("exclusiveMinimum", "1"), ("minimum", "nothing")],
        ),
        (
            r#""minimum": "1", "exclusiveMinimum": false"#,
            [("exclusiveMinimum", "nothing"), ("minimum", "1")],
        ),
        (r#""exclusiveMaximum": "9""#, [("exclusiveMaximum", "9"), ("maximum", "nothing")]),
        (r#""exclusiveMaximum": true"#, [("exclusiveMaximum", "nothing"), ("maximum", "nothing")]),
        (r#""minimum": "1.0", "maximum": "9.0""#, [("minimum", "1"), ("maximum", "9")]),
    ] {
        let found = taking(&format!(r#""type": "integer", "format": "int32", {schema}"#));
        for (name, limit) in wanted {
            assert_eq!(key(&parameter(&found), name), limit, "{schema}: {name}");
        }
    }
}

#[test]
fn limits_that_leave_nothing_or_do_not_fit_are_left_out_and_said() {
    for (schema, kind) in [
        (
            r#""type": "integer", "format": "int32", "minimum": "9", "maximum": "1""#,
            "leave nothing over",
        ),
        (
            r#""type": "integer", "format": "int32", "minimum": 1, "exclusiveMaximum": 1"#,
            "leave nothing over",
        ),
        (r#""type": "integer", "format": "int32", "maximum": "3000000000""#, "beyond 32 bits"),
        (r#""type": "integer", "format": "int64", "maximum": "1e30""#, "not a whole number"),
        (r#""type": "string", "maxLength": "many""#, "not a number"),
        (r#""type": "string", "minimum": "1""#, "does not go with the type"),
        (r#""type": "string", "pattern": "(""#, "pattern"),
        (
            r#""type": "array", "items": { "type": "string" }, "maxItems": "0""#,
            "not a number from 1",
        ),
    ] {
        let found = taking(schema);
        let field = parameter(&found);
        for limit in ["minimum", "maximum", "exclusiveMaximum", "maxLength", "pattern", "maxItems"]
        {
            assert_eq!(key(&field, limit), "nothing", "{schema}: {limit}");
        }
        is_said(&found, Class::Unsaid, &[kind]);
    }
}

#[test]
fn defaults_and_examples_that_contradict_are_left_out_and_said() {
    for (schema, why) in [
        (
            r#""type": "integer", "format": "int32", "maximum": "9", "default": "10""#,
            "breaks a limit",
        ),
        (r#""type": "boolean", "default": "maybe""#, "is not `true` or `false`"),
        (r#""type": "string", "enum": ["a"], "default": "b""#, "not one of the values"),
        (r#""type": "string", "required": true, "example": "a", "default": "b""#, "it is required"),
    ] {
        let found = taking(schema);
        assert_eq!(key(&parameter(&found), "default"), "nothing", "{schema}");
        is_said(&found, Class::Unsaid, &["default", why]);
    }
    let found = taking(
        r#""type": "integer", "format": "int32", "required": true, "minimum": "3", "example": "x""#,
    );
    assert_eq!(key(&parameter(&found), "example"), "3");
    is_said(&found, Class::Unsaid, &["example", "is not a whole number"]);
    is_said(&found, Class::Judged, &["example made"]);
}

#[test]
fn defaults_that_fit_are_taken_in_every_spelling() {
    for (schema, wanted) in [
        (r#""type": "integer", "format": "int32", "default": "7.0""#, "7"),
        (r#""type": "boolean", "default": "True""#, "true"),
        (r#""type": "number", "format": "double", "default": "0.50""#, "0.50"),
        (r#""type": "string", "default": 5"#, r#""5""#),
    ] {
        assert_eq!(key(&parameter(&taking(schema)), "default"), wanted, "{schema}");
    }
}

#[test]
fn deprecations_of_operations_and_parameters_are_kept() {
    let parameters = r#""parameters": [{ "name": "Old", "in": "query", "schema": { "type": "string", "deprecated": true } }]"#;
    let found = imported(&api("ListCats", &format!(r#""deprecated": true, {parameters}"#)));
    assert!(spec(&found).operations[0].deprecated.is_some());
    assert_ne!(key(&parameter(&found), "deprecated"), "nothing");
    let found = imported(&api("ListCats", r#""deprecated": false"#));
    assert_eq!(says(&found, "deprecated"), "nothing");
}

#[test]
fn the_lowest_number_of_calls_per_second_that_a_text_names_is_taken() {
    let qps = |text: &str| {
        let more = format!(r#""description": {}"#, Value::from(text));
        says(&imported(&api("ListCats", &more)), "qps")
    };
    assert_eq!(
        qps("It may be called up to 30 times per second, and at most 20 calls per second a user."),
        "20"
    );
    assert_eq!(qps("The QPS of a user is 100."), "100");
    for text in ["It is about QPS.", "It takes at most 20 names.", "Up to 0 calls per second."] {
        assert_eq!(qps(text), "nothing", "{text}");
    }
}

#[test]
fn samples_of_both_formats_become_an_example() {
    let demo = r#"[{"type":"json","example":"{\"RequestId\":\"r\",\"Name\":\"a\"}"},
        {"type":"XML","example":"<ListCatsResponse><RequestId>r</RequestId><Name>a</Name></ListCatsResponse>"},
        {"type":"yaml","example":"a: b"}, {"type":"json","example":" "}]"#;
    let schema = r#"{ "type": "object", "properties": { "RequestId": { "type": "string" }, "Name": { "type": "string" } } }"#;
    let more = format!(
        r#""responses": {{ "200": {{ "schema": {schema} }} }}, "responseDemo": {}"#,
        Value::from(demo)
    );
    let found = imported(&api("ListCats", &more));
    let example = &spec(&found).operations[0].examples[0];
    assert!(example.json.is_some() && example.xml.is_some(), "{example:?}");
    is_said(&found, Class::Unsaid, &["format of a sample", "`yaml`"]);
}

#[test]
fn samples_that_contradict_are_kept_in_the_report_and_cost_nothing_else() {
    let field =
        r#""RequestId": { "type": "string" }, "Count": { "type": "integer", "format": "int32" }"#;
    for (sample, kind) in [
        (r#"{"RequestId":"r","Count":"many"}"#, "JSON sample contradicts its schema"),
        ("[1]", "JSON sample is no object"),
        ("{", "JSON sample cannot be read"),
    ] {
        let found = responding(field, sample);
        assert!(spec(&found).operations[0].examples.is_empty(), "{sample}");
        is_said(&found, Class::Sample, &[kind, sample]);
        assert!(says(&found, "notes").contains(kind), "{}", says(&found, "notes"));
    }
}

#[test]
fn the_first_of_two_parameters_with_one_name_counts() {
    let parameter = |ty: &str, place: &str| {
        format!(r#"{{ "name": "Id", "in": "{place}", "schema": {{ "type": "{ty}" }} }}"#)
    };
    let both = format!("{}, {}", parameter("string", "query"), parameter("boolean", "formData"));
    let found = imported(&api("ListCats", &format!(r#""parameters": [{both}]"#)));
    let spec = spec(&found);
    let ids: Vec<_> = spec.operations[0].parameters.iter().map(|found| found.ty.label()).collect();
    assert_eq!(ids, ["String"]);
    is_said(&found, Class::Unsaid, &["name (parameters.Id)", "another of this name"]);
}

#[test]
fn names_that_differ_in_letters_alone_have_their_own_names_in_rust() {
    let parameter = |name: &str| {
        format!(r#"{{ "name": "{name}", "in": "query", "schema": {{ "type": "string" }} }}"#)
    };
    let all = ["InstanceId", "instanceId", "instance_id"].map(parameter).join(",");
    let found = imported(&api("ListCats", &format!(r#""parameters": [{all}]"#)));
    let spec = spec(&found);
    let idents: Vec<_> =
        spec.operations[0].parameters.iter().map(|found| found.ident.as_str()).collect();
    assert_eq!(idents, ["instance_id", "instance_id_2", "instance_id_3"]);
}

#[test]
fn other_methods_are_said_and_left_out() {
    for (methods, wanted) in [
        (r#"["post", "get", "put"]"#, "nothing"),
        (r#"["put", "get"]"#, r#"["GET"]"#),
        (r#"["delete"]"#, r#"["POST"]"#),
    ] {
        let found = imported(&api("ListCats", &format!(r#""methods": {methods}"#)));
        assert_eq!(says(&found, "methods"), wanted, "{methods}");
        is_said(&found, Class::Unsaid, &["method (methods)", "the method `"]);
    }
    let found = imported(&api("ListCats", r#""methods": ["delete"]"#));
    is_said(&found, Class::Judged, &["method", "`POST` is taken"]);
}

#[test]
fn places_and_names_of_the_protocol_are_said_and_left_out() {
    let parameter = |name: &str, place: &str| {
        format!(r#"{{ "name": "{name}", "in": "{place}", "schema": {{ "type": "string" }} }}"#)
    };
    let all =
        [parameter("Action", "query"), parameter("Trace", "header"), parameter("A b", "query")]
            .join(",");
    let found = imported(&api("ListCats", &format!(r#""parameters": [{all}]"#)));
    assert_eq!(says(&found, "parameters"), "[]");
    is_said(&found, Class::Unsaid, &["parameter of the protocol", "every client sets it"]);
    is_said(&found, Class::Unsaid, &["place of a parameter", "`header`"]);
    is_said(&found, Class::Unsaid, &["name", "`A b`"]);
}
