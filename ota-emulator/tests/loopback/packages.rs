//! `CreateOTAFirmware`, and how the package is described then.

use ota_emulator::{Emulator, Seed, SeedInstance, SeedPackage, SeedProduct};
use serde_json::{Value, json};
use sha2::Digest as _;

use crate::call::{Call, Scheme, start_with};
use crate::form::{Form, upload};
use crate::http::Response;

pub(crate) const CONTENT: &[u8] = b"content";

/// The MD5 of [`CONTENT`].
const MD5: &str = "9a0364b9e99bb480dd25e1f0284c8555";

/// Two products, one of them with a module, and a second instance like the first.
fn seed() -> Seed {
    let text = r#"[
        {
            "productKey": "a1Xy",
            "productName": "Lamps",
            "devices": ["lamp1", "lamp2"],
            "modules": [{ "moduleName": "wifi" }],
            "packages": [{ "firmwareId": "seeded", "firmwareName": "taken" }]
        },
        { "productKey": "a1Zz" }
    ]"#;
    let products: Vec<SeedProduct> = serde_json::from_str(text).unwrap();
    let second = SeedInstance {
        iot_instance_id: "iot-2".to_owned(),
        products: products[1..].to_vec(),
        ..SeedInstance::default()
    };
    Seed { products, instances: vec![second], ..Seed::default() }
}

pub(crate) async fn start() -> Emulator {
    start_seeded(seed()).await
}

async fn start_seeded(seed: Seed) -> Emulator {
    start_with(Emulator::builder().without_quota().seed(seed)).await.0
}

pub(crate) fn create(name: &str, address: &str) -> Call {
    bare(name).with("FirmwareUrl", address)
}

fn bare(name: &str) -> Call {
    Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", name),
        ("DestVersion", "2.0.0"),
        ("ProductKey", "a1Xy"),
    ])
}

pub(crate) fn id(response: &Response) -> String {
    response.assert_success();
    response.json()["Data"]["FirmwareId"].as_str().unwrap().to_owned()
}

pub(crate) async fn query(emulator: &Emulator, id: &str) -> Value {
    let response = Call::v3("QueryOTAFirmware").with("FirmwareId", id).send(emulator).await;
    response.assert_success();
    response.json()["FirmwareInfo"].clone()
}

/// The response of a listing.
pub(crate) async fn list(
    emulator: &Emulator,
    page: u32,
    size: u32,
    filter: &[(&str, &str)],
) -> Value {
    let (page, size) = (page.to_string(), size.to_string());
    let call = Call::v3("ListOTAFirmware").with_all(&[("CurrentPage", &page), ("PageSize", &size)]);
    let response = call.with_all(filter).send(emulator).await;
    response.assert_success();
    response.json()
}

/// Nothing was made.
#[track_caller]
fn assert_untouched(emulator: &Emulator) {
    assert_eq!(emulator.packages().len(), 1);
}

#[tokio::test]
async fn a_package_with_one_file_is_made_and_described() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    for (number, scheme) in [Scheme::V1, Scheme::V3].into_iter().enumerate() {
        let name = format!("one{number}");
        let call = Call::new(scheme, "CreateOTAFirmware").with_all(&[
            ("FirmwareName", &name),
            ("DestVersion", "2.0.0"),
            ("SrcVersion", "1.0.0"),
            ("ProductKey", "a1Xy"),
            ("ModuleName", "wifi"),
            ("FirmwareUrl", &address),
            ("FirmwareSign", &MD5.to_ascii_uppercase()),
            ("FirmwareSize", "7"),
            ("FirmwareDesc", "in words"),
            ("Udi", "{\"a\":1}"),
            ("Type", "1"),
        ]);
        let response = call.send(&emulator).await;
        let id = id(&response);
        assert!(id.len() == 22 && id.ends_with("03"), "{id}");
        assert_eq!(response.json()["Data"]["UtcCreate"], "2026-01-02T03:04:05.000Z");
        let mut info = query(&emulator, &id).await;
        let url = info.as_object_mut().unwrap().remove("FirmwareUrl").unwrap();
        assert!(url.as_str().unwrap().starts_with(&format!("{address}?Expires=")), "{url}");
        let expected = json!({
            "FirmwareId": id,
            "FirmwareName": name,
            "DestVersion": "2.0.0",
            "SrcVersion": "1.0.0",
            "ModuleName": "wifi",
            "SignMethod": "MD5",
            "Type": 1,
            "Status": 0,
            "UtcCreate": "2026-01-02T03:04:05.000Z",
            "UtcModified": "2026-01-02T03:04:05.000Z",
            "FirmwareDesc": "in words",
            "ProductKey": "a1Xy",
            "ProductName": "Lamps",
            "Udi": "{\"a\":1}",
            "VerifyProgress": 0,
            "FirmwareSign": MD5.to_ascii_uppercase(),
            "FirmwareSize": 7,
        });
        assert_eq!(info, expected);
        let mut item = expected;
        let members = item.as_object_mut().unwrap();
        members.remove("Udi");
        members.remove("VerifyProgress");
        members.insert("FirmwareUrl".to_owned(), json!(address));
        let listing = list(&emulator, 1, 10, &[]).await;
        assert_eq!(listing["FirmwareInfo"]["SimpleFirmwareInfo"][0], item);
    }
}

#[tokio::test]
async fn what_is_not_said_is_taken_from_the_file_or_left_out() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let call = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", "least"),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", &address),
    ]);
    let info = query(&emulator, &id(&call.send(&emulator).await)).await;
    assert_eq!(info["FirmwareSign"], MD5);
    assert_eq!(info["FirmwareSize"], 7);
    assert_eq!(info["ModuleName"], "default");
    assert_eq!((&info["Type"], &info["Status"]), (&json!(0), &json!(0)));
    assert_eq!(info["SrcVersion"], "");
    for absent in ["FirmwareDesc", "Udi", "ProductKey", "ProductName", "MultiFiles"] {
        assert!(info.get(absent).is_none(), "{absent}: {info}");
    }
    let call = create("hashed", &address).with("SignMethod", "SHA256");
    let info = query(&emulator, &id(&call.send(&emulator).await)).await;
    assert_eq!(info["FirmwareSign"], hex::encode(sha2::Sha256::digest(CONTENT)));
    assert_eq!(info["SignMethod"], "SHA256");
}

#[tokio::test]
async fn a_package_with_several_files_lists_them() {
    let emulator = start().await;
    let (first, second) = (upload(&emulator, CONTENT).await, upload(&emulator, b"second").await);
    let call = bare("several").with_all(&[
        ("MultiFiles.1.Name", "main"),
        ("MultiFiles.1.Url", &first),
        ("MultiFiles.1.Size", "7"),
        ("MultiFiles.1.FileMd5", MD5),
        ("MultiFiles.1.SignValue", MD5),
        ("MultiFiles.2.Name", "patch"),
        ("MultiFiles.2.Url", &second),
        ("NeedToVerify", "false"),
    ]);
    let id = id(&call.send(&emulator).await);
    let info = query(&emulator, &id).await;
    assert_eq!(info["Status"], -1);
    for absent in ["FirmwareUrl", "FirmwareSign", "FirmwareSize"] {
        assert!(info.get(absent).is_none(), "{absent}: {info}");
    }
    let files = info["MultiFiles"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    let url = files[0]["Url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{first}?Expires=")), "{url}");
    let expected =
        json!({ "Name": "main", "Size": 7, "FileMd5": MD5, "SignValue": MD5, "Url": url });
    assert_eq!(files[0], expected);
    assert_eq!((&files[1]["Name"], &files[1]["Size"]), (&json!("patch"), &json!(6)));

    let listing = list(&emulator, 1, 10, &[]).await;
    let item = &listing["FirmwareInfo"]["SimpleFirmwareInfo"][0];
    assert_eq!(item["FirmwareId"], id);
    assert!(item.get("FirmwareUrl").is_none() && item.get("FirmwareSize").is_none(), "{item}");

    // In XML, without anything around the files.
    let call = Call::v1("QueryOTAFirmware").with("FirmwareId", &id).common("Format", "xml");
    let body = call.send(&emulator).await.body;
    assert!(body.contains("<MultiFiles><Name>main</Name><Size>7</Size>"), "{body}");
    assert!(body.contains("</MultiFiles><MultiFiles><Name>patch</Name>"), "{body}");
}

#[tokio::test]
async fn what_contradicts_the_file_is_refused() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let one = || create("wrong", &address);
    let several =
        || bare("wrong").with("MultiFiles.1.Name", "a").with("MultiFiles.1.Url", &address);
    let sha256 = hex::encode(sha2::Sha256::digest(CONTENT));
    let gone = format!("{}/ota/none.bin", emulator.endpoint());
    let cases = [
        (one().with("FirmwareSize", "8"), "`FirmwareSize`"),
        (one().with("FirmwareSign", "9a0364b9e99bb480dd25e1f0284c8556"), "`FirmwareSign`"),
        (one().with("FirmwareSign", MD5).with("SignMethod", "SHA256"), "`FirmwareSign`"),
        (one().with("FirmwareSign", &sha256), "`FirmwareSign`"),
        (one().with("FirmwareUrl", &gone), "`FirmwareUrl`"),
        (one().with("FirmwareUrl", "no address"), "`FirmwareUrl`"),
        (several().with("MultiFiles.1.Size", "6"), "`MultiFiles.1.Size`"),
        (several().with("MultiFiles.1.FileMd5", &sha256), "`MultiFiles.1.FileMd5`"),
        (several().with("MultiFiles.1.SignValue", "x"), "`MultiFiles.1.SignValue`"),
        (
            several().with("MultiFiles.2.Name", "b").with("MultiFiles.2.Url", &gone),
            "`MultiFiles.2.Url`",
        ),
        (
            several().with("MultiFiles.2.Name", "b").with("MultiFiles.2.Url", &address),
            "`MultiFiles.2.Url`",
        ),
    ];
    for (call, parameter) in cases {
        let response = call.send(&emulator).await;
        response.assert_failure("iot.common.InvalidParam");
        assert!(response.message().contains(parameter), "{response:?}");
        assert_untouched(&emulator);
    }
    let other = upload(&emulator, b"other").await;
    let same_name = several().with("MultiFiles.2.Name", "a").with("MultiFiles.2.Url", &other);
    let response = same_name.send(&emulator).await;
    response.assert_failure("iot.common.InvalidParam");
    assert!(response.message().contains("`MultiFiles.2.Name`"), "{response:?}");
    assert_untouched(&emulator);
}

#[tokio::test]
async fn the_host_of_an_address_does_not_matter() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let elsewhere = address.replace(emulator.endpoint(), "https://bucket.example");
    create("elsewhere", &elsewhere).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_package_is_for_a_product_and_a_module_that_exist() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let call = create("a", &address).with("ProductKey", "a1None");
    call.send(&emulator).await.assert_failure("iot.prod.NotExistedProduct");
    let call = create("a", &address).with("ModuleName", "none");
    call.send(&emulator).await.assert_failure("iot.system.IllegalRequest");
    // The module of another product.
    let call = create("a", &address).with("ProductKey", "a1Zz").with("ModuleName", "wifi");
    call.send(&emulator).await.assert_failure("iot.system.IllegalRequest");
    let call = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", "a"),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", &address),
        ("ModuleName", "wifi"),
    ]);
    let response = call.send(&emulator).await;
    response.assert_failure("iot.system.IllegalRequest");
    assert!(response.message().contains("`ProductKey`"), "{response:?}");
    let call = create("a", &address).with("IotInstanceId", "iot-3");
    call.send(&emulator).await.assert_failure("iot.system.InstanceNotFound");
    assert_untouched(&emulator);
    for (name, module) in [("a", "wifi"), ("b", "default")] {
        create(name, &address).with("ModuleName", module).send(&emulator).await.assert_success();
    }
}

#[tokio::test]
async fn a_differential_package_leads_from_one_version_to_another() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let differential = || create("diff", &address).with("Type", "1");
    let response = differential().send(&emulator).await;
    assert_eq!(response.json()["Success"], false, "{response:?}");
    let same = differential().with("SrcVersion", "2.0.0");
    same.send(&emulator).await.assert_failure("iot.common.InvalidFormattedParameter");
    assert_untouched(&emulator);
    differential().with("SrcVersion", "1.0.0").send(&emulator).await.assert_success();
    // A whole one may start from any, and says so.
    let whole = create("whole", &address).with("SrcVersion", "2.0.0");
    let info = query(&emulator, &id(&whole.send(&emulator).await)).await;
    assert_eq!((&info["Type"], &info["SrcVersion"]), (&json!(0), &json!("2.0.0")));
    let listed = Call::v3("ListOTAFirmware").with_all(&[("CurrentPage", "1"), ("PageSize", "1")]);
    let listed = listed.send(&emulator).await.json();
    let listed = &listed["FirmwareInfo"]["SimpleFirmwareInfo"][0];
    assert_eq!((&listed["Type"], &listed["SrcVersion"]), (&json!(0), &json!("2.0.0")));
}

#[tokio::test]
async fn a_name_is_given_once_in_the_account() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let response = create("taken", &address).send(&emulator).await;
    response.assert_failure("iot.system.IllegalRequest");
    assert!(response.message().contains("`taken`"), "{response:?}");
    let form = Form::of(&emulator, "GenerateOTAUploadURL", "iot-2").await;
    assert_eq!(form.send(&emulator, CONTENT).await.status, 200);
    let elsewhere = |name: &str| {
        create(name, &form.address).with("ProductKey", "a1Zz").with("IotInstanceId", "iot-2")
    };
    elsewhere("taken").send(&emulator).await.assert_failure("iot.system.IllegalRequest");
    elsewhere("other").send(&emulator).await.assert_success();
    let response = create("other", &address).send(&emulator).await;
    response.assert_failure("iot.system.IllegalRequest");
    assert_untouched(&emulator);

    let rename = |name: &str| {
        Call::v3("ModifyOTAFirmware").with_all(&[
            ("FirmwareId", "seeded"),
            ("ProductKey", "a1Xy"),
            ("FirmwareName", name),
        ])
    };
    rename("other").send(&emulator).await.assert_failure("iot.system.IllegalRequest");
    rename("taken").send(&emulator).await.assert_success();
    rename("new").send(&emulator).await.assert_success();
    create("taken", &address).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn an_instance_has_at_most_500_packages() {
    let mut seed = seed();
    seed.products[0].packages = (1..=500)
        .map(|n| SeedPackage { firmware_id: format!("p{n}"), ..SeedPackage::default() })
        .collect();
    let emulator = start_seeded(seed).await;
    let address = upload(&emulator, CONTENT).await;
    let response =
        create("one too many", &address).with("FirmwareName", "much").send(&emulator).await;
    response.assert_failure("iot.system.IllegalRequest");
    assert!(response.message().contains("500"), "{response:?}");
    assert_eq!(emulator.packages().len(), 500);
    let form = Form::of(&emulator, "GenerateOTAUploadURL", "iot-2").await;
    assert_eq!(form.send(&emulator, CONTENT).await.status, 200);
    let call = create("much", &form.address)
        .with_all(&[("ProductKey", "a1Zz"), ("IotInstanceId", "iot-2")]);
    call.send(&emulator).await.assert_success();
    Call::v3("DeleteOTAFirmware").with("FirmwareId", "p7").send(&emulator).await.assert_success();
    create("fits", &address).send(&emulator).await.assert_success();
}
