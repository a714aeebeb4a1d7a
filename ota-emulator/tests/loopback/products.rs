//! Products other than that of the built-in specs, alone and beside each other.

use std::path::Path;

use ota_emulator::{Builder, Emulator, StartError, embedded_specs};
use ota_spec::Spec;

use crate::call::{Call, Scheme, cancel, start_with};

const BOTH: [Scheme; 2] = [Scheme::V1, Scheme::V3];

/// A folder of specs beside this test.
fn specs(name: &str) -> Spec {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs").join(name);
    ota_spec::load(name, ota_spec::read_folder(&folder).unwrap()).unwrap()
}

fn lamps() -> Builder {
    Emulator::builder().specs(specs("lamps"))
}

/// A call of the product Lamps.
fn lamp(scheme: Scheme, action: &str) -> Call {
    of_version(scheme, action, "2024-05-01")
}

fn of_version(scheme: Scheme, action: &str, version: &str) -> Call {
    let name = match scheme {
        Scheme::V1 => "Version",
        Scheme::V3 => "x-acs-version",
    };
    Call::new(scheme, action).common(name, version)
}

fn switch(scheme: Scheme) -> Call {
    lamp(scheme, "SwitchLamp").with_all(&[("LampId", "lamp-1"), ("Power", "on")])
}

#[tokio::test]
async fn an_example_is_the_response_in_both_formats() {
    let (emulator, _) = start_with(lamps().without_quota()).await;
    for scheme in BOTH {
        let response = switch(scheme).send(&emulator).await;
        assert_eq!((response.status, response.header("x-ota-emulator")), (200, Some("example")));
        let json = response.json();
        assert_eq!(json["Level"], 80);
        assert_eq!(json["Lamps"]["Lamp"][0]["Shines"], true);
        assert_eq!(json["RequestId"].as_str(), response.header("x-acs-request-id"));
        assert!(json.get("Success").is_none() && json.get("Code").is_none(), "{json}");
        let body = switch(scheme).format("XML").send(&emulator).await.body;
        let expected = "<Level>80</Level><Lamps><Lamp><LampId>lamp-1</LampId><Shines>true</Shines>\
                        </Lamp></Lamps></SwitchLampResponse>";
        assert!(body.ends_with(expected), "{body}");
    }
}

#[tokio::test]
async fn an_example_that_is_only_in_xml_serves_both_formats_too() {
    let (emulator, _) = start_with(lamps()).await;
    for scheme in BOTH {
        let json = lamp(scheme, "ListLamps").send(&emulator).await.json();
        assert_eq!(json["Lamps"]["Lamp"], serde_json::json!(["lamp-1", "lamp-2"]));
        assert_eq!(json["code"], "OK", "{json}");
        assert!(json["requestId"].is_string(), "{json}");
        let body = lamp(scheme, "ListLamps").format("XML").send(&emulator).await.body;
        assert!(body.contains("<Lamp>lamp-1</Lamp><Lamp>lamp-2</Lamp>"), "{body}");
    }
}

#[tokio::test]
async fn the_code_of_success_is_what_the_example_has() {
    let (emulator, _) = start_with(lamps()).await;
    let json = lamp(Scheme::V3, "CountLamps").send(&emulator).await.json();
    assert_eq!(json["Code"], 200);
    assert_eq!(json["Success"], true);
    assert_eq!(json["Count"], 2);
}

#[tokio::test]
async fn limits_rules_and_quotas_are_those_of_the_spec() {
    let (emulator, _) = start_with(lamps()).await;
    for scheme in BOTH {
        for (parameters, code) in [
            (&[("Power", "on")][..], "MissingLampId"),
            (&[("LampId", "far too long"), ("Power", "on")], "InvalidLampId"),
            (&[("LampId", "l"), ("Power", "dim")], "InvalidPower"),
            (&[("LampId", "l"), ("Power", "on"), ("Level", "0")], "InvalidLevel"),
            (&[("LampId", "l"), ("Power", "on"), ("Level", "much")], "InvalidLevel"),
            (&[("LampId", "l"), ("Power", "on"), ("Color", "red")], "InvalidColor"),
            (&[("LampId", "l"), ("Power", "on"), ("Fade.1.To", "5")], "InvalidFade"),
        ] {
            let (emulator, _) = start_with(lamps()).await;
            let call = lamp(scheme, "SwitchLamp").with_all(parameters);
            let response = call.send(&emulator).await;
            response.assert_refused(400, code);
            let name = code.trim_start_matches("Missing").trim_start_matches("Invalid");
            assert!(response.message().contains(name), "{response:?}");
        }
    }
    switch(Scheme::V3).send(&emulator).await;
    switch(Scheme::V1).send(&emulator).await;
    switch(Scheme::V3).send(&emulator).await.assert_refused(400, "Throttling.Api");
    switch(Scheme::V3)
        .signature("wrong")
        .send(&emulator)
        .await
        .assert_refused(400, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_rule_of_a_struct_is_kept_by_each_and_named_with_its_element() {
    let (emulator, _) = start_with(lamps().without_quota()).await;
    let fade =
        |to| [("Fade.1.From", "1"), ("Fade.1.To", "2"), ("Fade.2.From", "3"), ("Fade.2.To", to)];
    for scheme in BOTH {
        assert_eq!(switch(scheme).with_all(&fade("4")).send(&emulator).await.status, 200);
        let response = switch(scheme).with_all(&fade("3")).send(&emulator).await;
        response.assert_refused(400, "InvalidFade");
        let message = "`Fade.2.To` must not be the same as `Fade.2.From`";
        assert!(response.message().contains(message), "{response:?}");
    }
}

#[tokio::test]
async fn an_instance_is_a_parameter_like_any_other() {
    let (emulator, _) = start_with(lamps()).await;
    for scheme in BOTH {
        let call = switch(scheme).with("IotInstanceId", "no such instance");
        assert_eq!(call.send(&emulator).await.status, 200);
    }
    let (emulator, _) = start_with(Emulator::builder()).await;
    cancel(Scheme::V3)
        .with("IotInstanceId", "nope")
        .send(&emulator)
        .await
        .assert_failure("iot.system.InstanceNotFound");
}

/// An operation that is called like one of the world is not one of it.
#[tokio::test]
async fn no_other_product_reaches_the_world() {
    let mut foreign = embedded_specs().unwrap();
    foreign.service.product = "Other".to_owned();
    let (emulator, _) = start_with(Emulator::builder().specs(foreign)).await;
    let before = emulator.packages().len();
    let call = Call::v3("DeleteOTAFirmware").with("FirmwareId", "s8SSHiKjpBfrM3BSN0z803");
    let response = call.send(&emulator).await;
    assert_eq!((response.status, response.header("x-ota-emulator")), (200, Some("example")));
    assert_eq!(emulator.packages().len(), before);
    assert!(emulator.ledger().is_empty());
}

#[tokio::test]
async fn products_at_one_address_are_told_apart_by_version_and_action() {
    let builder = lamps().specs(specs("bells")).specs(embedded_specs().unwrap());
    let (emulator, _) = start_with(builder).await;
    for scheme in BOTH {
        assert_eq!(switch(scheme).send(&emulator).await.json()["Level"], 80);
        // The same action of another version, which the OTA service has as well.
        let bell = of_version(scheme, "SwitchLamp", "2018-01-20").with("BellId", "bell-1");
        assert_eq!(bell.send(&emulator).await.json()["Rang"], true);
        let bell = of_version(scheme, "SwitchLamp", "2018-01-20").with("LampId", "lamp-1");
        bell.send(&emulator).await.assert_refused(400, "MissingBellId");
    }
    cancel(Scheme::V3).send(&emulator).await.assert_success();
    assert_eq!(emulator.ledger().len(), 1);
    let unknown = lamp(Scheme::V3, "DeleteOTAFirmware").send(&emulator).await;
    unknown.assert_refused(404, "InvalidAction.NotFound");
    assert!(unknown.message().contains("version `2018-01-20` has it"), "{unknown:?}");
    let unknown = lamp(Scheme::V3, "SwitchLam").send(&emulator).await;
    assert!(unknown.message().contains("did you mean `SwitchLamp`?"), "{unknown:?}");
    let unknown = of_version(Scheme::V3, "SwitchLamp", "2020-02-02").send(&emulator).await;
    unknown.assert_refused(400, "NoSuchVersion");
    assert!(unknown.message().contains("`2018-01-20`, `2024-05-01` are served"), "{unknown:?}");
}

#[tokio::test]
async fn quotas_of_products_are_counted_apart() {
    let mut later = specs("lamps");
    later.service.version = "2025-05-01".to_owned();
    let (emulator, _) = start_with(lamps().specs(later)).await;
    let call = |version| {
        let call = of_version(Scheme::V3, "SwitchLamp", version);
        call.with_all(&[("LampId", "lamp-1"), ("Power", "on")])
    };
    for version in ["2024-05-01", "2025-05-01", "2024-05-01", "2025-05-01"] {
        assert_eq!(call(version).send(&emulator).await.status, 200);
    }
    call("2024-05-01").send(&emulator).await.assert_refused(400, "Throttling.Api");
}

#[tokio::test]
async fn the_same_operation_of_the_same_version_twice_is_refused_at_the_start() {
    let mut other = specs("lamps");
    other.service.product = "Lanterns".to_owned();
    let error = lamps().specs(other).start().await.unwrap_err();
    assert!(matches!(error, StartError::SameOperation { .. }), "{error}");
    let message = error.to_string();
    for part in ["`Lamps` and `Lanterns`", "`CountLamps`", "`2024-05-01`", "two emulators"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[tokio::test]
async fn the_record_knows_the_operations_of_all_products() {
    let (emulator, _) = start_with(lamps().specs(specs("bells"))).await;
    switch(Scheme::V1).send(&emulator).await;
    let requests = emulator.requests().requests;
    assert_eq!(requests[0].action.as_deref(), Some("SwitchLamp"));
    assert_eq!(requests[0].parameters["LampId"], "lamp-1");
    assert!(!requests[0].parameters.contains_key("BellId"));
}
