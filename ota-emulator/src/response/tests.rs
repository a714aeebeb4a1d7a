//! How responses are written.

use std::sync::Arc;

use ota_spec::model::{Field, List, StringLimits, Struct, Type};

use super::*;

fn field(name: &str, ty: Type) -> Arc<Field> {
    Arc::new(Field::new(name, ty))
}

fn list(items: Type, wrapper: Option<&str>) -> Type {
    Type::List(Arc::new(List {
        repeat: false,
        items,
        wrapper: wrapper.map(str::to_owned),
        xml_item: None,
        min_items: None,
        max_items: None,
        unique: false,
        max_total_length: None,
    }))
}

fn text() -> Type {
    Type::String(StringLimits::default())
}

fn envelope() -> Envelope {
    Envelope {
        request_id: "RequestId".to_owned(),
        success: Some("Success".to_owned()),
        success_codes: Vec::new(),
        code: "Code".to_owned(),
        message: "ErrorMessage".to_owned(),
    }
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

fn names<const N: usize>(names: [&str; N]) -> Value {
    Value::Array(names.map(Value::from).to_vec())
}

/// `Data` holds wrapped jobs with wrapped tags; `Files` is bare.
fn response() -> [Arc<Field>; 2] {
    let fields = vec![field("JobId", text()), field("Tags", list(text(), Some("Tag")))];
    let (ident, rules) = ("ListResponseData".to_owned(), Vec::new());
    let job = Type::Struct(Arc::new(Struct { ident, fields, rules }));
    [field("Data", list(job, Some("Job"))), field("Files", list(text(), None))]
}

fn plain() -> Fields {
    let jobs = [
        object([("JobId", Value::from("j1")), ("Tags", names(["a", "b"]))]),
        object([("JobId", Value::from("j2")), ("Tags", names([]))]),
    ];
    vec![("Data".to_owned(), Value::Array(jobs.to_vec())), ("Files".to_owned(), names(["x", "y"]))]
}

const JSON: &str = r#"{"RequestId":"R","Success":true,"Data":{"Job":[{"JobId":"j1","Tags":{"Tag":["a","b"]}},{"JobId":"j2","Tags":{"Tag":[]}}]},"Files":["x","y"]}"#;

#[test]
fn lists_are_wrapped_as_the_spec_says() {
    let response = success(&envelope(), &response(), "R", plain(), Format::Json);
    assert_eq!(Format::Json.write("R", &response), JSON);
    assert_eq!(
        Format::Xml.write("ListResponse", &response),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListResponse><RequestId>R</RequestId>\
         <Success>true</Success><Data><Job><JobId>j1</JobId><Tags><Tag>a</Tag><Tag>b</Tag></Tags>\
         </Job><Job><JobId>j2</JobId><Tags></Tags></Job></Data><Files>x</Files><Files>y</Files>\
         </ListResponse>"
    );
}

#[test]
fn a_sample_keeps_the_wrappers_it_has_and_gets_another_request_id() {
    let sample = success(&envelope(), &response(), "old", plain(), Format::Json);
    let response = example(&envelope(), &response(), "R", &sample, Format::Json);
    assert_eq!(response.to_string(), JSON);
}

#[test]
fn texts_are_escaped_in_xml_and_what_xml_cannot_hold_is_replaced() {
    let value = object([("T", Value::from("<a> & \"b\" \u{1}\u{fffe}\n条")), ("N", Value::Null)]);
    assert_eq!(
        Format::Xml.write("R", &value),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<R><T>&lt;a&gt; &amp; &quot;b&quot; \
         \u{fffd}\u{fffd}\n条</T></R>"
    );
}

#[test]
fn a_failure_fills_the_envelope() {
    let response = refusal(&envelope(), "R", &Refusal::new("iot.X", "why"));
    assert_eq!(
        response.to_string(),
        r#"{"RequestId":"R","Success":false,"Code":"iot.X","ErrorMessage":"why"}"#
    );
}
