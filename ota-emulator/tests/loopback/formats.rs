//! JSON and XML, envelopes and gateway errors.

use crate::call::{Scheme, cancel, start};
use crate::http::Response;

const JSON: &str = "application/json;charset=utf-8";
const XML: &str = "text/xml;charset=utf-8";

/// The request ID in the header, which must be a UUID in upper case.
fn request_id(response: &Response) -> String {
    let id = response.header("x-acs-request-id").unwrap().to_owned();
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    assert!(id.chars().all(|c| c == '-' || c.is_ascii_digit() || ('A'..='F').contains(&c)));
    id
}

fn assert_xml(response: &Response, rest: &str) {
    assert_eq!(response.header("content-type"), Some(XML));
    let id = request_id(response);
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    assert_eq!(response.body, format!("{head}{}", rest.replace("{id}", &id)));
}

const SUCCESS: &str = "<CancelOTATaskByDeviceResponse><RequestId>{id}</RequestId>\
                       <Success>true</Success></CancelOTATaskByDeviceResponse>";

#[tokio::test]
async fn success_in_json() {
    let (emulator, _) = start().await;
    for format in ["JSON", "json", "Json"] {
        let response = cancel(Scheme::V1).common("Format", format).send(&emulator).await;
        assert_eq!(response.header("content-type"), Some(JSON));
        let id = request_id(&response);
        assert_eq!(response.body, format!(r#"{{"RequestId":"{id}","Success":true}}"#));
        assert_eq!(response.header("x-ota-emulator"), None);
    }
}

#[tokio::test]
async fn xml_is_the_default_where_parameters_sign() {
    let (emulator, _) = start().await;
    for call in [
        cancel(Scheme::V1).without("Format"),
        cancel(Scheme::V1).common("Format", ""),
        cancel(Scheme::V1).common("Format", "XML"),
        cancel(Scheme::V1).common("Format", "xml"),
    ] {
        assert_xml(&call.send(&emulator).await, SUCCESS);
    }
}

#[tokio::test]
async fn json_is_the_default_where_headers_sign() {
    let (emulator, _) = start().await;
    for accept in [crate::call::ABSENT, "*/*", "application/json", "text/xml, application/json"] {
        let response = cancel(Scheme::V3).common("accept", accept).send(&emulator).await;
        assert_eq!(response.header("content-type"), Some(JSON), "{accept}");
        response.assert_success();
    }
    for accept in ["application/xml", "text/xml; q=0.9", "Application/XML, */*"] {
        let response = cancel(Scheme::V3).common("accept", accept).send(&emulator).await;
        assert_xml(&response, SUCCESS);
    }
}

#[tokio::test]
async fn an_error_of_the_operation_comes_with_status_200() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1).with("FirmwareId", "<&>");
    let response = call.send(&emulator).await;
    let id = request_id(&response);
    assert_eq!(
        (response.status, response.json()),
        (
            200,
            serde_json::json!({
                "RequestId": id,
                "Success": false,
                "Code": "iot.ota.FirmwareNotFound",
                "ErrorMessage": "there is no package `<&>`; check `FirmwareId`",
            })
        )
    );
    let call = cancel(Scheme::V1).with("FirmwareId", "<&>").common("Format", "XML");
    assert_xml(
        &call.send(&emulator).await,
        "<CancelOTATaskByDeviceResponse><RequestId>{id}</RequestId><Success>false</Success>\
         <Code>iot.ota.FirmwareNotFound</Code><ErrorMessage>there is no package `&lt;&amp;&gt;`; \
         check `FirmwareId`</ErrorMessage></CancelOTATaskByDeviceResponse>",
    );
}

#[tokio::test]
async fn an_error_of_the_gateway_comes_with_its_status() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    let call = cancel(Scheme::V1).common("AccessKeyId", "nobody");
    let response = call.send(&emulator).await;
    assert_eq!(response.header("content-type"), Some(JSON));
    assert_eq!(
        response.json(),
        serde_json::json!({
            "RequestId": request_id(&response),
            "HostId": host,
            "Code": "InvalidAccessKeyId.NotFound",
            "Message": "there is no access key `nobody`",
        })
    );
    let response = call.common("Format", "XML").send(&emulator).await;
    assert_eq!(response.status, 404);
    assert_xml(
        &response,
        &format!(
            "<Error><RequestId>{{id}}</RequestId><HostId>{host}</HostId>\
             <Code>InvalidAccessKeyId.NotFound</Code>\
             <Message>there is no access key `nobody`</Message></Error>"
        ),
    );
}

#[tokio::test]
async fn every_response_has_a_request_id_of_its_own() {
    let (emulator, _) = start().await;
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..5 {
        assert!(ids.insert(request_id(&cancel(Scheme::V3).send(&emulator).await)));
    }
}
