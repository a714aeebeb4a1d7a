//! Tests that hold for every operation of the specs.

use ota_emulator::{Emulator, embedded_specs};
use ota_spec::model::{Method, Operation};

use crate::call::{Call, Scheme, start, start_with};
use crate::http::Response;

const BOTH: [Scheme; 2] = [Scheme::V1, Scheme::V3];

/// Operations that must not be called by `GET`, as documented.
const POST_ONLY: [&str; 5] =
    ["ConfirmOTATask", "CreateOTAModule", "DeleteOTAModule", "ReupgradeOTATask", "UpdateOTAModule"];

const GET_ONLY: [&str; 1] = ["ListOTAModuleByProduct"];

fn operations() -> Vec<Operation> {
    let operations = embedded_specs().unwrap().operations;
    assert_eq!(operations.len(), 33);
    operations
}

/// A call by the first method that the operation allows.
fn call(scheme: Scheme, operation: &Operation) -> Call {
    let methods = &operation.methods;
    let method = if methods.contains(&Method::Post) { "POST" } else { "GET" };
    Call::new(scheme, &operation.action).method(method)
}

/// The first required parameter is missing or the operation did something: it was reached.
fn is_reached(response: &Response) -> bool {
    response.status == 200 && response.json().get("Success").is_some()
}

#[tokio::test]
async fn methods_are_the_documented_ones() {
    let (emulator, _) = start_with(Emulator::builder().without_quota()).await;
    for operation in operations() {
        let action = operation.action.as_str();
        for scheme in BOTH {
            for (method, refused) in [("GET", &POST_ONLY[..]), ("POST", &GET_ONLY)] {
                let response = Call::new(scheme, action).method(method).send(&emulator).await;
                if refused.contains(&action) {
                    response.assert_refused(403, "UnsupportedHTTPMethod")
                } else {
                    assert!(is_reached(&response), "{action} {method}: {response:?}")
                }
            }
        }
    }
}

#[tokio::test]
async fn each_takes_its_own_number_of_calls_a_second_and_says_when_to_come_again() {
    let (emulator, clock) = start().await;
    for operation in operations() {
        let action = operation.action.as_str();
        let limit = match action {
            "CancelOTATaskByJob" | "ModifyOTAFirmware" | "QueryDeviceListByDeviceGroup" => 5,
            "ConfirmOTATask"
            | "CreateOTADynamicUpgradeJob"
            | "CreateOTAStaticUpgradeJob"
            | "QueryOTAFirmware"
            | "ReupgradeOTATask" => 20,
            "BatchGetDeviceState"
            | "QueryDevice"
            | "QueryDeviceDetail"
            | "QueryDeviceStatistics"
            | "QueryDynamicGroupDevices"
            | "QueryProductList" => 50,
            _ => 10,
        };
        for count in 0..limit {
            let scheme = BOTH[count % 2];
            let response = call(scheme, &operation).send(&emulator).await;
            assert!(is_reached(&response), "{action}: {response:?}");
        }
        for scheme in BOTH {
            let response = call(scheme, &operation).send(&emulator).await;
            response.assert_refused(400, "Throttling.Api");
            assert_eq!(response.header("x-acs-retry-after"), Some("1000"), "{action}");
            assert!(response.message().contains(action), "{response:?}");
        }
    }
    // A second later all may be called again.
    clock.advance(std::time::Duration::from_secs(1));
    for operation in operations() {
        assert!(is_reached(&call(Scheme::V3, &operation).send(&emulator).await));
    }
}

#[tokio::test]
async fn each_responses_in_json_and_xml_with_the_request_id_in_the_header_too() {
    let (emulator, _) = start().await;
    for operation in operations() {
        for scheme in BOTH {
            let json = call(scheme, &operation).format("JSON").send(&emulator).await;
            assert_eq!(json.header("content-type"), Some("application/json;charset=utf-8"));
            assert_eq!(json.json()["RequestId"].as_str(), json.header("x-acs-request-id"));

            let xml = call(scheme, &operation).format("XML").send(&emulator).await;
            assert_eq!(xml.header("content-type"), Some("text/xml;charset=utf-8"));
            let head = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{0}Response><RequestId>{1}</RequestId>",
                operation.action,
                xml.header("x-acs-request-id").unwrap()
            );
            assert!(xml.body.starts_with(&head), "{}", xml.body);
            assert!(xml.body.ends_with(&format!("</{}Response>", operation.action)));
        }
    }
}

#[tokio::test]
async fn each_is_told_which_required_parameter_it_lacks_first() {
    let (emulator, _) = start().await;
    for operation in operations() {
        let Some(first) = operation.parameters.iter().find(|field| field.required) else {
            continue;
        };
        for scheme in BOTH {
            let response = call(scheme, &operation).send(&emulator).await;
            response.assert_failure(&format!("Missing{}", first.name));
            assert!(response.message().contains(&format!("`{}`", first.name)), "{response:?}");
        }
    }
}

#[tokio::test]
async fn booleans_are_read_in_any_case_and_numbers_only_as_numbers() {
    let (emulator, _) = start_with(Emulator::builder().without_quota()).await;
    let general = "iot.common.InvalidFormattedParameter";
    let cancel = || Call::v3("CancelOTATaskByJob").with("JobId", "wahVIzGkCMuAUE2gDERM02");
    for value in ["true", "True", "TRUE", "tRuE", "false", "False"] {
        let response = cancel().with("CancelNotifiedTask", value).send(&emulator).await;
        assert_ne!(response.code(), general, "{value}: {response:?}");
    }
    for value in ["", "1", "yes", "true ", "t"] {
        let response = cancel().with("CancelNotifiedTask", value).send(&emulator).await;
        response.assert_failure(general);
        assert!(response.message().contains("`CancelNotifiedTask`"), "{response:?}");
    }
    let list =
        |page: &str| Call::v1("ListOTAFirmware").with("PageSize", "10").with("CurrentPage", page);
    for value in ["1", "+1", "01"] {
        list(value).send(&emulator).await.assert_success();
    }
    for value in ["", "one", "1.0", " 1", "1e0", "0x1", "2147483648"] {
        list(value).send(&emulator).await.assert_failure("iot.common.InvalidPageParams");
    }
}
