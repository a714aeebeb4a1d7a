//! The examples of the specs themselves.

use ota_emulator::Emulator;
use ota_spec::Value;
use ota_spec::wire::{flatten, parse_query};

use crate::call::{Call, Scheme, start, start_with};

fn call(scheme: Scheme, action: &str, parameters: Vec<(String, String)>) -> Call {
    parameters
        .into_iter()
        .filter(|(name, _)| name != "Action")
        .fold(Call::new(scheme, action), |call, (name, value)| call.with(&name, &value))
}

#[test]
fn the_embedded_specs_are_those_of_the_folder() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let sources = ota_spec::read_folder(&folder).unwrap();
    let specs = ota_spec::load("specs", sources).unwrap();
    assert_eq!(ota_emulator::embedded_specs().unwrap(), specs);
}

#[tokio::test]
async fn every_example_works_and_answers_what_it_shows() {
    let specs = ota_emulator::embedded_specs().unwrap();
    let mut count = 0;
    for operation in &specs.operations {
        for example in &operation.examples {
            let query = example.query.as_deref().and_then(parse_query);
            for parameters in [Some(flatten(&example.request)), query].into_iter().flatten() {
                for scheme in [Scheme::V1, Scheme::V3] {
                    let (emulator, _) = start().await;
                    let call = call(scheme, &operation.action, parameters.clone())
                        .method(operation.methods[0].as_str());
                    let answer = call.send(&emulator).await;
                    answer.assert_success();
                    count += 1;
                    let Some(json) = &example.json else { continue };
                    let mut shown: serde_json::Value =
                        serde_json::from_str(&json.to_string()).unwrap();
                    let envelope = specs.service.envelope.names();
                    let shown = shown.as_object_mut().unwrap();
                    shown.retain(|name, _| !envelope.iter().any(|n| n.eq_ignore_ascii_case(name)));
                    for (name, value) in shown {
                        assert_eq!(answer.json()[name], *value, "{}", example.title);
                    }
                }
            }
        }
    }
    assert!(count >= 12, "{count}");
}

#[tokio::test]
async fn an_operation_without_handler_answers_its_first_example_after_all_checks() {
    let mut specs = ota_emulator::embedded_specs().unwrap();
    let position = specs.operations.iter().position(|o| o.action == "DeleteOTAFirmware").unwrap();
    let mut copy = specs.operations[position].clone();
    copy.action = "DeleteOTAThing".to_owned();
    let member = |name: &str, value: Value| (name.to_owned(), value);
    copy.examples[0].json = Some(Value::Object(vec![
        member("RequestId", Value::from("SHOWN")),
        member("Success", Value::Bool(true)),
        member("Total", Value::Number("3".to_owned())),
    ]));
    specs.operations.push(copy);
    let (emulator, _) = start_with(Emulator::builder().specs(specs)).await;
    let before = emulator.packages();
    let answer = Call::v1("DeleteOTAThing").with("FirmwareId", "any").send(&emulator).await;
    answer.assert_success();
    assert_eq!(answer.header("x-ota-emulator"), Some("example"));
    assert_eq!(answer.json()["Total"], 3);
    assert_eq!(answer.json()["RequestId"].as_str(), answer.header("x-acs-request-id"));
    assert_eq!(emulator.packages(), before);

    let answer = Call::v1("DeleteOTAThing").common("Format", "xml").with("FirmwareId", "any");
    let answer = answer.send(&emulator).await;
    assert!(answer.body.contains("<DeleteOTAThingResponse>"), "{answer:?}");
    assert!(answer.body.contains("<Total>3</Total>"), "{answer:?}");

    let refused = Call::v1("DeleteOTAThing").send(&emulator).await;
    refused.assert_failure("MissingFirmwareId");
    assert_eq!(refused.header("x-ota-emulator"), None);
}
