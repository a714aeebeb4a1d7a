//! Which code says which limit is broken.

use ota_emulator::Emulator;
use ota_spec::{Source, Spec};

use crate::call::{Call, Scheme, cancel, start, start_with};

#[tokio::test]
async fn broken_limits_have_the_documented_codes() {
    let (emulator, _) = start().await;
    let bare = || Call::v1("CancelOTATaskByDevice");
    for (call, code) in [
        (bare(), "MissingDeviceName"),
        (bare().with("DeviceName.1", "device1"), "MissingFirmwareId"),
        (bare().with("DeviceName.1", "device1").with("FirmwareId", "f"), "MissingProductKey"),
        (bare().with("DeviceName", "device1"), "iot.device.NoneDeviceNameElement"),
        (cancel(Scheme::V1).with("DeviceName.1", ""), "iot.device.NullDeviceName"),
        (cancel(Scheme::V1).with("DeviceName.x", "d"), "iot.device.InvalidFormattedDeviceName"),
        (
            cancel(Scheme::V1).with("DeviceName.2", "device1"),
            "iot.common.InvalidFormattedParameter",
        ),
        (cancel(Scheme::V1).with("ProductKey", ""), "iot.prod.NullProductKey"),
        (cancel(Scheme::V1).with("FirmwareId", ""), "iot.common.InvalidFormattedParameter"),
        (cancel(Scheme::V1).with("JobId", ""), "iot.common.InvalidFormattedParameter"),
    ] {
        call.send(&emulator).await.assert_failure(code);
    }
}

#[tokio::test]
async fn the_message_lists_what_is_wrong_but_not_without_end() {
    let (emulator, _) = start().await;
    let response = Call::v1("CancelOTATaskByDevice").send(&emulator).await;
    for name in ["`DeviceName`", "`FirmwareId`", "`ProductKey`"] {
        assert!(response.message().contains(name), "{response:?}");
    }
    let many = (1..=100)
        .fold(cancel(Scheme::V1), |call, number| call.with(&format!("DeviceName.{number}"), ""));
    let response = many.send(&emulator).await;
    assert!(response.message().ends_with("more"), "{response:?}");
    assert!(response.message().len() < 1000);
}

#[tokio::test]
async fn gaps_in_the_numbers_of_a_list_are_closed() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1).with("DeviceName.7", "device2").with("DeviceName.12", "device3");
    call.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_list_is_counted_from_one() {
    let (emulator, _) = start_with(Emulator::builder().without_quota()).await;
    for name in ["DeviceName.0", "DeviceName.-1", "DeviceName.02", "DeviceName.+2", "DeviceName."] {
        for scheme in [Scheme::V1, Scheme::V3] {
            let response = cancel(scheme).with(name, "device2").send(&emulator).await;
            response.assert_failure("iot.device.InvalidFormattedDeviceName");
            assert!(response.message().contains("must be numbered from 1"), "{response:?}");
        }
    }
}

#[tokio::test]
async fn a_list_may_not_have_more_items_than_its_limit() {
    let (emulator, _) = start().await;
    let devices = |count: usize| {
        (1..=count).fold(cancel(Scheme::V3), |call, number| {
            call.with(&format!("DeviceName.{number}"), &format!("d{number}"))
        })
    };
    let at_limit = devices(200).send(&emulator).await;
    assert_ne!(at_limit.code(), "iot.common.InvalidFormattedParameter", "{at_limit:?}");
    let response = devices(201).send(&emulator).await;
    response.assert_failure("iot.common.InvalidFormattedParameter");
    assert!(response.message().contains("`DeviceName`"), "{response:?}");
}

#[tokio::test]
async fn parameters_may_come_in_the_query_and_in_a_form_at_once() {
    let (emulator, _) = start().await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let call = cancel(scheme).form().in_query("ProductKey").in_query("DeviceName.1");
        call.send(&emulator).await.assert_success();
    }
    let common = cancel(Scheme::V1).form().in_query("Action").in_query("Signature");
    common.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_parameter_that_is_in_the_query_and_in_the_form_occurs_twice() {
    let (emulator, _) = start().await;
    let headers = [
        ("host".to_owned(), emulator.address().to_string()),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ];
    let target = "/?Format=JSON&FirmwareId=a";
    let send = crate::http::send(emulator.address(), "POST", target, &headers, b"FirmwareId=b");
    let response = send.await;
    response.assert_refused(400, "InvalidParameter.Duplicate");
    assert!(response.message().contains("`FirmwareId`"), "{response:?}");
}

#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let (emulator, _) = start().await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let call = cancel(scheme).with("Devicename.1", "x").with("Anything", "y");
        call.send(&emulator).await.assert_success();
    }
}

/// Specs with an operation whose parameters are of every type, and one that requires a number.
fn typed() -> Spec {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.into() };
    let specs = vec![
        source(
            "service.json",
            r#"{ "product": "Iot", "version": "2018-01-20", "summary": "A test.",
                 "endpoints": { "public": "iot.{region}.example.com",
                   "regions": [ { "id": "cn-shanghai", "name": "Shanghai" } ] },
                 "envelope": { "requestId": "RequestId", "success": "Success",
                   "code": "Code", "message": "ErrorMessage" },
                 "parameters": [] }"#,
        ),
        source(
            "types.json",
            r#"{ "types": [
                 { "name": "ProductKey", "type": "Id", "doc": "A key.", "maxLength": 4 },
                 { "name": "DeviceName", "type": "Id", "doc": "A name.", "maxLength": 4 },
                 { "name": "Color", "type": "Enum", "doc": "A color.",
                   "values": [ { "value": "RED", "doc": "Red." } ] } ] }"#,
        ),
        source("errors.json", r#"{ "errors": [] }"#),
        source(
            "ops/Count.json",
            r#"{ "action": "Count", "group": "test", "summary": "Counts.", "idempotency": "idempotent",
                 "parameters": [
                   { "name": "To", "type": "Integer", "required": true, "example": 3, "doc": "d" } ],
                 "response": [] }"#,
        ),
        source(
            "ops/Paint.json",
            r#"{ "action": "Paint", "group": "test", "summary": "Paints.", "idempotency": "idempotent",
                 "parameters": [
                   { "name": "PageSize", "type": "Integer", "minimum": 1, "maximum": 9, "doc": "d" },
                   { "name": "Count", "type": "Long", "maximum": 9, "doc": "d" },
                   { "name": "Share", "type": "Double", "minimum": 0, "doc": "d" },
                   { "name": "Wet", "type": "Boolean", "doc": "d" },
                   { "name": "Color", "type": "Color", "doc": "d" },
                   { "name": "Name", "type": "String", "minLength": 2, "maxLength": 3, "doc": "d" },
                   { "name": "ProductKey", "type": "ProductKey", "doc": "d" },
                   { "name": "DeviceName", "type": "DeviceName", "doc": "d" },
                   { "name": "Tag", "type": "RepeatList", "maxItems": 2, "doc": "d",
                     "items": { "type": "Struct", "fields": [
                       { "name": "Key", "type": "String", "required": true, "doc": "d" },
                       { "name": "Value", "type": "String", "doc": "d" } ] } } ],
                 "response": [] }"#,
        ),
    ];
    ota_spec::load("test", specs).unwrap_or_else(|broken| panic!("{:#?}", broken.diagnostics))
}

#[tokio::test]
async fn every_type_is_read_and_checked() {
    let (emulator, _) = start_with(Emulator::builder().specs(typed())).await;
    let general = "iot.common.InvalidFormattedParameter";
    for (name, value, code) in [
        ("PageSize", "9", ""),
        ("PageSize", "10", "iot.common.InvalidPageParams"),
        ("PageSize", "many", "iot.common.InvalidPageParams"),
        ("PageSize", "9999999999", "iot.common.InvalidPageParams"),
        ("Count", "-9999999999", ""),
        ("Count", "10", general),
        ("Share", "0.5", ""),
        ("Share", "-1", general),
        ("Share", "NaN", general),
        ("Wet", "True", ""),
        ("Wet", "yes", general),
        ("Color", "RED", ""),
        ("Color", "GREEN", general),
        ("Name", "条条条", ""),
        ("Name", "条", general),
        ("Name", "abcd", general),
        ("ProductKey", "abcde", "iot.prod.InvalidFormattedProductkey"),
        ("DeviceName", "abcde", "iot.device.InvalidFormattedDeviceName"),
        ("Tag.1.Key", "k", ""),
        ("Tag.1.Value", "v", "MissingTag1Key"),
        ("Tag.1", "v", general),
        ("Tag.3.Key", "k", ""),
    ] {
        let response = Call::v1("Paint").with(name, value).send(&emulator).await;
        match code {
            "" => response.assert_success(),
            code => response.assert_failure(code),
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_not_called_absent_as_well() {
    let (emulator, _) = start_with(Emulator::builder().specs(typed())).await;
    let response = Call::v1("Count").with("To", "ten").send(&emulator).await;
    response.assert_failure("iot.common.InvalidFormattedParameter");
    assert!(response.message().contains("`To`"), "{response:?}");
    assert!(!response.message().contains("required"), "{response:?}");
    Call::v1("Count").send(&emulator).await.assert_failure("MissingTo");
    Call::v1("Count").with("To", "10").send(&emulator).await.assert_success();
}

#[tokio::test]
async fn an_operation_without_handler_and_example_responses_its_envelope() {
    let (emulator, _) = start_with(Emulator::builder().specs(typed())).await;
    let response = Call::v1("Paint").send(&emulator).await;
    response.assert_success();
    assert_eq!(response.header("x-ota-emulator"), Some("example"));
}

#[test]
fn every_code_of_an_operation_is_a_known_one() {
    let specs = ota_emulator::embedded_specs().unwrap();
    for code in [
        "MissingFirmwareId",
        "iot.common.InvalidFormattedParameter",
        "iot.common.InvalidPageParams",
        "iot.device.InvalidFormattedDeviceName",
        "iot.device.NoneDeviceNameElement",
        "iot.device.NotExistedDevice",
        "iot.device.NullDeviceName",
        "iot.ota.FirmwareNotFound",
        "iot.prod.InvalidFormattedProductkey",
        "iot.prod.NotExistedProduct",
        "iot.prod.NullProductKey",
        "iot.system.IllegalRequest",
        "iot.system.InstanceNotFound",
    ] {
        let known = specs.error(code).unwrap_or_else(|| panic!("{code}"));
        assert_eq!(known.layer, ota_spec::model::Layer::Business, "{code}");
        assert_eq!(known.code, code);
    }
}
