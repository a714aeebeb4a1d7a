//! The examples of the specs themselves.

use ota_emulator::Emulator;
use ota_spec::Value;
use ota_spec::wire::{flatten, parse_query};

use crate::call::{Call, Scheme, start_with};
use crate::example_worlds::world_for;

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

/// Every member that is shown is there and a value of the same kind; values may be others. Of
/// lists the first items are compared.
#[track_caller]
fn assert_form(place: &str, shown: &serde_json::Value, found: &serde_json::Value) {
    use serde_json::Value::{Array, Bool, Null, Number, Object, String};
    match (shown, found) {
        (Object(shown), Object(found)) => {
            for (name, shown) in shown {
                let found = found.get(name).unwrap_or(&Null);
                assert_form(&format!("{place}.{name}"), shown, found);
            }
        }
        (Array(shown), Array(found)) => {
            assert!(shown.is_empty() || !found.is_empty(), "{place} has no items");
            if let (Some(shown), Some(found)) = (shown.first(), found.first()) {
                assert_form(&format!("{place}[]"), shown, found);
            }
        }
        // One sample shows a list of one item as that item.
        (Object(_), Array(found)) => {
            assert_form(&format!("{place}[]"), shown, found.first().unwrap_or(&Null));
        }
        (Bool(_), Bool(_)) | (Number(_), Number(_)) | (String(_), String(_)) | (Null, Null) => {}
        _ => panic!("{place} is shown as {shown} and is {found}"),
    }
}

#[tokio::test]
async fn every_example_works_and_responses_in_the_form_it_shows() {
    let specs = ota_emulator::embedded_specs().unwrap();
    let mut count = 0;
    for operation in &specs.operations {
        for example in &operation.examples {
            let query = example.query.as_deref().and_then(parse_query);
            for parameters in [Some(flatten(&operation.parameters, &example.request)), query]
                .into_iter()
                .flatten()
            {
                for scheme in [Scheme::V1, Scheme::V3] {
                    let seed = world_for(&operation.action, &example.request);
                    let (emulator, _) = start_with(Emulator::builder().seed(seed)).await;
                    let call = call(scheme, &operation.action, parameters.clone())
                        .method(operation.methods[0].as_str());
                    let response = call.send(&emulator).await;
                    response.assert_success();
                    count += 1;
                    let Some(json) = &example.json else { continue };
                    let mut shown: serde_json::Value =
                        serde_json::from_str(&json.to_string()).unwrap();
                    let members = shown.as_object_mut().unwrap();
                    members.retain(|name, _| !operation.envelope.has(name));
                    let place = format!("{} `{}`: ", operation.action, example.title);
                    assert_form(&place, &shown, &response.json());
                }
            }
        }
    }
    assert!(count >= 12, "{count}");
}

#[tokio::test]
async fn an_operation_without_handler_responses_its_first_example_after_all_checks() {
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
    specs.operations.sort_by(|one, other| one.action.cmp(&other.action));
    let (emulator, _) = start_with(Emulator::builder().specs(specs)).await;
    let before = emulator.packages();
    let response = Call::v1("DeleteOTAThing").with("FirmwareId", "any").send(&emulator).await;
    response.assert_success();
    assert_eq!(response.header("x-ota-emulator"), Some("example"));
    assert_eq!(response.json()["Total"], 3);
    assert_eq!(response.json()["RequestId"].as_str(), response.header("x-acs-request-id"));
    assert_eq!(emulator.packages(), before);

    let response = Call::v1("DeleteOTAThing").common("Format", "xml").with("FirmwareId", "any");
    let response = response.send(&emulator).await;
    assert!(response.body.contains("<DeleteOTAThingResponse>"), "{response:?}");
    assert!(response.body.contains("<Total>3</Total>"), "{response:?}");

    let refused = Call::v1("DeleteOTAThing").send(&emulator).await;
    refused.assert_failure("MissingFirmwareId");
    assert_eq!(refused.header("x-ota-emulator"), None);
}
