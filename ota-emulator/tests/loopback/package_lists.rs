//! `ModifyOTAFirmware` and `ListOTAFirmware`, and the progress of a verification.

use std::time::Duration;

use ota_emulator::PackageStatus;
use serde_json::{Value, json};

use crate::call::Call;
use crate::form::upload;
use crate::packages::{CONTENT, create, id, list, query, start};

fn names(listing: &Value) -> Vec<&str> {
    let items = listing["FirmwareInfo"]["SimpleFirmwareInfo"].as_array().unwrap();
    items.iter().map(|item| item["FirmwareName"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_is_modified_is_replaced_and_the_rest_stays() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let call = create("before", &address).with("FirmwareDesc", "old").with("Udi", "old");
    let id = id(&call.send(&emulator).await);
    let before = query(&emulator, &id).await;
    emulator.advance(Duration::from_millis(1500));
    let modify =
        || Call::v3("ModifyOTAFirmware").with("FirmwareId", &id).with("ProductKey", "a1Xy");
    let all = [("FirmwareName", "after"), ("FirmwareDesc", "new"), ("FirmwareUdi", "newer")];
    modify().with_all(&all).send(&emulator).await.assert_success();
    let mut expected = before;
    for (name, value) in [("FirmwareName", "after"), ("FirmwareDesc", "new"), ("Udi", "newer")] {
        expected[name] = json!(value);
    }
    expected["UtcModified"] = json!("2026-01-02T03:04:06.500Z");
    let without_url = |mut info: Value| {
        info.as_object_mut().unwrap().remove("FirmwareUrl");
        info
    };
    let after = without_url(query(&emulator, &id).await);
    assert_eq!(after, without_url(expected.clone()));
    modify().with("FirmwareDesc", "newest").send(&emulator).await.assert_success();
    let after = query(&emulator, &id).await;
    assert_eq!(after["FirmwareDesc"], "newest");
    assert_eq!((&after["FirmwareName"], &after["Udi"]), (&json!("after"), &json!("newer")));

    let wrong = modify().with("ProductKey", "a1Zz");
    wrong.send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    let wrong = modify().with("ProductKey", "a1None");
    wrong.send(&emulator).await.assert_failure("iot.prod.NotExistedProduct");
    let wrong = modify().with("FirmwareId", "none");
    wrong.send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
    let query = Call::v3("QueryOTAFirmware").with("FirmwareId", "none");
    query.send(&emulator).await.assert_failure("iot.ota.FirmwareNotFound");
}

#[tokio::test]
async fn packages_are_listed_page_by_page_the_newest_first() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    for number in 1..=4 {
        create(&format!("n{number}"), &address).send(&emulator).await.assert_success();
    }
    let page = list(&emulator, 1, 2, &[]).await;
    assert_eq!(names(&page), ["n4", "n3"]);
    let numbers = ["CurrentPage", "PageSize", "PageCount", "Total"].map(|name| page[name].clone());
    assert_eq!(numbers, [1, 2, 3, 5].map(Value::from));
    assert_eq!(names(&list(&emulator, 3, 2, &[]).await), ["taken"]);
    let beyond = list(&emulator, 4, 2, &[]).await;
    assert_eq!((names(&beyond).len(), &beyond["Total"]), (0, &json!(5)));
    assert_eq!(beyond["CurrentPage"], 4);
    for (page, size) in [("0", "10"), ("1", "0"), ("1", "101"), ("-1", "10")] {
        let call = Call::v3("ListOTAFirmware").with("CurrentPage", page).with("PageSize", size);
        call.send(&emulator).await.assert_failure("iot.common.InvalidPageParams");
    }
}

#[tokio::test]
async fn packages_are_listed_by_product_and_version() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    for (name, product, version) in
        [("a", "a1Xy", "3.0"), ("b", "a1Zz", "3.0"), ("c", "a1Zz", "3.1")]
    {
        let call = create(name, &address);
        let call = call.with("ProductKey", product).with("DestVersion", version);
        call.send(&emulator).await.assert_success();
    }
    let (product, version) = (("ProductKey", "a1Zz"), ("DestVersion", "3.0"));
    assert_eq!(names(&list(&emulator, 1, 10, &[product]).await), ["c", "b"]);
    assert_eq!(names(&list(&emulator, 1, 10, &[version]).await), ["b", "a"]);
    let both = list(&emulator, 1, 10, &[product, version]).await;
    assert_eq!((names(&both), &both["Total"]), (vec!["b"], &json!(1)));
    assert!(names(&list(&emulator, 1, 10, &[("DestVersion", "3")]).await).is_empty());
    assert!(names(&list(&emulator, 1, 10, &[("IotInstanceId", "iot-2")]).await).is_empty());
    let call = Call::v3("ListOTAFirmware").with_all(&[
        ("CurrentPage", "1"),
        ("PageSize", "10"),
        ("ProductKey", "a1None"),
    ]);
    call.send(&emulator).await.assert_failure("iot.prod.NotExistedProduct");
}

#[tokio::test]
async fn a_verification_runs_to_one_hundred_percent() {
    let emulator = start().await;
    let address = upload(&emulator, CONTENT).await;
    let id = id(&create("tried", &address).send(&emulator).await);
    let call = Call::v3("CreateOTAVerifyJob").with_all(&[
        ("FirmwareId", &id),
        ("ProductKey", "a1Xy"),
        ("TargetDeviceName.1", "lamp1"),
        ("TargetDeviceName.2", "lamp2"),
    ]);
    call.send(&emulator).await.assert_success();
    let mut seen = vec![0];
    for _ in 0..10_000 {
        let info = query(&emulator, &id).await;
        let progress = info["VerifyProgress"].as_u64().unwrap();
        assert!(seen.last() <= Some(&progress), "{seen:?} {progress}");
        seen.push(progress);
        if info["Status"] != 2 {
            break;
        }
        assert!(progress < 100, "{info}");
        emulator.advance(Duration::from_secs(1));
    }
    let info = query(&emulator, &id).await;
    assert_eq!((&info["Status"], &info["VerifyProgress"]), (&json!(1), &json!(100)));
    assert!(seen.iter().any(|progress| (1..100).contains(progress)), "{seen:?}");
    let status = emulator.packages().iter().find(|one| one.firmware_id == id).unwrap().status;
    assert_eq!(status, PackageStatus::Verified);
}
