//! Operations on modules.

use ota_emulator::Emulator;
use serde_json::{Value, json};

use crate::rollout::{done, fleet, pass, refused};

const CREATE: &str = "CreateOTAModule";
const UPDATE: &str = "UpdateOTAModule";
const DELETE: &str = "DeleteOTAModule";
const LIST: &str = "ListOTAModuleByProduct";
const VERSIONS: &str = "ListOTAModuleVersionsByDevice";
const ILLEGAL: &str = "iot.system.IllegalRequest";

fn module<'a>(name: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("ProductKey", "p"), ("ModuleName", name)][..], more].concat()
}

async fn listed(emulator: &Emulator) -> Value {
    done(emulator, LIST, &[("ProductKey", "p")]).await["Data"].clone()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["ModuleName"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn modules_are_made_changed_and_removed() {
    let emulator = fleet().await;
    done(&emulator, CREATE, &module("radio", &[("AliasName", "Radio"), ("Desc", "sends")])).await;
    pass(&emulator, 120);
    done(&emulator, UPDATE, &module("RADIO", &[("AliasName", "Funk")])).await;
    let list = listed(&emulator).await;
    let expected = json!([
        {
            "ModuleName": "radio", "ProductKey": "p", "AliasName": "Funk", "Desc": "sends",
            "GmtCreate": "2026-01-02T03:04Z", "GmtModified": "2026-01-02T03:06Z",
        },
        {
            "ModuleName": "m", "ProductKey": "p",
            "GmtCreate": "2026-01-02T03:04Z", "GmtModified": "2026-01-02T03:04Z",
        },
    ]);
    assert_eq!(list, expected);
    done(&emulator, UPDATE, &module("radio", &[("Desc", "sends and receives")])).await;
    let list = listed(&emulator).await;
    assert_eq!(
        (&list[0]["AliasName"], &list[0]["Desc"]),
        (&"Funk".into(), &"sends and receives".into())
    );
    done(&emulator, DELETE, &module("Radio", &[])).await;
    assert_eq!(names(&listed(&emulator).await), ["m"]);
}

#[tokio::test]
async fn a_product_has_ten_custom_modules_at_most() {
    let emulator = fleet().await;
    let made: Vec<String> = (1..=9).map(|number| format!("m{number}")).collect();
    for name in &made {
        done(&emulator, CREATE, &module(name, &[])).await;
    }
    refused(&emulator, CREATE, &module("m10", &[]), ILLEGAL).await;
    assert_eq!(listed(&emulator).await.as_array().unwrap().len(), 10);
    done(&emulator, DELETE, &module("m9", &[])).await;
    done(&emulator, CREATE, &module("m10", &[])).await;
}

#[tokio::test]
async fn names_that_are_taken_and_the_default_are_refused() {
    let emulator = fleet().await;
    let before = listed(&emulator).await;
    for (action, name) in [
        (CREATE, "m"),
        (CREATE, "M"),
        (CREATE, "default"),
        (CREATE, "Default"),
        (UPDATE, "default"),
        (UPDATE, "unknown"),
        (DELETE, "default"),
        (DELETE, "DEFAULT"),
        (DELETE, "unknown"),
        // A package is for it.
        (DELETE, "m"),
    ] {
        refused(&emulator, action, &module(name, &[]), ILLEGAL).await;
        let unknown = [("ProductKey", "nothing"), ("ModuleName", name)];
        refused(&emulator, action, &unknown, "iot.prod.NotExistedProduct").await;
    }
    assert_eq!(listed(&emulator).await, before);
    refused(&emulator, LIST, &[("ProductKey", "nothing")], "iot.prod.NotExistedProduct").await;
    // Another product may have a module of that name.
    done(&emulator, CREATE, &[("ProductKey", "q"), ("ModuleName", "m")]).await;
    done(&emulator, "DeleteOTAFirmware", &[("FirmwareId", "module")]).await;
    done(&emulator, DELETE, &module("m", &[])).await;
}

#[tokio::test]
async fn the_versions_of_a_device_are_listed_with_the_default_first() {
    let emulator = fleet().await;
    let page = [("CurrentPage", "1"), ("PageSize", "10")];
    let named = [("ProductKey", "p"), ("DeviceName", "g")];
    let response = done(&emulator, VERSIONS, &[page, named].concat()).await;
    let row = |module: &str, version: &str| {
        json!({
            "IotId": "id-of-g", "ProductKey": "p", "DeviceName": "g", "ModuleName": module,
            "ModuleVersion": version,
        })
    };
    let rows = json!([row("default", "0.9"), row("m", "1")]);
    assert_eq!(response["Data"]["SimpleOTAModuleInfo"], rows);
    assert_eq!([&response["Total"], &response["PageCount"], &response["PageSize"]], [2, 1, 10]);
    // The ID wins over the name.
    let both = [&page[..], &[("ProductKey", "p"), ("DeviceName", "a"), ("IotId", "id-of-g")]];
    let response = done(&emulator, VERSIONS, &both.concat()).await;
    assert_eq!(response["Data"]["SimpleOTAModuleInfo"], rows);
    let second = [("CurrentPage", "2"), ("PageSize", "1"), ("IotId", "id-of-g")];
    let response = done(&emulator, VERSIONS, &second).await;
    assert_eq!(response["Data"]["SimpleOTAModuleInfo"], json!([row("m", "1")]));
    for (pairs, code) in [
        (vec![("IotId", "nothing")], "iot.device.InvalidIoTId"),
        (vec![("ProductKey", "nothing"), named[1]], "iot.prod.NotExistedProduct"),
        (vec![named[0], ("DeviceName", "z")], "iot.device.NotExistedDevice"),
        (vec![named[0], named[1], ("PageSize", "0")], "iot.common.InvalidPageParams"),
    ] {
        refused(&emulator, VERSIONS, &[&page[..], &pairs].concat(), code).await;
    }
}

#[tokio::test]
async fn a_device_shows_the_version_that_an_update_brought() {
    let emulator = fleet().await;
    let pairs = [
        ("ProductKey", "p"),
        ("FirmwareId", "module"),
        ("TargetSelection", "SPECIFIC"),
        ("TargetDeviceName.1", "a"),
    ];
    done(&emulator, "CreateOTAStaticUpgradeJob", &pairs).await;
    pass(&emulator, 60);
    let named =
        [("CurrentPage", "1"), ("PageSize", "10"), ("ProductKey", "p"), ("DeviceName", "a")];
    let response = done(&emulator, VERSIONS, &named).await;
    let rows = &response["Data"]["SimpleOTAModuleInfo"];
    assert_eq!((&rows[1]["ModuleName"], &rows[1]["ModuleVersion"]), (&"m".into(), &"2".into()));
}

#[tokio::test]
async fn a_package_is_for_the_module_whatever_the_case_of_its_name() {
    let emulator = fleet().await;
    for (name, written, module) in [("One", "M", "m"), ("Two", "DEFAULT", "default")] {
        let pairs = [
            ("ProductKey", "p"),
            ("FirmwareName", name),
            ("DestVersion", "9"),
            ("FirmwareUrl", "https://somewhere.example/package.bin"),
            ("ModuleName", written),
        ];
        done(&emulator, "CreateOTAFirmware", &pairs).await;
        let packages = emulator.packages();
        let made = packages.iter().find(|package| package.firmware_name == name).unwrap();
        assert_eq!(made.module_name, module);
    }
    done(&emulator, "DeleteOTAFirmware", &[("FirmwareId", "module")]).await;
    refused(&emulator, DELETE, &module("m", &[]), ILLEGAL).await;
}

#[tokio::test]
async fn a_device_shows_a_module_as_it_was_created_whatever_the_case_of_its_reports() {
    let emulator = fleet().await;
    emulator.report_version("p", "a", "RADIO", "1").unwrap();
    done(&emulator, CREATE, &module("Radio", &[])).await;
    emulator.report_version("p", "a", "radio", "2").unwrap();
    emulator.report_version("p", "a", "DEFAULT", "0.8").unwrap();
    let named =
        [("CurrentPage", "1"), ("PageSize", "10"), ("ProductKey", "p"), ("DeviceName", "a")];
    let response = done(&emulator, VERSIONS, &named).await;
    let rows = response["Data"]["SimpleOTAModuleInfo"].as_array().unwrap().iter();
    let rows: Vec<_> = rows.map(|row| (&row["ModuleName"], &row["ModuleVersion"])).collect();
    let expected = [("default", "0.8"), ("Radio", "2")].map(|(name, is)| (json!(name), json!(is)));
    assert_eq!(rows, expected.iter().map(|(name, is)| (name, is)).collect::<Vec<_>>());
}
